"""Laws over arbitrary notebooks: no exception but ours, no value in a finding, masking is final."""

import copy
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_privacy.errors import NotebookError
from jupyter_privacy.notebooks.check import look_through
from jupyter_privacy.notebooks.files import content_of, parse
from jupyter_privacy.notebooks.findings import RULES
from jupyter_privacy.notebooks.masking import mask
from jupyter_privacy.policy import Policy
from tests.notebooks.conftest import EMAIL

PIECES = st.sampled_from(
    (
        *(
            EMAIL,
            "943 476 5919",
            "\n",
            "  ",
            "0  F  18",
            "   sex  age",
            "|",
            "---",
            ",",
            "<table>",
            "<tr><th>",
        ),
        *("<td>7", "</td></tr>", "[[", "{'a': 1}", "dtype: int64", "Name: count, ", "\x1b[0m", "&#64;"),
        *("\\", "\ud800", "\x00"),
    )
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda nested: st.lists(nested, max_size=4) | st.dictionaries(TEXTS, nested, max_size=4),
    max_leaves=12,
)
MIMES = st.sampled_from(
    [
        "text/plain",
        "text/html",
        "application/json",
        "image/svg+xml",
        "image/png",
        "a/b",
        "application/pdf",
        "",
    ]
)
METADATA = (
    st.sampled_from([{}, {"jupyter_privacy": {"guarded": True}}, {"jupyter_privacy": {"masked": []}}]) | JSON
)
OUTPUTS = st.fixed_dictionaries(
    {"output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "pyout"])},
    optional={
        "data": st.dictionaries(MIMES, TEXTS | JSON, max_size=3) | JSON,
        "text": TEXTS | JSON,
        "evalue": TEXTS,
        "traceback": st.lists(TEXTS, max_size=2) | JSON,
        "metadata": METADATA,
    },
)
SOURCES = st.sampled_from(["x", "%load_ext jupyter_privacy", "%unload_ext jupyter_privacy"]) | JSON
CELLS = st.fixed_dictionaries(
    {"outputs": st.lists(OUTPUTS, max_size=3) | JSON},
    optional={
        "source": SOURCES,
        "execution_count": st.none() | st.integers(0, 4) | JSON,
        "attachments": st.dictionaries(TEXTS, st.dictionaries(MIMES, TEXTS), max_size=1) | JSON,
        "metadata": METADATA,
    },
)
NOTEBOOKS = st.fixed_dictionaries(
    {"nbformat": st.just(4), "cells": st.lists(CELLS, max_size=3)},
    optional={"metadata": st.fixed_dictionaries({}, optional={"widgets": JSON}) | JSON},
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NOTEBOOKS)
def test_any_notebook(notebook):
    """It is looked through or refused; what is masked has no findings left and is a file that can be read."""
    before = copy.deepcopy(notebook)
    try:
        findings = look_through(notebook, Policy())
    except NotebookError:
        return
    assert json.dumps(notebook) == json.dumps(before)
    assert all(found.words == RULES[found.rule][1] for found in findings)
    mask(notebook, findings)
    assert [found for found in look_through(notebook, Policy()) if not found.is_remark] == []
    parse(content_of(notebook))
