"""Explanations: the rule, its number, its source, how it looks, and what to do instead."""

import pickle
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.advice import operation_advice
from jupyter_privacy.guard.explain import RULES, policy_words, told
from jupyter_privacy.guard.instead import INSTEAD, instead
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.table import table_view
from jupyter_privacy.guard.view.text import MASK, to_text
from jupyter_privacy.policy import Policy, load_policy, profile_policy
from jupyter_privacy.session.session import Session
from tests.guard.asked import ASKED, JOBS, POLICIES, STATISTICS, Asked, people
from tests.guard.planted import canaries_in, planted_frame

# ---------------------------------------------------------------- rule, number, source, looks


class Titles(HTMLParser):
    """Collects the titles and accessible names of masked cells, and all tags."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.titles = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attrs = dict(attrs)
        if "data-masked" in attrs:
            assert attrs["title"] == attrs["aria-label"]
            self.titles.append(attrs["title"])


def test_a_masked_cell_tells_rule_number_source_and_remedy():
    """Each tooltip, and the legend of the text, has the rule with its number and where it was set."""
    one = Asked(people(JOBS), ASKED["crosstab"], Policy(threshold=12))
    titles = Titles(to_html(one.view)).titles
    assert len(titles) == int((one.released.reasons > 0).sum()) == to_text(one.view).count(MASK)
    for title in titles:
        assert title.startswith("masked: threshold 12: fewer than 12 people stand behind it")
        assert "(policy standard, built in). To see it: " in title
    assert "threshold 12" in to_text(one.view)


@pytest.mark.parametrize("how", ["crosstab", "value_counts"])
def test_labels_in_explanations_are_text(how):
    """Labels that look like markup stay text in tooltips and legends, and code quotes them."""
    evil = "<script>alert(1)</script>&\"'\n"
    frame = people([*JOBS, [40, 40, 40, 40, 3]]).rename(columns={"across": evil})
    frame[evil] = frame[evil] + evil
    ask = {
        "crosstab": lambda one: one.call(pd.crosstab, one.df.down, one.df[evil]),
        "value_counts": lambda one: one.df[evil].value_counts(),
    }[how]
    one = Asked(frame, ask)
    assert "script" not in Titles(to_html(one.view)).tags
    for advice in one.view.advice:
        if advice.code:
            assert Asked(frame, ask, code=advice.code).released is not None


def test_where_a_policy_was_set(tmp_path, monkeypatch):
    """A file is named as seen from the working directory, a published text by its title."""
    project, below, elsewhere = tmp_path / "project", tmp_path / "project/notebooks", tmp_path / "elsewhere"
    below.mkdir(parents=True)
    elsewhere.mkdir()
    file = project / "jupyter_privacy.toml"
    file.write_text('profile = "nhs"')
    policy = load_policy(file)
    for folder, seen in ((project, ""), (below, "../"), (elsewhere, "")):
        monkeypatch.chdir(folder)
        assert policy_words(policy) == f"policy nhs, {seen}jupyter_privacy.toml"
    assert policy_words(Policy()) == "policy standard, built in"
    assert policy_words(profile_policy("opensafely")) == "policy opensafely, OpenSAFELY output policy"
    monkeypatch.chdir(project)
    one = Asked(people(JOBS), ASKED["crosstab"], policy)
    assert "policy nhs, jupyter_privacy.toml" in to_html(one.view)
    assert str(tmp_path) not in "".join(one.said)


def test_every_rule_is_named():
    """The words of each reason begin with the name of its rule."""
    assert all(": " in text for text in RULES.values())


def test_reasons_outside_of_tables_are_told_apart():
    """Columns that do not add up tell each their own reason."""
    found = {Reason.DOMINANCE: 2, Reason.THRESHOLD: 1}
    assert [one.reason for one in told(found, Policy(), may_protect=False)] == [
        Reason.DOMINANCE,
        Reason.THRESHOLD,
    ]
    (one,) = told(found, Policy(), may_protect=True)
    assert (one.reason, one.n_cells) == (Reason.THRESHOLD, 3)
    assert "threshold 10" in one.text
    assert "dominance 2" in one.text


def test_very_large_tables_are_told_the_rule():
    """A table with thousands of masked cells is rendered without a remedy for each."""
    table = pd.DataFrame(np.full((40, 40), 20.0)).rename_axis(index="down", columns="across")
    masked = np.add.outer(np.arange(40), np.arange(40)) % 3 == 0
    released = Released(table.mask(masked), masked.astype(np.uint8), operation="crosstab")
    (title,) = set(Titles(to_html(table_view(released, Policy()))).titles)
    assert title.startswith("masked: threshold 10")


def test_a_table_that_was_changed_is_still_shown():
    """The analyst may rename or add columns in place; the texts follow or fall back."""
    one = Asked(people(JOBS), ASKED["crosstab"])
    one.table.index.name = None
    assert "use wider categories" in to_text(one.view)
    one.table.index.name = one.table.columns.name = "x"
    assert MASK in to_text(one.view)


# ---------------------------------------------------------------------- refused operations


def test_the_name_alone_decides_what_to_do_instead():
    """Operations without a rule get the advice of their name, others that of their reason."""
    assert "whole columns" in operation_advice("apply", Reason.NO_RULE)
    assert operation_advice("apply", Reason.NO_RULE) == operation_advice("apply", Reason.FAILED)
    assert "group first" in instead("groupby.cumsum")
    assert "quantile(.95)" in operation_advice("max", Reason.EXTREME)
    assert operation_advice("max", Reason.THRESHOLD) == "use wider categories or fewer conditions"
    assert operation_advice("frobnicate", Reason.NO_RULE).startswith("aggregate with mean")
    assert all(len(text) < 110 for text in INSTEAD.values())


@pytest.mark.parametrize(
    "possible",
    [
        lambda df: df["a"] / df["b"],
        lambda df: df["a"].where(df["b"] > 3, 0),
        lambda df: np.log(df["a"]),
        lambda df: str(df.head()),
        lambda df: (df.a.quantile(0.05), df.a.quantile(0.95), df.a.quantile([0.1, 0.5, 0.9])),
        lambda df: df.g.value_counts().plot,
        lambda df: df.groupby("g").a.mean().cumsum(),
        lambda df: df.groupby("g").a.mean().rolling(3).mean(),
        lambda df: df.groupby("g").a.mean().to_csv(),
        lambda df: df.groupby("g").a.mean().to_frame().join(df.g.value_counts()),
        lambda df: df.g.nunique(),
        lambda df: (df.a > 30).mean(),
        lambda df: df.a.value_counts(bins=[0, 30, 60]),
        lambda df: list(df.groupby("g").a.mean().items()),
    ],
)
def test_what_is_advised_is_possible(possible):
    """What is named instead of an operation without a rule gives a result."""
    frame = pd.DataFrame({"a": np.arange(900.0) % 60, "b": np.arange(900) % 7, "g": list("xyz") * 300})
    session = Session(Policy())
    possible(session.protect(frame))
    assert session.ledger.tally.n_withheld == 0


@pytest.mark.parametrize("name", [*ASKED, *STATISTICS])
@pytest.mark.parametrize("policy", POLICIES, ids=["standard", "zeros shown", "rounded"])
def test_every_masked_cell_says_why_and_what_would_show_it(name, policy):
    """Title and label of each masked cell hold the rule with its number, the policy's source and a remedy."""
    one = Asked(people(JOBS), {**ASKED, **STATISTICS}[name], policy)
    if not one.is_masked:
        assert name == "value_counts"
        return
    text, html, told, _ = one.said
    cells = re.findall(r'<td data-masked="1" title="([^"]*)" aria-label="([^"]*)">', html)
    assert len(cells) == html.count("<td data-masked=") == np.count_nonzero(one.released.reasons)
    for title, label in cells:
        assert title == label
        assert re.search(rf"masked: .*\b{policy.threshold}\b.*\(policy {policy.profile}, built in\)", title)
        assert re.search(r"To see it: .{10,}\.", title)
    assert "%privacy why" in text
    assert "To see more" in told or "Instead" in told


