"""State: the message to the sidebar."""

import json
import threading

import pandas as pd
import pytest

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import CANARIES, canaries_in, planted_frame

GOLDEN = ["empty", "pending", "strict", "full"]


@pytest.fixture
def golden(repository):
    """Return what reads a golden message."""

    def read(name):
        return json.loads((repository / "tests/fixtures/state" / f"{name}.json").read_text(encoding="utf-8"))

    return read


def shape(value):
    """Return a message with every leaf replaced by its type, a list by the shapes of its entries."""
    if isinstance(value, dict):
        return {key: shape(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [shape(entry) for entry in value]
    return (
        "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
    )


def differences(made, golden, path="$"):
    """Yield where a message has other keys or types than a golden one; None goes with a number."""
    if isinstance(golden, dict) and isinstance(made, dict):
        if list(made) != list(golden):
            yield f"{path}: {list(made)} and {list(golden)}"
        for key in made.keys() & golden.keys():
            yield from differences(made[key], golden[key], f"{path}.{key}")
    elif isinstance(golden, list) and isinstance(made, list):
        for entry in made if golden else []:
            yield from differences(entry, golden[0], f"{path}[]")
    elif {made, golden} not in ({"number", "NoneType"}, {made}):
        yield f"{path}: {made} and {golden}"


def ready(session, frame, *, name="pupils", **options):
    """Protect and bind a frame, wait until it is measured, and return the message."""
    sealed = session.protect(frame, name=name, **options)
    session.bind({name: sealed})
    session.state()
    session.assessments.wait(session.sources[0], 30)
    return sealed


def test_a_full_message_has_the_golden_shape(session, golden, shared):
    """Keys, their order and types, down to every measure, column and reason, are the golden message's."""
    session.ledger.begin("In [4]")
    pupils = pd.read_csv(shared / "data" / "student-por.csv", sep=";")
    sealed = ready(session, pupils)
    str(sealed.head(10))
    message = json.loads(json.dumps(session.state().to_message(), allow_nan=False))
    assert not list(differences(shape(message), shape(golden("full"))))
    measured = [one["id"] for one in message["frames"][0]["measures"]]
    known = [one["id"] for one in golden("full")["frames"][0]["measures"]]
    assert [id_ for id_ in measured if id_ in known] == known
    assert message["frames"][0]["n_records"] == 649
    assert message["frames"][0]["n_columns"] == len(message["frames"][0]["columns"]) == 33
    shares = [column["identifying_share"] for column in message["frames"][0]["columns"]]
    assert shares == sorted(shares, reverse=True)
    assert message["last_output"]["n_rows"] == 10
    assert message["last_output"]["n_cells"] == 330


def test_an_empty_message_is_the_golden_one(session, golden):
    """A session without frames has the keys and blanks of the golden empty message."""
    message = json.loads(json.dumps(session.state().to_message()))
    assert not list(differences(shape(message), shape(golden("empty"))))
    assert (message["frames"], message["last_output"]) == ([], None)
    assert message["version"] == golden("empty")["version"]


def test_a_session_without_a_readable_policy_is_strict(golden):
    """The message of a session whose policy could not be read says so and what the problem is."""
    session = Session.strict(PolicyError("jupyter_privacy.toml: k must be a whole number"))
    message = json.loads(json.dumps(session.state().to_message()))
    assert not list(differences(shape(message), shape(golden("strict"))))
    assert message["status"] == "strict" == golden("strict")["status"]
    assert message["policy"]["profile"] == "strict"
    assert "jupyter_privacy.toml" in message["problem"]


def test_measuring_goes_on_in_the_background(session, golden, monkeypatch):
    """The first message says pending, `changed` tells when it is done, the next message is ready."""
    go, done = threading.Event(), threading.Event()
    real = session.assessments._measure
    monkeypatch.setattr(session.assessments, "_measure", lambda source: (go.wait(20), real(source)))
    session.changed = done.set
    session.bind({"pupils": session.protect(planted_frame())})
    message = json.loads(json.dumps(session.state().to_message()))
    assert message["frames"][0]["status"] == "pending"
    assert not list(differences(shape(message), shape(golden("pending"))))
    go.set()
    assert done.wait(20)
    assert session.state().frames[0].status == "ready"


def test_a_failed_measurement_is_said(session, monkeypatch):
    """A frame that cannot be measured is failed, not pending for ever."""

    def broken(_data):
        raise RuntimeError(planted_frame().to_string())

    monkeypatch.setattr("jupyter_privacy.session.assessments.measure_all", broken)
    ready(session, planted_frame())
    message = str(session.state().to_message())
    assert session.state().frames[0].status == "failed"
    assert not canaries_in(message)


def test_no_value_of_the_data_is_in_the_message(session):
    """Cells, labels and categories never stand in a message, whatever was displayed or refused before."""
    frame = planted_frame().astype({"city": "category"}).set_index("name")
    session.ledger.begin("In [1]")
    sealed = ready(session, frame, name="people")
    for action in (
        sealed.__str__,
        lambda: str(sealed.code.max()),
        sealed.city.value_counts,
        lambda: str(sealed[sealed.code == 7310003]),
        lambda: sealed.loc["Zorblax03 Wumpus"],
        sealed.groupby("group").score.mean,
        sealed.describe,
        lambda: sealed.city.astype(int),
    ):
        action()
        message = json.dumps(session.state().to_message())
        assert not canaries_in(message)
        assert not canaries_in(session.why())
    assert len(CANARIES) > 100


def test_only_whole_sources_are_frames(session):
    """A name bound to a part or a result of a frame, or to another session's, is no frame of the sidebar."""
    sealed = session.protect(planted_frame())
    other = Session(Policy()).protect(planted_frame())
    session.bind({"all": sealed, "some": sealed.head(20), "column": sealed.code, "other": other})
    assert [frame.name for frame in session.state().frames] == ["all"]
