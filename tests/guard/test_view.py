"""The masked view of rows: what is rendered, checked by brute force."""

# ruff: noqa: RUF001, ARG005 (the dash of a band; a recorder's signature)

import gc
import re
import types
from html.parser import HTMLParser
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.safe import GAP, SafeCell, SafeView, message_view
from jupyter_privacy.guard.view.text import MASK, to_text
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import planted_frame

K, M = 5, 3


class Viewer:
    """A session that keeps the views it renders."""

    def __init__(self, frame, policy=None, roles=None):
        self.frame = frame
        self.session = Session(policy or Policy(k=K, m=M))
        self.views = []
        self.session.displayed = lambda lineage, view: self.views.append(view)
        self.sealed = self.session.protect(frame, roles=roles)

    def view(self, value):
        """Return the view that a display of a sealed value renders."""
        str(value)
        return self.views[-1]


def matches(text, column, record):
    """Return which entries of a column look, at a rendered cell's precision, like the record's own."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        numbers = column.to_numpy(dtype=float)
        whole = re.fullmatch(r"(-?\d+)(?:–| to )(-?\d+)", text)
        half_open = re.fullmatch(r"(\S+) to <(\S+)", text)
        if whole:
            return (numbers >= float(whole[1])) & (numbers <= float(whole[2]))
        if half_open:
            return (numbers >= float(half_open[1]) - 1e-9) & (numbers < float(half_open[2]) - 1e-9)
    own = column.iloc[record]
    return (
        column.isna().to_numpy() if pd.isna(own) else (column == own).fillna(value=False).to_numpy(dtype=bool)
    )


def cells_of(view, frame, records):
    """Return for each record the visible cells of a view, as (column, matching records of the source)."""
    found = {int(record): [] for record in records}
    rows = [row for row in view.rows if row[0] is not GAP]
    for record, row in zip(records, rows, strict=True):
        for name, cell in zip(view.columns, row, strict=True):
            if cell.reason is Reason.SHOWN:
                matching = matches(cell.text, frame[name], record)
                assert matching[record], (name, cell.text)
                found[int(record)].append((name, matching))
    return found


def rare_combinations(cells, k=K, m=M):
    """Return the combinations of at most m visible cells that fewer than k records share."""
    together = {}
    for name, matching in cells:
        together.setdefault((name, matching.tobytes()), matching)
    masks = list(together.values())
    arrays = np.array(masks, dtype=np.int32).reshape(len(masks), len(masks[0]) if masks else 0)
    sizes = range(1, min(m, len(masks)) + 1)
    sets = (list(chosen) for size in sizes for chosen in combinations(range(len(masks)), size))
    return [chosen for chosen in sets if arrays[chosen].all(axis=0).sum() < k]


def test_rows_of_the_pupils_are_shared_and_readable(pupils):
    """Of 33 cells at least 20 stay visible on average, and every 3 of them are shared by 5 pupils."""
    viewer = Viewer(pupils)
    view = viewer.view(viewer.sealed.head(10))
    cells = cells_of(view, pupils, range(10))
    assert sum(map(len, cells.values())) / 10 >= 20
    assert not [record for record, shown in cells.items() if rare_combinations(shown)]


def test_displays_of_the_same_rows_add_up(pupils):
    """The union of what several displays show of a row, whatever the columns, is shared as well."""
    viewer = Viewer(pupils)
    sealed, seen = viewer.sealed, {record: [] for record in range(6)}
    displays = [
        sealed[list(pupils.columns[:11])].head(6),
        sealed[list(pupils.columns[11:22])].head(6),
        sealed.iloc[:6, 22:],
        sealed.age.head(6),
        sealed[["G3", "absences", "age"]].head(6),
        sealed.head(6),
    ]
    for display in displays:
        for record, cells in cells_of(viewer.view(display), pupils, range(6)).items():
            seen[record] += cells
    assert all(seen.values())
    assert not [record for record, cells in seen.items() if rare_combinations(cells)]


def test_a_filter_narrows_the_crowd(pupils):
    """Within a filter a row hides among the filtered rows, not among everybody."""
    viewer = Viewer(pupils)
    chosen = np.flatnonzero((pupils.age >= 19).to_numpy())
    view = viewer.view(viewer.sealed[viewer.sealed.age >= 19].head(8))
    part = pupils.iloc[chosen].reset_index(drop=True)
    cells = cells_of(view, part, range(8))
    assert any(cells.values())
    assert not [record for record, shown in cells.items() if rare_combinations(shown)]
    assert set(view.labels) == {""}


@st.composite
def frames(draw):
    """Return small frames of labels, numbers and missing values."""
    n = draw(st.integers(10, 30))
    text = st.lists(st.sampled_from(["a", "b", "c", None]), min_size=n, max_size=n)
    number = st.lists(st.integers(-5, 40), min_size=n, max_size=n)
    decimal = st.lists(st.sampled_from([0.5, 1.25, 2.0, 7.75, None]), min_size=n, max_size=n)
    columns = draw(st.lists(text | number | decimal, min_size=1, max_size=5))
    return pd.DataFrame({f"v{i}": column for i, column in enumerate(columns)})


@given(frames(), st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_rendered_is_shared(frame, data):
    """On any frame, the union of two displays shows no combination of 3 cells that fewer than 5 share."""
    viewer = Viewer(frame, Policy(threshold=K, k=K, m=M, roles=dict.fromkeys(frame.columns, "other")))
    seen = {record: [] for record in range(len(frame))}
    for _ in range(2):
        names = data.draw(st.lists(st.sampled_from(list(frame.columns)), min_size=1, unique=True))
        n = data.draw(st.integers(1, 6))
        for record, cells in cells_of(viewer.view(viewer.sealed[names].head(n)), frame, range(n)).items():
            seen[record] += cells
    assert not [record for record, cells in seen.items() if rare_combinations(cells)]


def test_direct_identifiers_are_masked_whole():
    """A column that identifies people is masked in every row, even where people share a value."""
    frame = pd.DataFrame({"surname": ["Smith"] * 40, "school": ["GP"] * 40})
    viewer = Viewer(frame, roles={"surname": "direct_identifier"})
    view = viewer.view(viewer.sealed)
    assert {row[0].reason for row in view.rows} == {Reason.DIRECT_IDENTIFIER}
    assert {row[1].text for row in view.rows} == {"GP"}
    assert "Smith" not in to_html(view) + to_text(view)


def test_rows_unique_on_declared_key_variables_are_masked_whole():
    """With declared key variables a person whose class is smaller than k shows nothing at all."""
    frame = pd.DataFrame(
        {"age": [15] * 30 + [16] * 26 + [22] * 4, "sex": ["F", "M"] * 30, "fixed": ["x"] * 60}
    )
    viewer = Viewer(frame, roles={"age": "key_variable", "sex": "key_variable"})
    view = viewer.view(viewer.sealed)
    small = (frame.groupby(["age", "sex"]).sex.transform("size") < K).to_numpy()
    masked = [{cell.reason for cell in row} == {Reason.UNIQUE_ROW} for row in view.rows]
    assert masked == small.tolist()
    assert view.n_rows_masked == small.sum() > 0


def test_the_legend_counts_what_is_masked():
    """The title gives the number of masked and of all displayed cells; the gap of a long frame is none."""
    viewer = Viewer(planted_frame())
    view = viewer.view(viewer.sealed.head(7))
    n_masked = sum(cell.reason is not Reason.SHOWN for row in view.rows for cell in row)
    assert view.title == f"{n_masked} of {7 * 7} cells masked in 7 rows"
    assert to_text(view).count(MASK) == to_html(view).count(MASK) == n_masked
    long = Viewer(pd.DataFrame({"x": ["a"] * 100 + ["b"] * 100}))
    view = long.view(long.sealed)
    assert view.title == "0 of 10 cells masked in 10 rows"
    assert len(view.rows) == 11
    assert view.n_cells == 10
    assert view.labels[5] == "…"


class Cells(HTMLParser):
    """Collects the table cells of a view."""

    def __init__(self):
        super().__init__()
        self.tags, self.cells, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "td":
            self.cells.append(dict(attrs))

    def handle_data(self, data):
        self.texts.append(data)


def test_html_escapes_everything():
    """Column names, cells, labels and notes are text in HTML, never markup."""
    evil = "<script>alert(1)</script>&\"'"
    frame = pd.DataFrame({evil: [evil] * 30})
    viewer = Viewer(frame)
    html = to_html(viewer.view(viewer.sealed))
    made = SafeView(evil, (evil,), (evil,), ((SafeCell("", Reason.LABEL),),), (evil,), {Reason.LABEL: evil})
    for text in (html, to_html(made), to_html(message_view(evil, evil))):
        parser = Cells()
        parser.feed(text)
        assert "script" not in parser.tags
        assert evil in parser.texts
    assert made.masked == {Reason.LABEL: 1}


def test_masked_cells_carry_their_reason():
    """Every masked cell of the HTML has a title and an accessible name that say why; no other has."""
    viewer = Viewer(planted_frame())
    html = to_html(viewer.view(viewer.sealed.head(5)))
    parser = Cells()
    parser.feed(html)
    assert len(parser.cells) == 35
    for cell in parser.cells:
        assert ("data-masked" in cell) == cell.get("title", "").startswith("masked: ")
        assert cell.get("aria-label") == (cell["title"] if "data-masked" in cell else None)
        assert cell.get("title", "masked: why") != "masked: "


def test_text_is_aligned(pupils):
    """Every line of a block is as wide as its header; wide tables come in blocks."""
    viewer = Viewer(pupils)
    lines = to_text(viewer.view(viewer.sealed.head(5))).split("\n\n[")[0].split("\n\n")
    assert len(lines) > 1
    for block in lines:
        widths = {len(line.removesuffix("  \\")) for line in block.split("\n")}
        assert len(widths) == 1, block
        assert widths.pop() <= 100


def test_wide_characters_are_aligned():
    """East Asian characters count as two columns."""
    text = to_text(SafeView("t", ("学校",), ("0", "1"), ((SafeCell("東京"),), (SafeCell("ab"),))))
    assert text.split("\n")[:3] == ["   学校", "0  東京", "1    ab"]


def test_no_raw_value_can_be_reached_from_a_view():
    """Walking the references of a view, as a debugger could, meets texts and reasons only."""
    viewer = Viewer(planted_frame())
    view = viewer.view(viewer.sealed)
    opaque = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType)
    queue, seen = [view], set()
    while queue:
        thing = queue.pop()
        if id(thing) in seen or isinstance(thing, opaque):
            continue
        seen.add(id(thing))
        assert isinstance(thing, SafeView | SafeCell | tuple | dict | str | int | float | Reason | None), (
            type(thing)
        )
        queue += gc.get_referents(thing)
    assert len(seen) > 100


def test_nothing_is_shown_of_nobody():
    """A filter that finds too few people shows a notice with the reason and what to do."""
    viewer = Viewer(planted_frame())
    sealed = viewer.sealed
    for rows in (sealed[sealed.name == "Zorblax03 Wumpus"], sealed[sealed.name == "Nobody"]):
        view = viewer.view(rows)
        assert view.is_withheld
        assert view.title == "Nothing to show"
        assert any(note.startswith("Instead: ") for note in view.notes)


def test_sorting_by_data_does_not_show_ranks():
    """The tops of a sorted column hide among themselves: the highest value is nobody's to see."""
    viewer = Viewer(planted_frame())
    text = str(viewer.sealed.sort_values("code", ascending=False)[["code"]].head(5))
    top = planted_frame().code.max()
    bands = re.findall(r"(\d+)–(\d+)", text)
    assert str(top) not in text
    assert all(int(high) - int(low) >= 10 for low, high in bands)


