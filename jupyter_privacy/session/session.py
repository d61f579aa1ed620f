"""The one mutable object: policy, sources, ledger and assessments of a kernel."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import PolicyError
from jupyter_privacy.frames.shapes import holds_records, shallow_copy
from jupyter_privacy.guard.explain import source_words
from jupyter_privacy.guard.release.linked import LinkedTables
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal import operators
from jupyter_privacy.guard.seal.holder import LocalHolder
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.proxy import Sealed, holder_of
from jupyter_privacy.guard.seal.row_sets import RowSets
from jupyter_privacy.guard.source import Source, held_source, open_source
from jupyter_privacy.guard.view.safe import SafeView
from jupyter_privacy.policy import Policy, Role, profile_policy
from jupyter_privacy.session.assessments import Assessments
from jupyter_privacy.session.ledger import Ledger
from jupyter_privacy.session.public import PublicValues
from jupyter_privacy.session.state import PolicyState, State
from jupyter_privacy.session.why import why

__all__ = ["Session", "current_session", "start_session"]

operators.install()


class Session:
    """Seals sources under one policy and knows what became of their results.

    `changed` is called, possibly from another thread, whenever a new `State` is worth sending.
    """

    def __init__(self, policy: Policy, *, problem: str = "") -> None:
        self.policy = policy
        self.problem = problem
        self.ledger = Ledger()
        self.public = PublicValues()
        self.holder = LocalHolder(self)
        self.changed: Callable[[], None] = lambda: None
        self.assessments = Assessments(self._tell)
        self._ids = itertools.count(1)
        self._bound: dict[str, Source] = {}
        self._answered: dict[tuple[str, int], tuple[RowSets, LinkedTables]] = {}
        self.declared_public: list[str] = []

    def _tell(self) -> None:
        self.changed()

    @classmethod
    def strict(cls, problem: PolicyError) -> Session:
        """Return a session for a policy that could not be read: guarded as strictly as can be."""
        return cls(profile_policy("strict"), problem=str(problem))

    def under(self, policy: Policy, problem: str = "") -> None:
        """Hold what comes in from now on to another policy."""
        self.policy, self.problem = policy, problem

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that names of the notebook stand for."""
        return tuple(self._bound.values())

    def protect(
        self,
        obj: Any,
        *,
        name: str = "",
        policy: Policy | None = None,
        roles: Mapping[str, Role] | None = None,
        schema: Mapping[str, Role] | None = None,
    ) -> Sealed:
        """Seal a frame, column or array as a source of its own."""
        if type(obj) is Sealed:
            return self._reopened(obj, name, policy, roles, schema)
        if not holds_records(obj):
            raise TypeError(f"only dataframes, columns and arrays can be protected, not {type(obj).__name__}")
        source = open_source(obj, f"f{next(self._ids)}", name, policy or self.policy, roles, schema)
        key = source.people, source.policy.minimum
        source.answered, source.tables = self._answered.setdefault(key, (source.row_sets, source.linked))
        return self.holder.seal(held_source(obj, source))

    def _reopened(self, proxy: Sealed, name: str, policy: Any, roles: Any, schema: Any) -> Sealed:
        """Return a whole source under another name, policy or other roles; nothing new, the same proxy."""
        if not (name or policy or roles or schema):
            return proxy
        held = self.holder.open(proxy)
        if held.lineage.operation != "source":
            raise TypeError(
                "only a whole protected frame can be protected anew, not a part or a result of it"
            )
        old = held.lineage.source
        return self.protect(
            old.original if held.lineage.has_source_schema else held.value,
            name=name or old.name,
            policy=policy or old.policy,
            roles=roles or old.given,
            schema=schema or old.declared,
        )

    def unprotect(self, proxy: Sealed) -> Any:
        """Return the plain frame of a whole source, which its owner declares to be public."""
        held = self.holder.open(proxy)
        if held.lineage.operation != "source" or not held.lineage.has_source_schema:
            raise TypeError(
                "only a whole protected frame can be declared public, not a part or a result of it"
            )
        return shallow_copy(held.lineage.source.original)

    # -- Recorder: what the guard reports --------------------------------------------------

    @property
    def cells(self) -> Any:
        """What was shown of each person before."""
        return self.ledger.cells

    def released(self, lineage: Lineage, outcome: Released) -> None:
        """Note a released result and the mask that belongs beside it."""
        self.ledger.released(lineage, outcome)
        self.public.add(outcome.value, outcome, lineage.source.policy)

    def withheld(self, lineage: Lineage, reason: Reason, operation: str = "") -> None:
        """Note a result that stays behind, and what was asked."""
        self.ledger.withheld(lineage, reason, operation)

    def refused(self, lineage: Lineage, words: str) -> None:
        """Note what is never carried out."""
        self.ledger.refused(lineage, words)

    def displayed(self, lineage: Lineage, view: SafeView) -> None:
        """Note a rendered view."""
        self.ledger.displayed(lineage, view)

    # -- what the kernel and the sidebar ask -----------------------------------------------

    def bind(self, names: Mapping[str, Sealed]) -> None:
        """Tell which names of the notebook stand for whole sources."""
        bound: dict[str, Source] = {}
        for name, proxy in names.items():
            if holder_of(proxy) is not self.holder:
                continue
            lineage = self.holder.open(proxy).lineage
            if lineage.operation == "source":
                bound[name] = lineage.source
        self._bound = bound

    def state(self) -> State:
        """Return what the sidebar shows now; measuring goes on in the background."""
        frames = tuple(self.assessments.frame_state(source, name) for name, source in self._bound.items())
        policy = self.policy
        return State(
            status="strict" if self.problem else "guarded",
            problem=self.problem,
            policy=PolicyState(policy.profile, source_words(policy), policy.threshold, policy.k, policy.m),
            frames=frames,
            last_output=self.ledger.last_output,
            tally=self.ledger.tally,
        )

    def why(self) -> str:
        """Return why the latest results were masked or withheld, and what would show more."""
        return why(self.ledger.last)


class _Process:
    """The process has one session: sealed values outlive the extension, so it is never dropped."""

    session: Session | None = None


def current_session() -> Session | None:
    """Return the session of this process, or None before there is one."""
    return _Process.session


def start_session(session: Session) -> Session:
    """Make `session` the session of this process."""
    _Process.session = session
    return session
