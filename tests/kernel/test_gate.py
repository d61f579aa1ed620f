"""Every message passes the table of channels: what holds an identifier is withheld, all else is unchanged."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.net import IdentifierNet
from jupyter_privacy.guard.source import open_source
from jupyter_privacy.guard.view.mark import marked
from jupyter_privacy.kernel.gate import CHANNELS, Gate
from jupyter_privacy.policy import Policy

NAME = "Quellindra Thornquist"


class Recorder:
    """A session that keeps what it was asked to send."""

    def __init__(self):
        self.sent = []

    def send(self, _stream, msg_or_type, content=None, _parent=None, _ident=None, buffers=None):
        """Note a message."""
        if isinstance(msg_or_type, dict):
            content = msg_or_type["content"]
        self.sent.append((content, buffers))


@pytest.fixture(scope="module")
def net():
    """Return a net that knows one person."""
    made = IdentifierNet()
    frame = pd.DataFrame({"name": [NAME]})
    made.add(open_source(frame, "s", "people", Policy(roles={"name": "direct_identifier"})))
    return made


@pytest.fixture
def send(net):
    """Return a function that sends a message and returns what went out of it."""
    session = Recorder()
    Gate(session, net).close()

    def ask(channel, content, **more):
        session.send(None, channel, content, **more)
        return session.sent[-1]

    return ask


CONTENTS = {
    "execute_result": {"data": {"text/html": NAME}, "metadata": {}},
    "display_data": {"data": {"application/json": {"a": [NAME]}}, "metadata": {}},
    "update_display_data": {"data": {"text/plain": NAME}, "metadata": {}},
    "stream": {"name": "stdout", "text": f"a\n{NAME}\n"},
    "error": {"ename": "KeyError", "evalue": NAME, "traceback": []},
    "execute_reply": {"status": "ok", "payload": [{"source": "page", "data": {"text/plain": NAME}}]},
    "inspect_reply": {"status": "ok", "found": True, "data": {"text/plain": NAME}, "metadata": {}},
    "complete_reply": {"status": "ok", "matches": [NAME], "cursor_start": 0, "cursor_end": 1, "metadata": {}},
    "history_reply": {"status": "ok", "history": [(1, 1, ("x", NAME)), (1, 2, ("y", "2"))]},
    "input_request": {"prompt": NAME, "password": False},
    "comm_open": {"comm_id": "1", "target_name": "jupyter.widget", "data": {"state": {"options": [NAME]}}},
    "comm_msg": {"comm_id": "1", "data": {"state": {"value": NAME}}},
    "debug_reply": {"success": True, "body": {"variables": [{"value": NAME}]}},
    "debug_event": {"event": "output", "body": {"output": NAME}},
}


DISPLAYED = {"execute_result", "display_data", "update_display_data"}


@pytest.mark.parametrize("channel", sorted(CONTENTS))
def test_no_channel_carries_an_identifier(send, channel):
    """Whatever the type of message is, the rest of it stays well formed."""
    sent, _ = send(channel, CONTENTS[channel])
    assert NAME not in str(sent)
    assert set(CONTENTS[channel]) <= {*sent, "message"}


@pytest.mark.parametrize("channel", sorted(CONTENTS))
def test_what_holds_none_is_unchanged(send, channel):
    """Clean messages go out as they are, and what is displayed with the mark that it was looked at."""
    clean = _replaced(CONTENTS[channel], NAME, "nobody")
    kept = {**clean, "metadata": marked(clean["metadata"])} if channel in DISPLAYED else clean
    assert send(channel, clean)[0] == kept
    assert send({"header": {"msg_type": channel}, "content": clean}, None)[0] == kept


def test_the_clean_lines_of_a_history_and_a_stream_stay(send):
    """Only the lines in which somebody stands are withheld."""
    assert send("history_reply", CONTENTS["history_reply"])[0]["history"] == [(1, 2, ("y", "2"))]
    assert send("stream", CONTENTS["stream"])[0]["text"].startswith(f"a\n{WITHHELD}")


@pytest.mark.parametrize(
    "pieces", [("Quellindra ", "Thornquist\n"), ("Quell", "indra Thornq", "uist"), tuple(NAME)]
)
def test_an_identifier_in_pieces_is_caught(send, pieces):
    """What is printed piece by piece is read as one; two streams are two texts."""
    said = "".join(send("stream", {"name": "stdout", "text": piece})[0]["text"] for piece in pieces)
    assert NAME not in said
    other = "".join(
        send("stream", {"name": name, "text": piece})[0]["text"]
        for name, piece in zip(("stdout", "stderr"), ("Quellindra ", "x"), strict=True)
    )
    assert other == "Quellindra x"


def test_binary_parts_are_read_too(send):
    """A buffer in which somebody stands goes out empty, an image as it is."""
    image = bytes(range(256))
    assert send("comm_msg", {"data": {}}, buffers=[NAME.encode(), image])[1] == [b"", image]
    assert send("comm_msg", {"data": {}}, buffers=[memoryview(f"a {NAME}".encode())])[1] == [b""]


def test_an_unknown_type_of_message_is_withheld(send):
    """What nobody has thought about goes out empty."""
    assert send("telepathy", {"data": "x"})[0] == {}


def test_states_pass(send):
    """The front end must know when a cell is done."""
    assert send("status", {"execution_state": "idle"})[0] == {"execution_state": "idle"}
    assert send("status", None)[0] is None


NESTED = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters(exclude_categories=[])) | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200)
@given(st.sampled_from([*sorted(CHANNELS), "unknown"]), NESTED, st.lists(st.binary(), max_size=3))
def test_no_message_makes_the_gate_fail(net, channel, content, buffers):
    """Arbitrary contents never raise: a handler that fails withholds."""
    session = Recorder()
    Gate(session, net).close()
    session.send(None, channel, content, None, None, buffers)
    (sent, _), *_ = session.sent
    assert NAME not in str(sent)


def test_long_messages_take_time_in_proportion(send):
    """Fifty megabytes pass; of long texts only what is near an identifier is withheld."""
    text = "an ordinary line of text\n" * 2_000_000
    assert send("stream", {"name": "stdout", "text": text})[0]["text"] == text
    some = text[:1_000_000]
    said = send("stream", {"name": "stdout", "text": some + NAME})[0]["text"]
    assert NAME not in said
    assert len(said) > len(some) // 2
    assert NAME not in send("stream", {"name": "stdout", "text": (NAME + "\n") * 10_000})[0]["text"]


def _replaced(value, old, new):
    if isinstance(value, dict):
        return {key: _replaced(one, old, new) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_replaced(one, old, new) for one in value)
    return value.replace(old, new) if isinstance(value, str) else value
