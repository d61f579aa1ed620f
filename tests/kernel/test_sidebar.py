"""The sidebar's line in a live kernel."""

import json
import time
from pathlib import Path

import pytest

from tests.kernel.live_kernel import enames, leaks

FIXTURES = Path(__file__).parents[1] / "fixtures" / "state"


def shape(value):
    """Return the structure of a message: names and kinds, with lists as what their entries look like."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) or value is None else type(value).__name__


def states(messages):
    """Return the states in some messages."""
    return [m["content"]["data"]["state"] for m in messages if m["msg_type"] == "comm_msg"]


@pytest.fixture(scope="module")
def line(start_kernel):
    """Return a guarded kernel with the planted people, and what it said until they were there."""
    kernel = start_kernel()
    said = [m for cell in ("%load_ext jupyter_privacy", "import pandas as pd") for m in kernel.cell(cell)]
    said += kernel.cell("df = pd.read_csv('people.csv')")
    said += kernel.cell("df.head()") + kernel.listen(0.3)
    assert not enames(said)
    return kernel, said


@pytest.fixture(scope="module")
def conversation(line):
    """Return what the line says: to `refresh`, some time later, and to the cells that follow."""
    kernel, _ = line
    first = states(kernel.tell_comm("jupyter-privacy", {"kind": "refresh"}))
    n_heard = len(kernel.heard)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        told = first + states(kernel.heard[n_heard:])
        if all(frame["status"] != "pending" for frame in told[-1]["frames"]):
            break
        kernel.listen(0.1)
    later = states(kernel.heard[n_heard:])
    cells = [states(kernel.cell(cell)) for cell in ("1+1", "df.head()", "print(df)", "1/0")]
    return first, later, cells


def test_line_opens_on_load(line):
    """Loading opens one comm with the id and target that the front end knows."""
    _, said = line
    opened = [m["content"] for m in said if m["msg_type"] == "comm_open"]
    assert [(content["comm_id"], content["target_name"]) for content in opened] == [
        ("jupyter-privacy", "jupyter_privacy")
    ]


def test_nothing_is_sent_before_refresh(line):
    """Until the front end has asked with `refresh`, no state is sent, whatever cells run."""
    _, said = line
    assert states(said) == []


def test_refresh_is_answered_at_once(conversation):
    """`refresh` is answered with the state as it is: the frame is there, its measures may be pending."""
    first, _, _ = conversation
    assert [frame["name"] for frame in first[0]["frames"]] == ["df"]
    assert first[0]["frames"][0]["status"] in {"pending", "ready"}


def test_measures_arrive(conversation):
    """A pending frame becomes ready without another cell, with measures and columns."""
    first, later, _ = conversation
    frame = (first + later)[-1]["frames"][0]
    assert frame["status"] == "ready"
    assert {"k_anonymity", "uniques", "data_points_1"} <= {measure["id"] for measure in frame["measures"]}
    assert {column["name"] for column in frame["columns"]} >= {"school", "income"}


def test_every_cell_is_followed_by_a_state(conversation):
    """Once watched, every cell is followed by a state, failing ones included; the last output is told."""
    _, _, cells = conversation
    assert [len(said) >= 1 for said in cells] == [True] * 4
    assert cells[1][-1]["last_output"]["outcome"] == "masked"


def test_state_has_the_shape_of_the_golden_message(conversation):
    """A state is built as `tests/fixtures/state/full.json` is, which the front end is tested with."""
    _, _, cells = conversation
    golden = json.loads((FIXTURES / "full.json").read_text())
    assert shape(cells[1][-1]) == shape(golden)


def test_line_carries_no_value(conversation, line):
    """No comm message holds a canary."""
    kernel, _ = line
    assert conversation
    assert leaks([m for m in kernel.heard if m["msg_type"].startswith("comm")]) == set()


def test_line_closes_on_unload(conversation, line):
    """`%unload_ext` closes the line; nothing is sent on it any more."""
    kernel, _ = line
    said = kernel.cell("%unload_ext jupyter_privacy")
    assert [m["content"]["comm_id"] for m in said if m["msg_type"] == "comm_close"] == ["jupyter-privacy"]
    assert states(kernel.cell("df.head()") + kernel.listen(0.2)) == []
