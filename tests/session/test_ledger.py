"""The ledger: what became of every result."""

import pandas as pd
import pytest

from jupyter_privacy.core.types import Reason
from jupyter_privacy.kernel.magics import why
from jupyter_privacy.session.state import TallyState


def people():
    """Return people in groups, one of them small."""
    groups = ["a"] * 60 + ["b"] * 40 + ["c"] * 3
    return pd.DataFrame({"group": groups, "x": [i % 7 for i in range(103)]})


@pytest.mark.parametrize(
    ("action", "outcome", "reason"),
    [
        (lambda d: d.x.mean(), "shown", None),
        (lambda d: d.group.value_counts(), "masked", Reason.COMPLEMENTARY),
        (lambda d: d.x.max(), "withheld", Reason.EXTREME),
        (lambda d: d[d.group == "c"].x.mean(), "withheld", Reason.THRESHOLD),
        (lambda d: str(d.head(5)), None, None),
        (lambda d: str(d[d.group == "c"]), "withheld", Reason.THRESHOLD),
        (lambda d: d.x.mode(), None, None),
    ],
)
def test_results_are_noted_once_with_their_reason(session, action, outcome, reason):
    """A released, a masked and a withheld result each make one entry, with the rule behind it."""
    sealed = session.protect(people())
    session.ledger.begin("In [1]")
    action(sealed)
    entries = session.ledger.last
    if outcome is None:
        return
    assert [entry.outcome.value for entry in entries] == [outcome]
    assert session.ledger.last_output.outcome == outcome
    assert session.ledger.last_output.label == "In [1]"
    if reason is not None:
        assert reason in entries[0].reasons
        assert reason in {one for told in entries[0].told for one in told.reasons}
        assert session.ledger.last_output.reasons[0].text == entries[0].told[0].text


def test_the_tally_adds_up(session):
    """The tally counts every result by its outcome over all cells."""
    sealed = session.protect(people())
    for number in range(3):
        session.ledger.begin(f"In [{number}]")
        sealed.x.mean()
        sealed.group.value_counts()
        sealed.x.max()
    assert session.ledger.tally == TallyState(3, 3, 3)
    assert session.state().tally == session.ledger.tally


def test_the_last_output_is_the_most_telling_of_its_cell(session):
    """Of one cell the withheld result comes before the masked, the masked before the shown one."""
    sealed = session.protect(people())
    session.ledger.begin("In [1]")
    sealed.x.max()
    sealed.x.mean()
    assert session.ledger.last_output.outcome == "withheld"
    session.ledger.begin("In [2]")
    sealed.group.value_counts()
    sealed.x.mean()
    output = session.ledger.last_output
    assert (output.outcome, output.n_cells, output.n_cells_masked) == ("masked", 2, 1)
    session.ledger.begin("In [3]")
    assert session.ledger.last_output == output


def test_why_names_the_rule_and_what_to_do(session):
    """`why` gives the rule with the policy's numbers and a way to see more; first there is nothing to say."""
    assert session.why() == "Nothing has been masked or withheld yet."
    sealed = session.protect(people())
    session.ledger.begin("In [1]")
    sealed[sealed.group == "c"].x.mean()
    assert session.why() == (
        "Withheld (mean): threshold 10: fewer than 10 people stand behind it (policy standard, built in).\n"
        "  Instead: use wider categories or fewer conditions."
    )
    session.ledger.begin("In [2]")
    sealed.x.mean()
    assert session.why() == "mean: shown whole."


def test_why_tells_each_reason_once_and_the_best_remedies(session):
    """Of a table with many masked cells `why` has one reason with the count, few remedies, and code."""
    cells = [(a, b) for i, a in enumerate("pqr") for j, b in enumerate("xyz") for _ in range(11 + 9 * i * j)]
    frame = pd.DataFrame(
        [*cells, *[("s", "x")] * 4, *[("s", "y")] * 30, *[("s", "z")] * 3], columns=["a", "b"]
    )
    sealed = session.protect(frame)
    session.ledger.begin("In [1]")
    counts = sealed.groupby(["a", "b"]).size()
    said = session.why()
    n_masked = int(counts.isna().sum())
    assert said.startswith(f"groupby.size: {n_masked} of {len(counts)} cells masked: threshold 10: ")
    assert said.count("threshold 10") == 1
    assert 1 <= said.count("\n  - merge ") <= 3
    assert said.count("      df[") == said.count("\n  - merge ")
    assert "Note: groups of fewer than 10 people are left out." in said


def test_why_fits_below_a_cell(session):
    """No line but code is longer than 100 characters, and equal results of a cell are told once."""
    sealed = session.protect(people())
    session.ledger.begin("In [1]")
    for _ in range(20):
        sealed.group.value_counts()
        sealed.x.max()
        sealed.x.cumsum()
        sealed.describe()
    lines = why(session).splitlines()
    assert len(lines) < 25
    assert all(len(line) <= 100 for line in lines if not line.startswith("      df["))


@pytest.mark.parametrize(
    ("action", "operation", "advice"),
    [
        (lambda d: d.x.max(), "max", "quantile(.95)"),
        (lambda d: d.x.apply(str), "apply", "whole columns"),
        (lambda d: d.x.map(len), "map", "whole columns"),
        (lambda d: d.x.mode(), "mode", "value_counts()"),
        (lambda d: str(d.iloc[3]), "one row or cell", "display rows"),
        (lambda d: str(d.x.tolist()), "tolist", "display rows"),
        (lambda d: str(d.T), "T", "pivot_table"),
        (lambda d: d.x.to_dict(), "to_dict", "display rows"),
        (lambda d: d[d.group == "c"].x.sum(), "sum", "wider categories"),
    ],
)
def test_why_names_what_was_refused_and_the_nearest_thing(session, action, operation, advice):
    """A withheld result is told by the name of what was asked, with what to do instead."""
    sealed = session.protect(people())
    session.ledger.begin("In [1]")
    action(sealed)
    first, instead = session.why().splitlines()[-2:]
    assert first.startswith(f"Withheld ({operation}): ")
    assert instead.startswith("  Instead: ")
    assert advice in instead


def test_a_withheld_value_that_is_looked_at_later_is_told_again(session):
    """In its own cell a withheld result is noted once, in a later cell that shows it once more."""
    sealed = session.protect(people())
    session.ledger.begin("In [1]")
    highest = sealed.x.max()
    str(highest)
    assert session.ledger.tally.n_withheld == 1
    session.ledger.begin("In [2]")
    sealed.x.mean()
    str(highest)
    assert session.ledger.tally.n_withheld == 2
    assert "Withheld (max): extremes" in session.why()


def test_a_view_counts_cells_and_rows(session):
    """A displayed view is noted with its rows, cells and masked cells; a second look adds an entry."""
    sealed = session.protect(people())
    session.ledger.begin("In [1]")
    str(sealed.head(8))
    (entry,) = session.ledger.last
    assert (entry.n_rows, entry.n_cells) == (8, 16)
    assert entry.n_cells_masked == entry.reasons.total()
    str(sealed.head(8))
    assert len(session.ledger.last) == 2
