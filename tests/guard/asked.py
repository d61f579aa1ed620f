"""Questions about tables of groups, each in a session of its own, and all that is said of the answer."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.remedies import best_for_cell, best_for_table, pattern_of
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import reveal
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.table import table_view
from jupyter_privacy.guard.view.text import to_text
from jupyter_privacy.kernel.magics import why
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session

POLICIES = [Policy(), Policy(threshold=8, zero_cells=False), Policy(threshold=5, rounding="nearest")]


def people(counts, *, ordered=False):
    """Return a frame with `counts[i][j]` people in row i and column j."""
    rows = [
        (i if ordered else f"row {i}", f"column {j}")
        for i, line in enumerate(counts)
        for j, n in enumerate(line)
        for _ in range(n)
    ]
    return pd.DataFrame(rows, columns=["down", "across"]).assign(number=range(len(rows)))


class Asked:
    """One question in a session of its own: the released table, its mask and its texts."""

    def __init__(self, frame, ask, policy=None, code=""):
        self.session = Session(policy or Policy())
        self.df = self.session.protect(frame)
        if code:
            exec(code, {"df": self.df})  # noqa: S102 (the code of a remedy is what is under test)
        self.table = ask(self)
        mask = self.session.public.mask_of(self.table)
        self.policy = self.session.policy
        self.released = None if mask is None else mask.released

    def call(self, function, *args, **kwargs):
        """Call a library function as a mediated cell does."""
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(self.session.holder, self.session.holder.ask(request))

    @property
    def is_masked(self):
        """Whether a table came back with masked cells."""
        return self.released is not None and self.released.is_masked

    @property
    def view(self):
        """The rendered-to-be table."""
        return table_view(self.released, self.policy)

    @property
    def said(self):
        """Everything that is said of the table."""
        return to_text(self.view), to_html(self.view), why(self.session), str(self.session.state())

    @property
    def reasons(self):
        """The reasons that mask cells of the table."""
        return {Reason(int(code)) for code in np.unique(self.released.reasons) if code}

    def tooltips(self):
        """Return the tooltip of each masked cell by its labels."""
        view = self.view
        return {
            (label, column): cell.why
            for label, row in zip(view.labels, view.rows, strict=True)
            for column, cell in zip(view.columns, row, strict=True)
            if cell.why
        }

    def merges(self):
        """Return the merges that are advised: those for single cells, and those for the table."""
        pattern = pattern_of(self.released, self.policy)
        if pattern is None:
            return [], []
        cells = [
            (cell, best_for_cell(pattern, *cell)) for cell in np.argwhere(self.released.reasons).tolist()
        ]
        return [(cell, merge) for cell, merge in cells if merge is not None], best_for_table(pattern, 3)


ASKED = {
    "crosstab": lambda one: one.call(pd.crosstab, one.df.down, one.df.across),
    "crosstab with margins": lambda one: one.call(pd.crosstab, one.df.down, one.df.across, margins=True),
    "size": lambda one: one.df.groupby(["down", "across"]).size(),
    "value_counts": lambda one: one.df.across.value_counts(),
    "value_counts of a frame": lambda one: one.df[["down", "across"]].value_counts(),
    "shares": lambda one: one.call(pd.crosstab, one.df.down, one.df.across, normalize="index"),
}
STATISTICS = {
    "mean": lambda one: one.df.groupby(["down", "across"]).number.mean(),
    "agg": lambda one: one.df.groupby(["down", "across"]).number.agg(["mean", "std"]),
    "pivot_table": lambda one: one.df.pivot_table("number", "down", "across"),
}
JOBS = [[9, 2, 77, 36, 4], [2, 9, 21, 15, 4], [14, 5, 183, 50, 6], [8, 4, 58, 59, 7], [5, 3, 28, 21, 15]]
CELLS = st.one_of(st.integers(0, 9), st.integers(10, 14), st.integers(15, 70), st.integers(15, 70))


@st.composite
def counts(draw):
    """Return the counts of a two-way table, some of them small."""
    n_rows, n_columns = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    line = st.lists(CELLS, min_size=n_columns, max_size=n_columns)
    return [draw(line.filter(any)), *draw(st.lists(line, min_size=n_rows - 1, max_size=n_rows - 1))]
