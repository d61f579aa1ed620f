"""Identifiers in outputs: found in every kind of output, believed only with a check digit."""

import base64

import nbformat
import pandas as pd
import pytest

from jupyter_privacy.notebooks.check import look_through
from jupyter_privacy.notebooks.identifiers import identifiers_in
from jupyter_privacy.policy import Policy
from tests.notebooks.conftest import EMAIL, NHS, UPN, display, outputs_of, rules, stream

IDENTIFIERS = {
    "email": (EMAIL, f"<{EMAIL}>,"),
    "nhs_number": (NHS, NHS.replace(" ", ""), NHS.replace(" ", "-"), "nhs 0000000000 1604562120"),
    "upn": (UPN, f"('{UPN}', 3)"),
    "postcode": ("SW1A 1AA", "GU9 9HH", "SW1A1AA, GU99HH, EC1A1BB"),
    "phone": ("+44 20 7946 0958", "020 7946 0958", "07700900123", "+447700900123", "(020) 7946 0958"),
}

INNOCENT = (
    "0.9434765919 -9434765919.5 1e9434765919",
    "1700000000 seconds, 1604562120 bytes",
    "0  123  456  7890\n1  234  567  8901",
    "0 0.1234 0.5678\n0.01 0.02 0.0345 1.5e-07",
    "2024-01-31 10:15:00.123456789+00:00",
    "pandas==3.1.0 @property user@host A1 B2 C3 R2 0.93",
    "<Figure size 640x480 with 1 Axes> at 0x7f943476591f",
    "file:///usr/lib/python3.11/site-packages/a-9434765919-b",
    "H801200001002",
)


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in IDENTIFIERS.items() for text in texts]
)
def test_is_found_in_a_text(rule, text):
    """Each notation in which somebody may be named is found, and as what it is."""
    assert list(identifiers_in(f"value: {text}\n")) == [rule]


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_numbers_are_no_identifiers(text):
    """Numbers, times, addresses of objects and a wrong check letter are nobody's."""
    assert list(identifiers_in(text)) == []


PLACES = {
    "stream": stream(f"\x1b[31mmail\x1b[0m: {EMAIL}\n"),
    "error": nbformat.v4.new_output("error", ename="KeyError", evalue=EMAIL, traceback=["File a", EMAIL]),
    "text/plain": display(repr([EMAIL])),
    "text/html": display("x", text_html=f"<p title='a'>{EMAIL.replace('@', '&#64;')}</p>"),
    "an attribute": display("x", text_html=f"<p title='{EMAIL}'>x</p>"),
    "a script": display("x", text_html=f"<script>let a = '{EMAIL}'</script>"),
    "text/markdown": display("x", text_markdown=f"**{EMAIL}**"),
    "text/latex": display("x", text_latex=f"$\\text{{{EMAIL}}}$"),
    "application/json": display("x", application_json={"a": [1, {"b": EMAIL}]}),
    "a key of JSON": display("x", application_json={"a": {EMAIL: 1}}),
    "JSON as text": display("x", **{"application_geo+json": f'{{"a": "{EMAIL}"}}'}),
    "a picture of vectors": display("x", **{"image_svg+xml": f"<svg><text>{EMAIL}</text></svg>"}),
    "wide letters": stream(EMAIL.translate({ord("@"): "\uff20", ord("."): "\uff0e"})),
}


@pytest.mark.parametrize("place", PLACES)
def test_is_found_in_every_kind_of_output(place):
    """Streams, errors and every representation that holds text are looked into."""
    assert "email" in rules(PLACES[place])


def test_is_found_where_the_guard_was_on():
    """A check digit or an address is told in spite of the guard's mark; a place or a number is not."""
    assert rules(display(EMAIL, guarded=True)) == ["email"]
    assert rules(display("SW1A 1AA, +44 20 7946 0958", guarded=True)) == []


def test_attachments_and_widgets_are_looked_into():
    """What is attached to a text cell or kept as the state of a widget is in the file as well."""
    cell = nbformat.v4.new_markdown_cell("![a](attachment:a)", attachments={"a": {"text/plain": EMAIL}})
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"1": {"state": {"value": EMAIL}}}}}
    assert rules([], widgets=state) == ["email"]
    assert _of_cell(cell) == [(1, 0, "email")]


def _of_cell(cell):
    notebook = nbformat.v4.new_notebook(cells=[cell])
    return [(found.cell, found.output, found.rule) for found in look_through(notebook, Policy())]


def test_metadata_of_outputs_are_looked_into():
    """`display(1, metadata=...)` stores what it is given."""
    for guarded in (True, False):
        output = display("1", guarded=guarded)
        output["metadata"]["rows"] = {"a": [EMAIL]}
        assert rules(output) == ["email"]


def test_what_cannot_be_looked_into_is_said():
    """Pictures, documents and types that nobody knows leave a remark, which is no finding."""
    picture = base64.b64encode(b"\x89PNG").decode()
    outputs = [
        display("x", image_png=picture),
        display("x", application_pdf=picture),
        display("x", **{"application_vnd.private": "abc"}),
        display("x", text_html=f'<img src="data:image/png;base64,{picture * 40}">'),
    ]
    assert rules(outputs) == ["image", "binary", "unknown", "image"]


def test_a_long_output_is_read_to_its_end():
    """After 50 MB an identifier is still found, without a time that grows faster than the text."""
    assert rules(stream("a" * 50_000_000 + f" {EMAIL}")) == ["email"]


def test_series_with_a_named_index_of_upns():
    """Labels are looked at as cells are."""
    series = pd.Series([1.5, 2.5, 3.5], index=pd.Index([UPN, "J1", "K2"], name="upn"), name="score")
    assert set(rules(outputs_of(series))) == {"upn", "people"}


def test_the_mark_is_the_guards_own():
    """Metadata of other kinds are no mark."""
    for metadata in ({"jupyter_privacy": 1}, {"jupyter_privacy": {"guarded": "yes"}}, {"isolated": True}):
        output = nbformat.v4.new_output("display_data", data={"text/plain": "SW1A 1AA"}, metadata=metadata)
        assert rules(output) == ["postcode"]
