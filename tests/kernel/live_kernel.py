"""A real ipykernel in a directory of its own, and everything that it says on any channel."""

import json
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.manager import KernelManager

__all__ = ["CANARY", "LiveKernel", "Message", "enames", "leaks", "texts", "write_people"]

Message = dict[str, Any]

N_PEOPLE = 200
_ODD_NUMBER = 918273646
_NUMBERS = [
    number for number in range(918_100_021, 919_000_000, 2503) if number % 5 in {1, 2, 3} and number % 10 != 5
][: N_PEOPLE - 1]
CANARY = re.compile(
    r"Thornquist"  # part of every name
    rf"|{'|'.join(map(str, [_ODD_NUMBER, *_NUMBERS]))}|9\.18273\d*e\+?0?8"  # every identity number
    r"|Zyrgothic"  # the group of one person
    r"|7[,_]?654[,_]?321|7\.65\d*e\+?0?6"  # the income of the same one
    r"|1923\W{1,2}0?7\W{1,2}19|19230719"  # and the birthday
)
"""What no message may hold: values of single people, in the ways in which Python spells them.

The numbers are none at which a band of numbers would begin or end.
"""

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def write_people(path: Path) -> None:
    """Write the planted data: 200 people, the first of whom is as odd as can be."""
    lines = ["name,number,group,born,income,school,score"]
    for i in range(N_PEOPLE):
        given, group, born, income = f"Given{i:03d}", "alpha beta gamma".split()[i % 3], 2005 + i % 3, 100 + i
        row = [f"{given} Thornquist", _NUMBERS[i - 1], group, f"{born}-01-{i % 28 + 1:02d}", income]
        if i == 0:
            row = ["Quellindra Thornquist", _ODD_NUMBER, "Zyrgothic", "1923-07-19", 7654321.5]
        lines.append(",".join(map(str, [*row, "GP" if i % 5 else "MS", i % 20])))
    path.write_text("\n".join(lines) + "\n")


class LiveKernel:
    """Starts a kernel in `directory`; `cell` and `request` return all that was said in answer."""

    def __init__(self, directory: Path, home: Path) -> None:
        home.mkdir(exist_ok=True)
        env = {
            **os.environ,
            "HOME": str(home),
            "IPYTHONDIR": str(home / "ipython"),
            "MPLCONFIGDIR": str(home / "matplotlib"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "NO_COLOR": "",
        }
        self._log = (home / "kernel.log").open("w+b")
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(env=env, cwd=str(directory), stdout=self._log, stderr=self._log)
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)
        self._channels = {
            name: getattr(self._client, f"{name}_channel") for name in ("iopub", "shell", "control", "stdin")
        }
        self._names = {channel.socket: name for name, channel in self._channels.items()}
        self._poller = zmq.Poller()
        for socket in self._names:
            self._poller.register(socket, zmq.POLLIN)
        self.heard: list[Message] = []
        self.sent: list[str] = []

    def close(self) -> None:
        """End the kernel."""
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)
        self._log.close()

    def cell(
        self,
        code: str,
        *,
        answers: Sequence[str] = (),
        expressions: Mapping[str, str] | None = None,
        silent: bool = False,
    ) -> list[Message]:
        """Run a cell; `answers` are typed at its prompts."""
        content = {
            "code": code,
            "silent": silent,
            "store_history": not silent,
            "user_expressions": dict(expressions or {}),
            "allow_stdin": True,
            "stop_on_error": False,
        }
        return self.request("execute_request", content, answers=answers)

    def request(
        self, type_: str, content: Message, *, channel: str = "shell", answers: Sequence[str] = ()
    ) -> list[Message]:
        """Send a message and wait for its reply and for the kernel to be idle again."""
        message = self._client.session.msg(type_, content)
        sent: str = message["header"]["msg_id"]
        self.sent.append(sent)
        self._channels[channel].send(message)
        self._await(sent, channel, list(answers))
        return self.said_to(sent)

    def tell_comm(self, comm_id: str, data: Message) -> list[Message]:
        """Send a comm message, which has no reply, and wait for the kernel to be idle again."""
        message = self._client.session.msg("comm_msg", {"comm_id": comm_id, "data": data})
        sent: str = message["header"]["msg_id"]
        self.sent.append(sent)
        self._channels["shell"].send(message)
        self._await(sent, "", [])
        return self.said_to(sent)

    def said_to(self, sent: str) -> list[Message]:
        """Return what has been said so far in answer to one message."""
        return [heard for heard in self.heard if heard["parent_header"].get("msg_id") == sent]

    def listen(self, seconds: float) -> list[Message]:
        """Return what is said during some seconds, in answer to whatever."""
        before, end = len(self.heard), time.monotonic() + seconds
        while time.monotonic() < end:
            self._receive(0.02)
        return self.heard[before:]

    def log(self) -> str:
        """Return what the kernel process has written to its own output."""
        return Path(self._log.name).read_text(errors="replace")

    def _await(self, sent: str, channel: str, answers: list[str]) -> None:
        awaited = {"iopub", channel} - {""}
        end = time.monotonic() + 60
        while awaited:
            if time.monotonic() > end:
                raise TimeoutError(f"the kernel has not answered on {awaited}")
            for name, message in self._receive(0.5):
                if message["msg_type"] == "input_request":
                    self._client.input(answers.pop(0) if answers else "q")
                if message["parent_header"].get("msg_id") != sent:
                    continue
                is_idle = message["content"].get("execution_state") == "idle"
                if name == channel or (name == "iopub" and is_idle):
                    awaited.discard(name)

    def _receive(self, seconds: float) -> list[tuple[str, Message]]:
        received = []
        for socket, _ in self._poller.poll(seconds * 1000):
            name = self._names[socket]
            received.append((name, {**self._channels[name].get_msg(timeout=1), "channel": name}))
        self.heard += [message for _, message in received]
        return received


def texts(message: Message) -> Iterator[str]:
    """Yield every text in a message: contents, metadata and buffers, without colours."""
    pending: list[Any] = [message["content"], message.get("metadata"), *(message.get("buffers") or [])]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            pending += [*part, *part.values()]
        elif isinstance(part, (list, tuple)):
            pending += part
        elif isinstance(part, (bytes, memoryview)):
            yield bytes(part).decode(errors="replace")
        else:
            yield _ANSI.sub("", part if isinstance(part, str) else json.dumps(part, default=str))


def leaks(messages: Sequence[Message]) -> set[str]:
    """Return the types of the messages in which a canary stands; a cell's own code is not looked at."""
    return {
        message["msg_type"]
        for message in messages
        if message["msg_type"] != "execute_input" and any(map(CANARY.search, texts(message)))
    }


def enames(messages: Sequence[Message]) -> list[str]:
    """Return the types of the exceptions that were shown."""
    return [message["content"]["ename"] for message in messages if message["msg_type"] == "error"]
