"""Splits of people for trying models out: some to learn from, the others to test on.

Which rows go where is decided by a number of the analyst's and by their order, as in `df.sample`; by strata
it depends on what the rows say as well, and such a part is a selection like a filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from jupyter_privacy.core.types import IntArray, Reason
from jupyter_privacy.frames.pandas_rows import take
from jupyter_privacy.guard.release.models.known import are_plain, is_own, of_library
from jupyter_privacy.guard.release.models.sample import columns_in, has_rare, levels_of, sample_of
from jupyter_privacy.guard.seal.choosing import by_mask, by_positions
from jupyter_privacy.guard.seal.desk import attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.values import Withheld

__all__ = ["folds_of", "parts_of", "rare_classes", "split"]

_SPLIT = "sklearn.model_selection"
_OPTIONS = frozenset({"test_size", "train_size", "random_state", "shuffle"})
_SPLITTERS = frozenset({"KFold", "StratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit"})
_SEEDS = 2**31 - 1


def split(
    values: Sequence[Held], options: Mapping[str, Any], strata: Held | None
) -> list[tuple[Held, Held]] | None:
    """Return each value in two parts, as `train_test_split` does; None for options that are not known."""
    base = values[0]
    given = {**options, "random_state": _seed(options.get("random_state"))}
    if given["random_state"] is None or not are_plain(given, _OPTIONS):
        return None
    others = [*values, *([strata] if strata is not None else [])]
    obstacle = shared_rows(base.lineage, others)
    if obstacle is Reason.SHOWN and strata is not None and rare_classes(strata):
        obstacle = Reason.THRESHOLD
    if obstacle is not Reason.SHOWN:
        lost = withheld(base.lineage, obstacle, "train_test_split")
        return [(lost, lost) for _ in values]
    n_rows = len(base.value)
    stratify = None if strata is None else np.asarray(strata.value)
    function = of_library(_SPLIT, "train_test_split")
    found = attempt(lambda: function(np.arange(n_rows), stratify=stratify, **given))
    if isinstance(found, Withheld):
        lost = withheld(base.lineage, found.reason, "train_test_split")
        return [(lost, lost) for _ in values]
    return [tuple(parts_of(value, found, by_data=strata is not None)) for value in values]  # type: ignore[misc]


def rare_classes(strata: Held) -> bool:
    """Whether a class has too few people to be parted: that the library fails on it must not show."""
    columns = columns_in(strata)
    if columns is None:
        return True
    sample = sample_of(columns)
    if isinstance(sample.value, Withheld):
        return True
    frame: Any = sample.value
    return any(has_rare(levels_of(frame[name]), sample.lineage) for name in frame.columns)


def _seed(given: Any) -> int | None:
    """Return a number to draw by; None for anything but a number or nothing."""
    if given is None:
        return int(np.random.randint(_SEEDS))  # noqa: NPY002 (scikit-learn's own source)
    is_number = isinstance(given, (int, np.integer)) and not isinstance(given, bool)
    return int(given) if is_number else None


def parts_of(value: Held, positions: Sequence[IntArray], *, by_data: bool) -> list[Held]:
    """Return the rows of a value at several sets of positions, chosen by what they say or not."""
    if not by_data:
        return [by_positions(value, part, "train_test_split") for part in positions]
    found = []
    for part in positions:
        mask = np.zeros(len(value.value), dtype=np.bool_)
        mask[part] = True
        chosen = by_mask(value, mask, "train_test_split")
        is_whole = not isinstance(chosen.value, Withheld) and len(chosen.value) == len(part)
        found.append(_in_order(chosen, part) if is_whole else chosen)
    return found


def _in_order(chosen: Held, positions: IntArray) -> Held:
    """Return chosen rows, which stand in the order of the rows, in the order of their positions."""
    places = np.argsort(np.argsort(positions, kind="stable"), kind="stable").astype(np.intp)
    return Held(take(chosen.value, places), chosen.lineage.selected(places, "train_test_split"))


def folds_of(given: Any, outcome: Any, *, is_classifier: bool) -> list[tuple[IntArray, IntArray]] | None:
    """Return the folds of a cross-validation, positions to learn from and to test on; None if not known."""
    is_number = isinstance(given, (int, np.integer)) and not isinstance(given, bool)
    splitter = given
    if not (given is None or is_number):
        kind = type(given)
        if kind.__name__ not in _SPLITTERS or not is_own(kind, "sklearn"):
            return None
        names = ("n_splits", "shuffle", "random_state", "test_size", "train_size")
        options = {name: getattr(given, name) for name in names if hasattr(given, name)}
        if "random_state" in options and (options.get("shuffle", True) or "test_size" in options):
            options["random_state"] = _seed(options["random_state"])
        splitter = kind(**options)
    checked = of_library(_SPLIT, "check_cv")(splitter, outcome, classifier=is_classifier)
    return list(checked.split(np.zeros((len(outcome), 1)), outcome))
