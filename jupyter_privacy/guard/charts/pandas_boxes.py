"""Box plots of pandas: `plot.box`, `boxplot`, and that of groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.frames.shapes import Shape, shape_of
from jupyter_privacy.guard.charts.boxes import WHISKERS, box_of, boxes_by
from jupyter_privacy.guard.charts.grids import grid
from jupyter_privacy.guard.charts.notes import BOXES, LEFT_OUT, gathered
from jupyter_privacy.guard.charts.pandas_parts import noted, one_or_more, parts_of, withheld_axes
from jupyter_privacy.guard.charts.refusing import refuse_sealed

__all__ = ["box", "boxplot"]

_OWN = frozenset({"whis", "showfliers", "sym"})


def box(data: Any, given: dict[str, Any]) -> Any:
    """Answer `data.plot.box(...)`."""
    by = given.pop("by", None)
    given = {name: one for name, one in given.items() if name not in _OWN}
    if by is not None:
        names = [by] if isinstance(by, (str, int)) else list(by)
        table, columns, left_out = _grouped_boxes(data, given, names)
        if not len(table):
            return withheld_axes(given)
        drawn = table.plot(kind="box", column=columns, by=names, **given, **WHISKERS)
        return noted(drawn, BOXES, left_out)
    table, is_whole = _boxes(data, given)
    return noted(table.plot(kind="box", **given, **WHISKERS), BOXES, "" if is_whole else LEFT_OUT)


def _boxes(data: Any, given: dict[str, Any]) -> tuple[Any, bool]:
    """Return five numbers of each column, and whether all have some."""
    boxes = {name: box_of(column).numbers for name, column in parts_of(data, given).items()}
    padded = {name: one if len(one) else np.full(5, np.nan) for name, one in boxes.items()}
    return one_or_more(data, padded), all(len(one) for one in boxes.values())


def _grouped_boxes(data: Any, given: dict[str, Any], by: list[Any]) -> tuple[Any, list[Any], str]:
    """Return five rows of each group: its keys, and five numbers of each column; and what to note."""
    columns = [name for name in parts_of(data, given) if name not in by]
    asked = {name: boxes_by(data, name, by) for name in columns}
    boxes = {
        name: {label: box for label, box in found.items() if len(box.numbers)}
        for name, found in asked.items()
    }
    labels = sorted({label for found in boxes.values() for label in found}, key=str)
    keys = {
        name: np.repeat(np.array([one[i] if len(by) > 1 else one for one in labels], dtype=object), 5)
        for i, name in enumerate(by)
    }
    blank = np.full(5, np.nan)
    numbers = {
        name: np.concatenate([found[one].numbers if one in found else blank for one in labels] or [blank[:0]])
        for name, found in boxes.items()
    }
    is_whole = all(len(found) == len(asked[name]) > 0 for name, found in boxes.items())
    return frame_of({**numbers, **keys}), columns, "" if is_whole else LEFT_OUT


def boxplot(data: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Answer `frame.boxplot(column, by, ...)` and that of groups."""
    if shape_of(data) is not Shape.FRAME:
        return _boxes_of_groups(dict(iter(data)), args, kwargs)
    given = {**dict(zip(("column", "by"), args, strict=False)), **kwargs}
    by = given.pop("by", None)
    refuse_sealed("boxplot", {**given, "by": by})
    given = {name: one for name, one in given.items() if name not in _OWN}
    if by is None:
        table, is_whole = _boxes(data, given)
        return noted(table.boxplot(**given, **WHISKERS), BOXES, "" if is_whole else LEFT_OUT)
    names = [by] if isinstance(by, (str, int)) else list(by)
    table, columns, left_out = _grouped_boxes(data, given, names)
    if not len(table):
        return withheld_axes(given)
    return noted(table.boxplot(column=columns, by=by, **given, **WHISKERS), BOXES, left_out)


def _boxes_of_groups(parts: Mapping[Any, Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    given = {**dict(zip(("subplots", "column"), args, strict=False)), "sharey": True, **kwargs}
    given.pop("subplots", None)
    made = grid(max(1, len(parts)), given)
    for axes, (label, part) in zip(made.ravel(), parts.items(), strict=False):
        boxplot(part, (), {**given, "ax": axes})
        axes.set_title(str(label))
    return gathered(made)
