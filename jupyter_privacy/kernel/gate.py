"""The gate: every message that the kernel sends passes one table.

`Session.send` is one method used by results, streams, errors, replies, the debugger and comms,
from several threads.  What an outgoing message type is allowed to do stands in `CHANNELS`; a type
that is not there is withheld, and so is a message whose handler fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.net import IdentifierNet
from jupyter_privacy.guard.seal.wire import holds_sealed
from jupyter_privacy.guard.view.mark import marked

__all__ = ["CHANNELS", "Gate"]

Content = dict[str, Any]
Handler = Callable[[IdentifierNet, Content], Content]


_MOST_LOOKS = 1 << 10
"""How often the lines of one text are looked at, about."""


def _unchanged(net: IdentifierNet, content: Content) -> Content:
    """Pass a message that holds nothing of the data (states, inputs) or has its own guard (comms)."""
    del net
    return content


def _result(net: IdentifierNet, content: Content) -> Content:
    """Withhold a result if an identifier stands in any of its representations; mark it as looked at."""
    texts = [str(part) for part in content.get("data", {}).values()]
    if any(map(net.catches, texts)):
        return {**content, "data": {"text/plain": WITHHELD}, "metadata": marked({})}
    return {**content, "metadata": marked(content.get("metadata", {}))}


def _stream(net: IdentifierNet, content: Content) -> Content:
    """Withhold the lines of printed text in which an identifier stands, or ends that began before."""
    text = content["text"]
    if not net.catches_next(content["name"], text):
        return content
    kept = "".join(_clean_lines(net, text.splitlines(keepends=True), _MOST_LOOKS))
    return {**content, "text": WITHHELD + "\n" if kept == text or net.catches(kept) else kept}


def _clean_lines(net: IdentifierNet, lines: list[str], looks: int) -> list[str]:
    """Return lines with those withheld in which an identifier stands, found by halving.

    Where so many are that it would take long to find each, lines that are clean are withheld with them.
    """
    if not net.catches("".join(lines)):
        return lines
    if looks == 0 or len(lines) == 1:
        return [WITHHELD + "\n"]
    middle = len(lines) // 2
    halves = [_clean_lines(net, half, looks // 2) for half in (lines[:middle], lines[middle:])]
    is_across = halves == [lines[:middle], lines[middle:]]
    return [WITHHELD + "\n"] if is_across else halves[0] + halves[1]


def _error(net: IdentifierNet, content: Content) -> Content:
    """Keep the type of an exception; withhold its words if an identifier stands in them."""
    if any(map(net.catches, [content.get("evalue", ""), *content.get("traceback", [])])):
        return {**content, "evalue": WITHHELD, "traceback": [f"{content.get('ename', 'Error')}: {WITHHELD}"]}
    return content


def _reply(net: IdentifierNet, content: Content) -> Content:
    """Treat the reply to a cell as the error that it repeats, and what it carries along as text."""
    content = _error(net, content)
    if holds_sealed(content.get("payload")):  # `set_next_input(df)`: it has no JSON, so no reply would go out
        content = {**content, "payload": [{"source": "page", "data": {"text/plain": WITHHELD}, "start": 0}]}
    carried = {name: content[name] for name in ("payload", "user_expressions") if content.get(name)}
    if net.catches(str(carried)):
        return {**content, "payload": [], "user_expressions": {}}
    return content


def _replaced_by(**empty: Any) -> Handler:
    """Return a handler that withholds a whole message if an identifier stands in it."""

    def handle(net: IdentifierNet, content: Content) -> Content:
        return {**content, **empty} if net.catches(str(content)) else content

    return handle


def _history(net: IdentifierNet, content: Content) -> Content:
    """Leave out the lines of the history in which an identifier stands."""
    lines = content.get("history", [])
    return {**content, "history": [line for line in lines if not net.catches(str(line))]}


_PASSED = (
    "status execute_input clear_output kernel_info_reply interrupt_reply shutdown_reply "
    "is_complete_reply connect_reply comm_info_reply comm_close iopub_welcome "
    "create_subshell_reply delete_subshell_reply list_subshell_reply abort_reply usage_reply"
).split()
"""States, and what the front end itself has sent."""

CHANNELS: Mapping[str, Handler] = {
    "execute_result": _result,
    "display_data": _result,
    "update_display_data": _result,
    "stream": _stream,
    "error": _error,
    "execute_reply": _reply,
    "inspect_reply": _replaced_by(found=False, data={}, metadata={}),
    "complete_reply": _replaced_by(matches=[], metadata={}),
    "history_reply": _history,
    "input_request": _replaced_by(prompt=WITHHELD),
    "comm_open": _replaced_by(data={}),
    "comm_msg": _replaced_by(data={}),
    "debug_reply": _replaced_by(success=False, message=WITHHELD, body={}),
    "debug_event": _replaced_by(body={}),
    **dict.fromkeys(_PASSED, _unchanged),
}
"""What happens to each type of message on its way out; a type that is not here goes out empty."""


class Gate:
    """Stands before `session.send` of one kernel."""

    def __init__(self, session: Any, net: IdentifierNet) -> None:
        self._session = session
        self._net = net
        self._send = session.send

    def close(self) -> None:
        """Put the gate up."""
        self._session.send = self.send

    def open(self) -> None:
        """Take the gate away."""
        del self._session.send

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        *rest: Any,
        **further: Any,
    ) -> Any:
        """Send a message with what its channel leaves of it."""
        if isinstance(msg_or_type, str):
            content, buffers = self._passed(msg_or_type, content), self._clean(buffers)
        else:
            kept = self._passed(msg_or_type["header"]["msg_type"], msg_or_type["content"])
            msg_or_type = {**msg_or_type, "content": kept}
            buffers = self._clean(buffers or msg_or_type.get("buffers"))
        return self._send(stream, msg_or_type, content, parent, ident, buffers, *rest, **further)

    def _clean(self, buffers: Any) -> Any:
        """Return the binary parts of a message, without those in which an identifier stands as text."""
        try:
            return buffers and [
                b"" if self._net.catches(bytes(one).decode("utf-8", "replace")) else one for one in buffers
            ]
        except Exception:
            return None

    def _passed(self, channel: str, content: Any) -> Any:
        if not content:
            return content
        try:
            return CHANNELS[channel](self._net, content)
        except Exception:
            return _EMPTY.get(channel, {})


_SHOWN = {"data": {"text/plain": WITHHELD}}
_EMPTY: Mapping[str, Content] = {
    "stream": {"name": "stdout", "text": WITHHELD + "\n"},
    "error": {"ename": "GuardError", "evalue": WITHHELD, "traceback": [WITHHELD]},
    "execute_reply": {"status": "ok", "execution_count": 0, "payload": [], "user_expressions": {}},
    **{
        channel: {
            "data": {"text/plain": WITHHELD},
            "metadata": marked({}),
            "transient": {},
            "execution_count": None,
        }
        for channel in ("execute_result", "display_data", "update_display_data")
    },
}
"""What goes out in the place of a message whose handler failed."""
