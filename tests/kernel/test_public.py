"""What is public passes untouched: a guarded kernel says, byte for byte, what an unguarded one says.

Outputs carry the mark of the guard in their metadata; that is the one thing left out of the comparison.
"""

import json
import re

import pytest

from jupyter_privacy.guard.view.mark import MARK
from tests.kernel.live_kernel import enames, texts

SETUP = """
import asyncio, dataclasses, logging, sys, warnings
import numpy as np, pandas as pd
from IPython.display import HTML, JSON, Markdown, SVG, display
import matplotlib.pyplot as plt
people = pd.read_csv("people.csv")
lit = pd.DataFrame({"a": [1, 2, 3], "b": [4.5, None, 6], "g": list("xyx")})
class Thing:
    def __init__(self, n): self.n = n
    def __repr__(self): return f"Thing({self.n})"
def double(x): return 2 * x
def fail(x): raise ValueError(f"no {x}")
"""

CELLS = [
    "2+2",
    "'text'",
    "None",
    "[1, (2.5, {'a': None})]",
    "print('hello', 3, sep='-'); print('err', file=sys.stderr)",
    "f'{3.14159:.2f}'",
    "Markdown('# **bold** $x$')",
    "HTML('<b>x</b>')",
    "JSON({'a': [1]})",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "display(1, 'two', [3])",
    "display({'text/plain': 'p', 'text/html': '<p>'}, raw=True, metadata={'k': 1})",
    "h = display('x', display_id='fixed'); h.update('y')",
    "lit",
    "print(lit)",
    "lit.head(1)",
    "lit.a + lit.b",
    "lit[lit.a > 1]",
    "lit.loc[1:, ['a']]",
    "lit.iloc[0]",
    "lit.values",
    "lit.index",
    "lit.to_dict()",
    "lit.groupby('g').b.mean()",
    "for name, part in lit.groupby('g'): print(name, len(part))",
    "lit.groupby('g').agg({'a': 'sum', 'b': ['min', 'max']})",
    "lit.assign(c=lambda d: d.a * 2).sort_values('c')",
    "lit.merge(lit, on='a')",
    "pd.concat([lit, lit], ignore_index=True)",
    "lit.pivot_table(index='g', values='b')",
    "lit.describe()",
    "lit.apply(lambda row: row.a + 1, axis=1)",
    "lit.a.map(double)",
    "lit.isna().sum()",
    "lit.style.format(precision=1).set_uuid('u')",
    "lit.to_csv()",
    "lit.a.tolist()",
    "list(lit.itertuples())",
    "np.arange(6).reshape(2, 3)",
    "np.mean([1, 2])",
    "pd.Series([1, 2], name='s')",
    "pd.Timestamp('2020-01-02')",
    "pd.date_range('2020-01-01', periods=3)",
    "pd.DataFrame(np.eye(2))",
    "pd.crosstab(lit.g, lit.a)",
    "sum(x * x for x in range(5)), max([3, 1]), sorted('ba'), dict(a=1), len(lit)",
    "Thing(3)",
    "double(4)",
    "(lambda x: x + 1)(1)",
    "[y := 3, y ** 2]",
    "dataclasses.make_dataclass('P', ['x'])(1)",
    "await asyncio.sleep(0, result=7)",
    "async def later(): return 5\nawait later()",
    "with np.errstate(all='ignore'): print(np.float64(1) / 0)",
    "match {'k': 1}:\n    case {'k': v}: print(v)",
    "logging.warning('careful')",
    "plt.plot([1, 2, 3], [1, 4, 9]); plt.title('t'); plt.show()",
    "lit.a.plot.bar();",
    "import ipywidgets as W; W.IntSlider(value=3, description='n')",
    "W.HTML('<b>x</b>')",
    "o = W.Output()\nwith o: print('inside')\no",
    "W.interact(lambda x: x, x=3);",
    "%pwd",
    "%who_ls Thing",
    "%%capture said\nprint('x')",
    "said.stdout",
    "%time 1",
    "%timeit -n1 -r1 double(2)",
    "%%timeit -n1 -r1\ndouble(2)",
    "!echo shell",
    "double?",
    "input('say: ')",
    "get_ipython().set_next_input('next')",
    "1 +",
    "  indented = 1\n bad",
    "1/0",
    "undefined_name",
    "fail(3)",
    "{}['missing']",
    "lit['missing']",
    "lit.missing",
    "raise RuntimeError('mine') from ValueError('cause')",
    "sys.exit(3)",
    "assert 1 == 2, 'differs'",
    "warnings.warn('careful')",
    "In[1] != ''",
]
"""Cells in which every value is literal or public."""

