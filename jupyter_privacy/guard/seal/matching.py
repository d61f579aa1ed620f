"""Who is merged with whom: pairs of rows, of which a few are changed so that they tell nobody apart.

A merge asks for each person whether there is a partner, and how many.  Fewer than k people who have
none are given a typical one, who is nobody in particular; fewer than k who have some lose them, and
fewer than k who have several keep the first.  The same goes for the keys that a protected table of
partners lacks: that there is no record of a key says that somebody is not in it.  And fewer than k
protected partners whom nobody has are given to people without one, or to some of those who share one:
a total without just these could be subtracted from the total of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray
from jupyter_privacy.guard.seal.people import are_few, n_people
from jupyter_privacy.guard.seal.standing import NOBODY, Standing

__all__ = ["TYPICAL", "Match", "settled_match", "with_all_partners"]

TYPICAL = -2
"""The position of a partner who is like most."""


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Pairs of rows: one of the table whose people are followed, one of the other.

    A partner is `NOBODY` if there is none, and `TYPICAL` if there is none and it must not show.
    """

    people: IntArray
    partners: IntArray

    @property
    def is_paired(self) -> BoolArray:
        """Which pairs have a partner."""
        paired: BoolArray = self.partners != NOBODY
        return paired

    @property
    def is_repeated(self) -> bool:
        """Whether somebody stands in several pairs."""
        return int(np.bincount(self.people, minlength=1).max()) > 1

    def where(self, chosen: BoolArray) -> Match:
        """Return some of the pairs."""
        return Match(self.people[chosen], self.partners[chosen])


def settled_match(match: Match, standings: Sequence[Standing], preferred: BoolArray) -> Match:
    """Return the pairs that a merge is answered with; everybody who is in the table is in the pairs.

    `standings` are, for each row of the table, the records that it stands on and the keys that it is
    looked up by; `preferred` says which pairs come first among those of one person.
    """
    for one in standings:
        extra = _is_extra(match, preferred) & (one.records[match.people] >= 0)
        if are_few(one.selected(match.people), extra):
            match, preferred = match.where(~extra), preferred[~extra]
    for one in standings:
        match = _without_few(match, one.selected(match.people))
    return match


def with_all_partners(match: Match, n_partners: int, minimum: int) -> Match:
    """Return the pairs with a few partners whom nobody had given to somebody, where that is possible."""
    counts = np.bincount(match.partners[match.partners >= 0], minlength=n_partners)
    orphans = np.flatnonzero(counts == 0)
    if not 0 < len(orphans) < min(minimum, n_partners):
        return match
    takers = np.flatnonzero(match.partners == TYPICAL)
    if len(takers) < len(orphans):
        sharing = np.flatnonzero(match.partners == counts.argmax())
        takers = np.concatenate([takers, sharing[1:]])
    if len(takers) < len(orphans):
        return match
    partners = match.partners.copy()
    partners[takers[: len(orphans)]] = orphans
    return replace(match, partners=partners)


def _is_extra(match: Match, preferred: BoolArray) -> BoolArray:
    """Return which pairs are not the first of their person."""
    order = np.lexsort((~preferred, match.people))
    extra = np.zeros(len(order), dtype=np.bool_)
    extra[order[1:]] = match.people[order][1:] == match.people[order][:-1]
    return extra


def _without_few(match: Match, standing: Standing) -> Match:
    part, paired = standing.records >= 0, match.is_paired
    if n_people(standing, paired & part) < standing.source.policy.minimum:
        return _once(replace(match, partners=np.where(part, NOBODY, match.partners)))
    lonely = ~paired & part
    few = are_few(standing, lonely)
    return replace(match, partners=np.where(lonely, TYPICAL, match.partners)) if few else match


def _once(match: Match) -> Match:
    """Return the pairs with everybody who has no partner standing in one of them."""
    keeps = match.is_paired | ~_is_extra(match, match.is_paired)
    return match.where(keeps)
