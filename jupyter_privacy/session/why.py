"""`%privacy why`: what became of the latest results and what would show more, in words.

Each reason is told once, and of a table the best few remedies: it has to fit below a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jupyter_privacy.guard.advice import advice_title, general_advice, operation_advice, table_advice
from jupyter_privacy.guard.explain import policy_words, rounding_words
from jupyter_privacy.guard.instead import spoken
from jupyter_privacy.session.ledger import Entry, Outcome

__all__ = ["why"]

_NOTHING_YET = "Nothing has been masked or withheld yet."
_MOST_ADVICE = 3
_LIKE = "the same people, or all but fewer than {minimum} of them"
_CODE = "      "


def why(entries: Iterable[Entry]) -> str:
    """Return what became of the results of a cell; equal ones are told once."""
    told = dict.fromkeys("\n".join(_words(entry)) for entry in entries)
    return "\n".join(told) or _NOTHING_YET


def _words(entry: Entry) -> Iterator[str]:
    what = spoken(entry.operation)
    if entry.refusal:
        yield f"Refused: {entry.refusal}."
    elif entry.outcome is Outcome.SHOWN:
        yield f"{what}: shown whole." if what else "Shown whole."
    elif entry.outcome is Outcome.MASKED:
        yield from _masked(entry, f"{what}: " if what else "")
    else:
        yield from _withheld(entry, f" ({what})" if what else "")
    if entry.remark:
        yield f"  Note: {entry.remark}."
    rounding = rounding_words(entry.policy)
    if rounding and entry.operation and entry.outcome in {Outcome.SHOWN, Outcome.MASKED}:
        yield f"  Note: {rounding} ({policy_words(entry.policy)})."
    if entry.answers_as:
        yield f"  Answers as {entry.answers_as}: {_LIKE.format(minimum=entry.policy.minimum)}."


def _withheld(entry: Entry, what: str) -> Iterator[str]:
    for one in entry.told:
        yield f"Withheld{what}: {one.text} ({policy_words(entry.policy)})."
        yield f"  Instead: {operation_advice(entry.operation, one.reason)}."


def _masked(entry: Entry, what: str) -> Iterator[str]:
    for one in entry.told:
        cells = f"{one.n_cells} of {entry.n_cells} cells masked"
        yield f"{what}{cells}: {one.text} ({policy_words(entry.policy)})."
    if entry.released is None:
        advice = general_advice(entry.told)
    else:
        advice = table_advice(entry.released, entry.policy, entry.told, _MOST_ADVICE)
    yield f"  {advice_title(advice)}"
    for way in advice:
        yield f"  - {way.text}"
        if way.code:
            yield f"{_CODE}{way.code}"