def test_every_cell_of_a_large_masked_table_has_a_remedy():
    """Where too many cells are masked to work out what would show each, a general remedy stands there."""
    counts = np.where(np.add.outer(np.arange(60), np.arange(12)) % 12 == 0, 30, 2).tolist()
    one = Asked(people(counts), ASKED["crosstab"])
    titles = re.findall(r'data-masked="1" title="([^"]*)"', one.said[1])
    assert len(titles) > 400
    assert all("To see it: " in title for title in titles)


REFUSED = {
    "to_csv": lambda d: d.to_csv("people.csv"),
    "pickle": pickle.dumps,
    "loop": lambda d: list(d.x),
    "condition": lambda d: 1 if d.x.iloc[0] else 0,
    "number": lambda d: float(d.x.iloc[0]),
    "array": lambda d: memoryview(np.asarray(d.x)),
    "rows": lambda d: list(d.iterrows()),
    "cell": lambda d: d.loc.__setitem__((3, "x"), 1),
    "in place": lambda d: d.x.update([1]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_by_why(session, seal, name):
    """A refused exit stands in `%privacy why` with what to do instead; no result is counted for it."""
    sealed = seal(planted_frame().assign(x=lambda d: d.score))
    with pytest.raises(DisclosureError) as refused:
        REFUSED[name](sealed)
    said = session.why()
    assert f"Refused: {refused.value}." in said
    assert not canaries_in(said)
    assert session.state().tally.n_withheld <= 1