THROUGH_A_CALL = [
    "int('x')",
    "open('nowhere.txt')",
    "pd.to_numeric(pd.Series(['a']))",
    "pd.DataFrame({'a': [1]}).groupby('b')",
    "np.zeros(3).reshape(2, 2)",
    "lit.merge(lit, on='missing')",
    "list(map(fail, [1]))",
]
"""Cells that fail inside a mediated call: their tracebacks show the mediator's lines among the others."""

_VOLATILE = [
    (re.compile(r"0x[0-9a-f]{6,}"), "0x"),
    (re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-f])"), "uuid"),
    (re.compile(r"In ?\[\d+\]"), "In[]"),
    (re.compile(r"\d+\.py\b"), "n.py"),
    (re.compile(r"ipykernel_\d+"), "ipykernel"),
    (re.compile(r"CPU times:[^\\]*\\nWall time:[^\\]*"), "times"),
    (re.compile(r"[\d.e+]+ [mnμµu]?s\b"), "time"),
    (re.compile(r"/\S*/notebook\d+"), "cwd"),
    (re.compile(r"T_\w+?_"), "T_"),
]


def said(messages):
    """Return what was said, without counters, identifiers, times and the guard's mark."""
    lines = []
    for message in sorted(messages, key=lambda message: message["channel"]):
        content = {key: part for key, part in message["content"].items() if key != "execution_count"}
        if "metadata" in content:
            content["metadata"] = {key: part for key, part in content["metadata"].items() if key != MARK}
        line = json.dumps(
            [message["msg_type"], content, message["metadata"].get("status")],
            default=str,
            sort_keys=True,
            ensure_ascii=False,
        )
        for volatile, instead in _VOLATILE:
            line = volatile.sub(instead, line)
        lines.append(line)
    return lines


@pytest.fixture(scope="module")
def kernels(start_kernel):
    """Return a guarded and an unguarded kernel, each with protected people and public things."""
    guarded, plain = start_kernel(), start_kernel()
    for kernel, load in ((guarded, "%load_ext jupyter_privacy"), (plain, "pass")):
        for cell in (load, SETUP):
            assert not enames(kernel.cell(cell))
    return guarded, plain


def test_guard_is_on(kernels):
    """The comparison is of a guarded kernel with one that is not: the same cell shows people or not."""
    shown = ["".join(t for m in kernel.cell("people.head(2)") for t in texts(m)) for kernel in kernels]
    assert "Thornquist" not in shown[0]
    assert "Thornquist" in shown[1]


@pytest.mark.parametrize("cell", CELLS)
def test_public_cell_says_the_same(kernels, cell):
    """A public cell makes the guarded kernel say exactly what the unguarded one says."""
    guarded, plain = kernels
    assert said(guarded.cell(cell, answers=["yes"])) == said(plain.cell(cell, answers=["yes"]))


@pytest.mark.parametrize("cell", THROUGH_A_CALL)
def test_public_failure_says_the_same_in_the_end(kernels, cell):
    """A public call that fails raises the same error with the same words, unguarded lines included."""
    guarded, plain = kernels
    errors = [
        [
            (m["content"]["ename"], m["content"]["evalue"])
            for m in kernel.cell(cell)
            if m["msg_type"] == "error"
        ]
        for kernel in (guarded, plain)
    ]
    assert errors[0] == errors[1]
    assert errors[1]


@pytest.mark.parametrize("cell", THROUGH_A_CALL)
def test_public_failure_has_the_same_traceback(kernels, cell):
    """The traceback of a public call that fails has the lines that it has without the guard."""
    guarded, plain = kernels
    assert said(guarded.cell(cell)) == said(plain.cell(cell))
