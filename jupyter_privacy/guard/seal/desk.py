"""The holder's desk: what every handler works with.

It opens proxies, keeps results, and runs raw operations.  A handler returns an *outcome*: a `Held`
value to keep sealed, a `Released` one to hand out, or an answer of its own.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.lineage import Held, Lineage, worst_taint
from jupyter_privacy.guard.seal.protocol import Answer
from jupyter_privacy.guard.seal.values import Model, Withheld
from jupyter_privacy.guard.seal.wire import Lowered, lower

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.proxy import Sealed
    from jupyter_privacy.guard.view.rows import ShownCells
    from jupyter_privacy.guard.view.safe import SafeView

__all__ = ["Desk", "Outcome", "Recorder", "attempt", "quarantine", "shared_rows", "withheld"]

Outcome = Held | Released | Answer


class Recorder(Protocol):
    """Who is told what became of results: the session's ledger."""

    def released(self, lineage: Lineage, outcome: Released) -> None:
        """Note a released result."""

    def withheld(self, lineage: Lineage, reason: Reason, operation: str = "") -> None:
        """Note a result that stays behind, and what was asked."""

    def refused(self, lineage: Lineage, words: str) -> None:
        """Note what is never carried out, and what to do instead."""

    def displayed(self, lineage: Lineage, view: SafeView) -> None:
        """Note a rendered view."""

    @property
    def cells(self) -> ShownCells:
        """What was shown of each person before."""


@dataclass(frozen=True, slots=True, eq=False)
class _Unnoted:
    """A recorder that leaves out what becomes of results."""

    recorder: Recorder

    def released(self, lineage: Lineage, outcome: Released) -> None:
        """Note nothing."""

    def withheld(self, lineage: Lineage, reason: Reason, operation: str = "") -> None:
        """Note nothing."""

    def refused(self, lineage: Lineage, words: str) -> None:
        """Note what is never carried out."""
        self.recorder.refused(lineage, words)

    def displayed(self, lineage: Lineage, view: SafeView) -> None:
        """Note a rendered view."""
        self.recorder.displayed(lineage, view)

    @property
    def cells(self) -> ShownCells:
        """What was shown of each person before."""
        return self.recorder.cells


@dataclass(slots=True, eq=False)
class Desk:
    """The tools of the handlers; `open_proxy` and `keep` belong to the holder."""

    open_proxy: Callable[[Sealed], Held]
    keep: Callable[[Held], Sealed]
    recorder: Recorder

    def lower(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Lowered:
        """Return raw arguments and what was sealed among them."""
        return lower(args, kwargs, self.open_proxy)

    def quietly(self) -> Desk:
        """Return a desk that notes nothing: for the parts of a result that is noted as a whole."""
        return Desk(self.open_proxy, self.keep, _Unnoted(self.recorder))

    def withhold(self, lineage: Lineage, reason: Reason, operation: str = "") -> Held:
        """Return a withheld result and note it in the ledger."""
        self.recorder.withheld(lineage, reason, operation)
        return withheld(lineage, reason, operation)


def withheld(lineage: Lineage, reason: Reason, operation: str = "") -> Held:
    """Return a result that is not there; whatever is built with it is not there either."""
    return Held(Withheld(reason), lineage.lost(operation or lineage.operation).tainted(reason))


def attempt(compute: Callable[[], Any]) -> Any:
    """Run a raw operation in quarantine; what fails is `Withheld`, as the message may quote records.

    Nothing that it prints or warns of gets out, and settings of the analyst's that would make it
    raise or call back on single values are out of force meanwhile.
    """
    try:
        with quarantine():
            return compute()
    except Exception:
        return Withheld(Reason.FAILED)


@contextlib.contextmanager
def quarantine() -> Iterator[None]:
    """Let nothing out that is printed or warned of, whatever the analyst has set."""
    with (
        np.errstate(all="ignore"),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


def shared_rows(base: Lineage, others: Iterable[Held]) -> Reason:
    """Return `SHOWN` if all `others` stand on the same records as `base`, else why not."""
    for other in others:
        if isinstance(other.value, Withheld):
            return other.value.reason
        if isinstance(other.value, Model):
            return Reason.NO_RULE
        if other.lineage.taint is not Reason.SHOWN:
            return other.lineage.taint
        if not _same_records(base, other.lineage):
            return Reason.LINEAGE
    return worst_taint([base]) or (Reason.LINEAGE if base.rows is None else Reason.SHOWN)


def _same_records(one: Lineage, other: Lineage) -> bool:
    if one.rows is None or other.rows is None or one.source is not other.source:
        return False
    return one.rows is other.rows or np.array_equal(one.rows, other.rows)
