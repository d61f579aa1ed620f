"""Ways in which a value may leave a kernel.  None of them names a canary.

Each is tried in a kernel without the guard as well, where it must leak: a probe that leaks nowhere
proves nothing.
"""

import importlib.util
from pathlib import Path

__all__ = ["ANSWERS", "BEFORE_LOAD", "LIBRARY", "NOTEBOOK", "PROBES", "SCRIPT", "cells_of"]

LIBRARY = '''
"""A module of the analyst's, beside the notebook."""
import pandas as pd

exposed = pd.read_csv("people.csv")

def read():
    return pd.read_csv("people.csv")

def read_parts():
    return {"parts": [read()], "n": 1}

def describe(frame):
    return f"frame: {frame}"

def show(frame):
    print(frame)

def rows():
    yield from [read()]

class Store:
    def __init__(self):
        self.frame = read()

    def column(self):
        return self.frame["name"]
'''

SCRIPT = "import pandas as pd; frame = pd.read_csv('people.csv'); print(frame)\n"

BEFORE_LOAD = """
import asyncio, collections, dataclasses, io, json, logging, os, pickle, pprint, sys, threading, warnings
import numpy as np, pandas as pd
from IPython.display import HTML, JSON, Markdown, Javascript, display, publish_display_data
early = pd.read_csv("people.csv")
early_list, early_dict = [early, 1], {"nested": [{"frame": early}]}
early_column, early_array, early_index = early["name"], early.to_numpy(), pd.Index(early["name"])
early_tuple, early_groups = (1, early), early.groupby("school")
class EarlyBox:
    def __init__(self): self.frame = early
early_box = EarlyBox()
def early_reader(): return pd.read_csv("people.csv")
def early_global(): return early
def early_printer(frame): print(frame)
def early_closure(frame=early):
    def show(): return frame
    return show
early_show = early_closure()
early.to_pickle("people.pkl")
early.to_json("people.json", orient="records")
pickle.dump([early], open("list.pkl", "wb"))
np.save("people.npy", early["number"].to_numpy())
early
"""

NOTEBOOK = r"""
from comm import create_comm
line = create_comm(target_name="t")
df = pd.read_csv("people.csv")
def helper(frame):
    lines = [str(frame)]
    return "\n".join(lines)
class Analysis:
    def __init__(self, frame): self.frame = frame
    def first(self): return self.frame.iloc[0]
    def __repr__(self): return f"Analysis of {self.frame}"
@dataclasses.dataclass
class Record:
    frame: object
"""


ANSWERS = {"%debug": ["p value", "p df.values"]}
"""What is typed at the prompts of a cell."""


def cells_of(probe: str) -> list[str]:
    """Return the cells of a probe, one after the other."""
    return probe.split("\n---\n")


def _cells(kind: str) -> list[str]:
    """Return the probes of one kind, a line each."""
    text = (Path(__file__).with_name("probes") / f"{kind}.txt").read_text()
    return [line.replace(r"\n", "\n") for line in text.strip().splitlines()]


PROBES: tuple[str, ...] = tuple(
    dict.fromkeys(
        [
            *_cells("views"),
            *_cells("pieces"),
            *_cells("helpers"),
            *_cells("magics"),
            *_cells("widgets"),
            *(["df.to_markdown()"] if importlib.util.find_spec("tabulate") else []),
        ]
    )
)
