"""All release rules, in the order in which they are asked.

A rule that does not know an operation answers None and the next one is asked; if none speaks, the
result stays sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.values import Grouped, Kind
from jupyter_privacy.guard.seal.wire import find_held

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Desk, Outcome

__all__ = ["Asked", "Rule", "decide", "decide_attribute", "decide_function", "is_method"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation on a held value, as the analyst wrote it (arguments may be sealed).

    `results` is what functions of the analyst's returned, once a rule has asked for them with `Calls`.
    """

    desk: Desk
    held: Held
    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    function: Callable[..., Any] | None = None
    results: tuple[tuple[object, ...], ...] = ()

    def argument(self, position: int, name: str, default: Any = None) -> Any:
        """Return an argument given by position or by name."""
        return self.args[position] if len(self.args) > position else self.kwargs.get(name, default)


@dataclass(frozen=True, slots=True)
class Rule:
    """A release rule: which operations it knows, and the function that decides one.

    `methods` and `attributes` name operations by the kind of value that they belong to,
    `functions` library functions by name.  A rule that `follows_people` has everything that it
    counts in rows counted in people (`judge`, `people_of_cells`), so it may be asked about rows of
    which a person has several, or that stand on several sources; for any other rule one row has
    to be one person.
    """

    id: str
    decide: Callable[[Asked], Outcome | None]
    methods: Mapping[Kind, frozenset[str]] = field(default_factory=dict)
    attributes: Mapping[Kind, frozenset[str]] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    follows_people: bool = False


def decide(kind: Kind, asked: Asked) -> Outcome | None:
    """Return what the first rule that knows this method says."""
    return _first(asked, (rule for rule in _rules() if asked.name in rule.methods.get(kind, ())))


def is_method(kind: Kind, name: str) -> bool:
    """Whether a rule knows a method of this name; some libraries make theirs when they are asked for."""
    return any(name in rule.methods.get(kind, ()) for rule in _rules())


def decide_attribute(kind: Kind, asked: Asked) -> Outcome | None:
    """Return what the first rule that knows this attribute says."""
    return _first(asked, (rule for rule in _rules() if asked.name in rule.attributes.get(kind, ())))


def decide_function(asked: Asked) -> Outcome | None:
    """Return what the first rule that knows this library function says."""
    return _first(asked, (rule for rule in _rules() if asked.name in rule.functions))


def _first(asked: Asked, rules: Any) -> Outcome | None:
    known = list(rules)
    plain = _plainly(asked) if known else asked
    for rule in known:
        seen = asked if rule.follows_people else plain
        outcome: Outcome | None = None if seen is None else rule.decide(seen)
        if outcome is not None:
            return outcome
    if plain is not None or all(rule.follows_people for rule in known):
        return None
    return asked.desk.withhold(asked.held.lineage, Reason.REPEATED, asked.name)


def _plainly(asked: Asked) -> Asked | None:
    """Return the operation for rules to which one row is one person, None if they cannot be asked.

    Where each row has a record of its own in every source, it is one person of each.  Otherwise columns
    that were looked up in a protected table are nothing to those rules.
    """
    others = find_held((asked.args, dict(asked.kwargs)), asked.desk.open_proxy)
    lineages = [held.lineage for held in (asked.held, *others)]
    if all(lineage.is_plain for lineage in lineages):
        return asked
    if asked.function is not None:
        return None
    own, *further = lineages
    joint = own.chosen_by(one for lineage in lineages for one in lineage.beside)
    if joint.is_one_to_one:
        return replace(asked, held=_under(asked.held.value, joint))
    lineage = None if further else own.without_looked_up()
    return None if lineage is None else replace(asked, held=_under(asked.held.value, lineage))


def _under(value: Any, lineage: Lineage) -> Held:
    """Return a value with another history; of groups, their rows have it as well."""
    if isinstance(value, Grouped):
        value = replace(value, obj=Held(value.obj.value, lineage))
    return Held(value, lineage)


def _rules() -> tuple[Rule, ...]:
    from jupyter_privacy.guard.release.rules import RULES

    return RULES
