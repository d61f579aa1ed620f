"""The places of a notebook at which something may have been left: outputs, attachments, widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jupyter_privacy.errors import NotebookError
from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.view.mark import MARK, is_marked

__all__ = ["Spot", "cells_of", "exemption", "joined", "spots"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: `node` is the dict in the notebook, `cell` and `output` its numbers, counted from 1.

    `bundle` maps MIME types to what is there.
    """

    cell: int
    output: int
    node: dict[str, Any]
    bundle: dict[str, Any]

    @property
    def more(self) -> dict[str, Any]:
        """What stands in the metadata of an output beside our mark."""
        metadata = _dict(self.node, "metadata") if self.output else {}
        return {name: part for name, part in metadata.items() if name != MARK}

    @property
    def is_formatted(self) -> bool:
        """Whether it went through a display formatter, where the guard leaves its mark.

        Formatters always add a plain text; what a library publishes by itself may have none.
        """
        is_display = self.node.get("output_type") in {"execute_result", "display_data"}
        return is_display and "text/plain" in self.bundle

    @property
    def is_marked(self) -> bool:
        """Whether the guard was on when it was made, by the mark or by the words of a withheld value."""
        return is_marked(self.node.get("metadata")) or self.bundle == {"text/plain": WITHHELD}

    @property
    def is_masked(self) -> bool:
        """Whether it is the note that stands for something masked in the file."""
        mark = _dict(self.node, "metadata").get(MARK)
        return isinstance(mark, dict) and "masked" in mark and self.bundle.keys() == {"text/plain"}


_OUTPUTS = ("stream", "error", "execute_result", "display_data")


def spots(notebook: dict[str, Any]) -> Iterator[Spot]:
    """Yield every place of a notebook of format 4, in the order of the file."""
    for number, cell in enumerate(cells_of(notebook), 1):
        for i, output in enumerate(_list(cell, "outputs"), 1):
            yield Spot(number, i, output, _bundle(output))
        for attachment in _dict(cell, "attachments").values():
            yield Spot(number, 0, _whole(attachment), _joined_texts(attachment))
    widgets = _dict(_dict(notebook, "metadata"), "widgets")
    if widgets:
        captured: list[dict[str, Any]] = []
        rest = _without_outputs(widgets, captured)
        yield Spot(0, 0, widgets, rest)
        yield from (Spot(0, 0, output, _bundle(output)) for output in captured)


def cells_of(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells; `NotebookError` if there are none or they are no cells."""
    if "cells" not in notebook:
        raise NotebookError("it has no list of cells")
    return [_whole(cell) for cell in _list(notebook, "cells")]


def exemption(cell: dict[str, Any]) -> str:
    """Return the reason for which the metadata of a cell declare its outputs public; "" if they do not."""
    mark = _dict(_dict(cell, "metadata"), MARK)
    reason = mark.get("public")
    return reason.strip() if isinstance(reason, str) else ""


def joined(text: Any) -> Any:
    """Return a text that is stored as a list of lines in one piece, anything else as it is."""
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        return "".join(text)
    return text


def _without_outputs(tree: Any, captured: list[dict[str, Any]]) -> Any:
    """Return a copy of the state of widgets without the outputs that they hold, and collect those."""
    if isinstance(tree, list):
        return [_without_outputs(node, captured) for node in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.get("output_type") in _OUTPUTS:
        captured.append(tree)
        return {}
    return {name: _without_outputs(node, captured) for name, node in tree.items()}


def _bundle(output: dict[str, Any]) -> dict[str, Any]:
    output = _whole(output)
    match output.get("output_type"):
        case "stream":
            return {"text/plain": joined(output.get("text", ""))}
        case "error":
            parts = [output.get("ename", ""), output.get("evalue", ""), *_list(output, "traceback")]
            return {"text/plain": "\n".join(map(str, parts))}
        case "execute_result" | "display_data":
            return _joined_texts(_dict(output, "data"))
    return {"application/json": output}


def _joined_texts(bundle: object) -> dict[str, Any]:
    return {mime: joined(content) for mime, content in _whole(bundle).items()}


def _whole(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise NotebookError("a part of it is not what the format says")


def _dict(node: dict[str, Any], key: str) -> dict[str, Any]:
    return _whole(node.get(key) or {})


def _list(node: dict[str, Any], key: str) -> list[Any]:
    value = node.get(key) or []
    if isinstance(value, list):
        return value
    raise NotebookError("a part of it is not what the format says")
