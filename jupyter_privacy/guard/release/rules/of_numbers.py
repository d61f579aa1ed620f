"""`pd.Series` and `pd.DataFrame` of numbers that were released one by one, and of some that were not.

`pd.Series({"mean": x.mean(), "most": x.max()})` is a table with a masked cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_privacy.frames.pandas_layout import without_holes
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.callables import is_plain, root_module
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.values import Withheld
from jupyter_privacy.guard.seal.wire import find_held

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["OF_NUMBERS"]


def _decide(asked: Asked) -> Outcome | None:
    """Answer a call that is given nothing protected but numbers that are not there."""
    function: Any = asked.function
    if not isinstance(function, type) or root_module(function) != "pandas":
        return None
    given = asked.args, dict(asked.kwargs)
    found = find_held(given, asked.desk.open_proxy)
    if not is_plain(given) or not all(isinstance(held.value, Withheld) for held in found):
        return None
    lowered = asked.desk.lower(*given)
    table = attempt(lambda: function(*lowered.args, **lowered.kwargs))
    if isinstance(table, Withheld):
        return None
    parts = without_holes(table, Withheld)
    return None if parts is None else Released(*parts)


OF_NUMBERS = Rule("of_numbers", _decide, functions=frozenset({"Series", "DataFrame"}), follows_people=True)
"""What was withheld is a masked cell; the labels are the analyst's own."""
