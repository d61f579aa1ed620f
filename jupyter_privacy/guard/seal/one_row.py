"""What a function given to `apply(..., axis=1)` gets in the place of each row: the columns, once for all.

Only what means the same of a row as of whole columns is there: entries by name, and reductions of the
entries of a row.  `len` is the number of entries.  Anything else would answer about the frame.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames.pandas_operations import ACROSS_COLUMNS

__all__ = ["OneRow"]

_NOT_HERE = (
    "a row of protected data has entries by name (row.x, row['x']) and their sum, mean, min and max: use "
    "conditions on columns, np.where or np.select for anything else"
)


class OneRow:
    """Stands for every row at once: `row.x` is the sealed column x."""

    __slots__ = ("_columns",)

    def __init__(self, columns: Any) -> None:
        self._columns = columns

    def __getitem__(self, name: Any) -> Any:
        found = self._columns[name]
        return OneRow(found) if isinstance(name, list) else found

    def __getattr__(self, name: str) -> Any:
        if name in ACROSS_COLUMNS:
            return partial(getattr(self._columns, name), axis=1)
        if name in self._columns:
            return self._columns[name]
        raise DisclosureError(_NOT_HERE)

    def __len__(self) -> int:
        return len(list(self._columns))

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __bool__(self) -> bool:
        raise DisclosureError(_NOT_HERE)
