"""Texts cut into parts, and put together: `.str.split`, `.str.extract`, `.str.cat`.

How many columns a `split` makes is told by the text with most parts.  So only as many are kept as enough
people have a part in.
"""

from __future__ import annotations

from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.pandas_operations import EXPANDING, bound_arguments
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.people import are_few, n_people
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

__all__ = ["METHODS", "expand"]

METHODS = frozenset(EXPANDING)


def expand(desk: Desk, parent: Held, request: Request) -> Outcome:
    """Answer a method of `.str` that gives several columns or a list for each text."""
    name, texts = request.name, parent.value.str
    given = attempt(lambda: bound_arguments(texts, name, request.args, request.kwargs))
    if isinstance(given, Withheld) or (name == "cat" and given.get("others") is None):
        return desk.withhold(parent.lineage, Reason.NO_RULE, name)

    def run(raws: dict[str, Any]) -> Any:
        result = getattr(texts, name)(**raws)
        is_cut = kind_of(result) is Kind.FRAME and name != "extract"
        return _of_enough_people(result, parent.lineage) if is_cut else result

    gives_lists = name in {"split", "rsplit"} and not given.get("expand", False)
    return rowwise.call(desk, parent, given, EXPANDING[name], run, "lists" if gives_lists else name)


def _of_enough_people(parts: Any, lineage: Lineage) -> Any:
    """Return the first columns, as many as enough people have a part in; one at least."""
    n_columns = 1
    for j in range(1, parts.shape[1]):
        has_part = ~pandas_rows.is_missing(parts.iloc[:, j])
        if any(are_few(one, has_part) or not n_people(one, has_part) for one in lineage.standings()):
            break
        n_columns = j + 1
    return parts.iloc[:, :n_columns]
