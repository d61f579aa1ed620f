"""The ledger: what became of every result."""

import pandas as pd
import pytest

from jupyter_privacy.core.types import Reason
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
        assert reason.name.lower() in {one.reason for one in session.ledger.last_output.reasons}


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
    assert "fewer than 10 people" in session.why()
    assert "Instead: use wider categories" in session.why()
    session.ledger.begin("In [2]")
    sealed.x.mean()
    assert session.why().startswith("Shown whole.")


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
