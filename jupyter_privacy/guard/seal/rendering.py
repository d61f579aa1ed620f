"""`str`, `repr` and HTML of sealed values: always a view, never a value."""

from __future__ import annotations

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import is_frame
from jupyter_privacy.guard.explain import WITHHELD, explain, policy_words, remedy
from jupyter_privacy.guard.seal.desk import Desk
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain, Request, Verb
from jupyter_privacy.guard.seal.values import Kind, Later, Model, Withheld, kind_of
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.rows import rows_view
from jupyter_privacy.guard.view.safe import SafeView, message_view
from jupyter_privacy.guard.view.text import to_text

__all__ = ["bundle", "failure", "show", "text", "view_of"]

_NOT_ROWS = {
    Kind.GROUPS: "Protected groups: ask for a statistic of them, such as .size() or .x.mean()",
    Kind.ACCESSOR: "Protected accessor: call one of its methods",
}
_MODEL = "Protected model: ask for its numbers, such as .summary(), .params, .coef_ or .score(X, y)"
_LATER = "Protected lazy frame: collect it to see what is safe of it"
_OTHER = "Protected value: it can be worked with, and shows once a release rule covers it"


def text(desk: Desk, held: Held, request: Request) -> Plain:
    """Answer `str(value)`."""
    return Plain(to_text(view_of(desk, held)))


def show(desk: Desk, held: Held, request: Request) -> Plain:
    """Answer a display: the view as text and as HTML."""
    return Plain(bundle(view_of(desk, held)))


def bundle(view: SafeView) -> dict[str, str]:
    """Return a view as a MIME bundle."""
    return {"text/plain": to_text(view), "text/html": to_html(view)}


_WITHHELD = bundle(message_view(WITHHELD))


def failure(verb: Verb) -> str | dict[str, str]:
    """Return what is rendered when the guard itself failed, the renderers included."""
    return dict(_WITHHELD) if verb is Verb.SHOW else _WITHHELD["text/plain"]


def view_of(desk: Desk, held: Held) -> SafeView:
    """Return the view of a held value and note it in the ledger."""
    view = _view(desk, held)
    desk.recorder.displayed(held.lineage, view)
    return view


def _view(desk: Desk, held: Held) -> SafeView:
    kind = kind_of(held.value)
    if kind in _NOT_ROWS:
        return message_view(_NOT_ROWS[kind])
    if isinstance(held.value, Withheld):
        return message_view(WITHHELD)
    if isinstance(held.value, Model):
        return _nothing(desk, held, held.value.reason, held.value.about) or message_view(_MODEL)
    if isinstance(held.value, Later):
        return message_view(_LATER)
    if not is_frame(held.value):
        return message_view(_OTHER)
    return _nothing(desk, held, _row_obstacle(held)) or rows_view(held, desk.recorder.cells)


def _nothing(desk: Desk, held: Held, obstacle: Reason, about: str = "") -> SafeView | None:
    """Return the view of a value that an obstacle hides; None if there is none."""
    if obstacle is Reason.SHOWN:
        return None
    policy = held.lineage.source.policy
    desk.recorder.withheld(held.lineage, obstacle, held.lineage.operation)
    why = f"Why: {explain(obstacle, policy)} ({policy_words(policy)})."
    notes = (why, f"Instead: {remedy(obstacle)}.", f"It is about: {about}.")
    return message_view("Nothing to show", *(notes if about else notes[:2]))


def _row_obstacle(held: Held) -> Reason:
    if held.lineage.obstacle is not Reason.SHOWN:
        return held.lineage.obstacle
    if held.lineage.has_shared_rows:
        return Reason.REPEATED
    if not held.lineage.source.policy.show_rows:
        return Reason.POLICY
    return Reason.SHOWN if len(held.value) else Reason.THRESHOLD