def test_failing_renderers_withhold(monkeypatch):
    """Whatever breaks while a view is made, text and HTML say withheld and nothing else."""
    viewer = Viewer(planted_frame())
    for place in ("rows_view", "to_text", "to_html", "view_of"):
        with monkeypatch.context() as patch:

            def broken(*_args, **_kwargs):
                raise RuntimeError(planted_frame().to_string())

            patch.setattr(f"jupyter_privacy.guard.seal.rendering.{place}", broken)
            for render in (str, repr, lambda value: str(value._repr_mimebundle_())):
                try:
                    text = render(viewer.sealed)
                except Exception as error:
                    text = f"{error!r} {error.__context__!r}"
                assert "Zorblax" not in text
                assert "withheld" in text or place in {"to_text", "to_html"}


@pytest.mark.parametrize("verb", ["head", "describe", "groupby", "sum"])
def test_failing_handlers_withhold(monkeypatch, verb):
    """A handler that breaks with a value in its message gives a withheld result."""
    viewer = Viewer(planted_frame())

    def broken(*_args, **_kwargs):
        raise RuntimeError(planted_frame().to_string())

    monkeypatch.setattr("jupyter_privacy.guard.release.registry.decide", broken)
    args = ("group",) if verb == "groupby" else ()
    assert "withheld" in str(getattr(viewer.sealed, verb)(*args))
