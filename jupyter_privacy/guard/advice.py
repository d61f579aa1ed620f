"""What would show more of one result, in words and as code.

For a table of groups it is worked out from what the table shows (`release.remedies`), for an
operation without a rule from its name (`instead`), and in general from the reason.
"""

from __future__ import annotations

import json

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.explain import Told, remedy
from jupyter_privacy.guard.instead import instead
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.remedies import Merge, Pattern, best_for_cell, best_for_table, pattern_of
from jupyter_privacy.guard.view.safe import Advice
from jupyter_privacy.policy import Policy

__all__ = ["advice_title", "cell_advice", "general_advice", "merge_code", "operation_advice", "table_advice"]

_ANEW = (
    "To see more, in a fresh run and before the first such table (beside this one it may be masked again):"
)
_IN_GENERAL = "To see more:"
_NAMED = 4
_LONGEST = 240
_REST = "all others"
_ONE_VALUE = frozenset({"mode"})
"""Operations that show one value of many: groups as such are not what is too small."""
_HANGS_ON_THE_LARGEST = {Reason.DOMINANCE, Reason.P_PERCENT}


def operation_advice(operation: str, reason: Reason) -> str:
    """Return what to do instead of an operation that was withheld."""
    hangs_on_name = operation in _ONE_VALUE or reason in {Reason.NO_RULE, Reason.FAILED, Reason.EXTREME}
    return (instead(operation) if hangs_on_name else "") or remedy(reason)


def table_advice(released: Released, policy: Policy, reasons: tuple[Told, ...], n: int) -> tuple[Advice, ...]:
    """Return at most `n` ways to see more of a masked table."""
    pattern = pattern_of(released, policy)
    found = (
        []
        if pattern is None
        else [_of_table(merge, in_polars=released.table is not None) for merge in best_for_table(pattern, n)]
    )
    if any(_HANGS_ON_THE_LARGEST & told.reasons for told in reasons) and "median" not in released.operation:
        found.insert(1, Advice("use the median, which does not hang on the largest values"))
    extremes = tuple(told for told in reasons if told.reason is Reason.EXTREME)
    return (*found[:n], *general_advice(extremes)) if found else general_advice(reasons)


def general_advice(reasons: tuple[Told, ...]) -> tuple[Advice, ...]:
    """Return what shows more of anything that is masked for such reasons."""
    return tuple(Advice(text) for text in dict.fromkeys(remedy(told.reason) for told in reasons))


def advice_title(advice: tuple[Advice, ...]) -> str:
    """Return what stands above some advice: a merged table may tell what one shown before it masks."""
    return _ANEW if any(one.is_merge for one in advice) else _IN_GENERAL


def cell_advice(pattern: Pattern | None, row: int, column: int, told: Told) -> str:
    """Return in words what would show one masked cell."""
    if pattern is None or told.reason is Reason.EXTREME:
        return remedy(told.reason)
    is_total = (row, column) not in pattern.places
    merge = next(iter(best_for_table(pattern, 1)), None) if is_total else best_for_cell(pattern, row, column)
    if merge is None:
        return remedy(told.reason)
    if merge.leaves_out_key:
        return _of_table(merge).text
    is_sure = merge.is_sure and not is_total
    return f"{_what(merge)}, then it {'shows' + _unless(merge) if is_sure else 'may show'}"


def _of_table(merge: Merge, *, in_polars: bool = False) -> Advice:
    if merge.leaves_out_key:
        others = [key.name for key in merge.pattern.keys if key is not merge.key]
        then = "shows" + _unless(merge) if merge.is_sure else "may show more"
        return Advice(
            f"leave out {merge.key.name}, then the table by {_listed(others)} {then}", is_merge=True
        )
    cells = "1 more cell" if merge.n_gained == 1 else f"{merge.n_gained} more cells"
    then = f"every cell shows{_unless(merge)}" if merge.is_sure else f"{cells} may show"
    return Advice(f"{_what(merge)}, then {then}", merge_code(merge, in_polars=in_polars), is_merge=True)


def _unless(merge: Merge) -> str:
    """Return what a promise about a table of two keys depends on: who lacks one is in no cell."""
    names = [key.name for key in merge.pattern.keys]
    return f" (if nobody lacks {' or '.join(names)})" if len(names) > 1 else ""


def _what(merge: Merge) -> str:
    chosen = [merge.key.categories[i] for i in merge.members]
    if all(category.edge for category in chosen) and not merge.with_rest and len(chosen) > 1:
        edges = [category.edge for category in chosen[:-1]]
        return f"leave out the edge{'s' * (len(edges) > 1)} {_listed(edges)} of {merge.key.name}"
    texts = [category.text for category in chosen]
    return f"merge {merge.key.name} {_listed(texts, 'all that is left out' if merge.with_rest else '')}"


def _listed(texts: list[str], last: str = "") -> str:
    """Return texts as a list in words, long ones cut short."""
    shown = texts if len(texts) <= _NAMED else [*texts[: _NAMED - 1], f"{len(texts) - _NAMED + 1} more"]
    shown = [*shown, last] if last else shown
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def merge_code(merge: Merge, *, in_polars: bool = False) -> str:
    """Return a line that merges the categories of a column, "" if it would be long or cannot be written."""
    categories = merge.key.categories
    chosen = [categories[i] for i in merge.members]
    kept = [category for i, category in enumerate(categories) if i not in merge.members]
    if not all(category.literal for category in (kept if merge.with_rest else chosen)):
        return ""
    name = _quoted(merge.key.name)
    column = f"pl.col({name})" if in_polars else f"df[{name}]"
    taken = {category.text for category in categories}
    if merge.with_rest:
        rest = _REST if _REST not in taken else "all the others"
        literals = ", ".join(category.literal for category in kept)
        value = f"{column}.where({column}.isin([{literals}]), {_quoted(rest)})"
        if in_polars:
            value = f"pl.when({column}.is_in([{literals}])).then({column}).otherwise(pl.lit({_quoted(rest)}))"
    else:
        name = (
            chosen[0].literal if all(category.is_number for category in chosen) else _quoted(_joined(merge))
        )
        literals = ", ".join(category.literal for category in chosen)
        value = f"{column}.replace([{literals}], {name})"
    code = f"df = df.with_columns({value})" if in_polars else f"{column} = {value}"
    return code if len(code) <= _LONGEST else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _joined(merge: Merge) -> str:
    texts = [merge.key.categories[i].text for i in merge.members]
    name = f"{', '.join(texts[:-1])} or {texts[-1]}" if len(texts) <= _NAMED else f"{texts[0]} to {texts[-1]}"
    return name if name not in {category.text for category in merge.key.categories} else f"{name} (merged)"
