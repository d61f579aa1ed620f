"""Bins and steps with edges of the analyst's: a bin of one person looks like an empty one."""

import numpy as np
import pandas as pd
import pytest

N = 2000
EDGES = [0, 50, 97, 200]
NAMES = ["low", "mid", "top"]
COUNTED = {
    "cut and count": lambda df, call: call(pd.cut, df.score, EDGES).value_counts(),
    "cut, unsorted": lambda df, call: call(pd.cut, df.score, EDGES).value_counts(sort=False),
    "cut with labels": lambda df, call: call(pd.cut, df.score, EDGES, labels=NAMES).value_counts(),
    "cut into a column": lambda df, call: df.assign(b=call(pd.cut, df.score, EDGES)).b.value_counts(),
    "groups of bins": lambda df, call: df.groupby(call(pd.cut, df.score, EDGES), observed=False).size(),
    "bins of counts": lambda df, _: df.score.value_counts(bins=EDGES),
    "histogram": lambda df, call: call(np.histogram, df.score, bins=EDGES),
    "digitize": lambda df, call: df.assign(b=call(np.digitize, df.score, EDGES[1:3])).b.value_counts(),
    "floor division": lambda df, _: df.assign(b=df.score // 48.5).b.value_counts(),
    "cut off": lambda df, _: df.assign(b=(df.score / 48.5).astype(int)).b.value_counts(),
    "rounded": lambda df, _: (df.score / 40).round().value_counts(),
    "rounded table": lambda df, _: (df[["score"]] / 40).round().score.value_counts(),
    "years": lambda df, _: df.born.dt.year.value_counts(),
    "days": lambda df, _: df.born.dt.floor("1000D").value_counts(),
    "missing values": lambda df, _: (df.score / 40).where(df.sex == "F").round().value_counts(),
    "crossed": lambda df, call: call(pd.crosstab, call(pd.cut, df.score, EDGES), df.sex),
    "different towns": lambda df, _: len(df.drop_duplicates("town")),
    "different towns of a column": lambda df, _: df.town.drop_duplicates().count(),
}


@pytest.fixture(scope="module")
def worlds():
    """Return two frames: in one of them somebody has a score, and a town, of their own."""
    rng = np.random.default_rng(5)
    plain = pd.DataFrame(
        {
            "score": rng.normal(55, 9, N).clip(20, 90),
            "sex": rng.choice(["F", "M"], N),
            "town": rng.choice([f"town {i}" for i in range(15)], N),
            "born": pd.to_datetime("2008-01-01") + pd.to_timedelta(rng.integers(0, 1400, N), "D"),
        }
    )
    plain.loc[7, "score"] = 60.0
    odd = plain.copy()
    odd.loc[7, ["score", "town", "born"]] = [117.36, "Thule", pd.Timestamp("1999-03-01")]
    return odd, plain


@pytest.mark.parametrize("name", COUNTED)
def test_a_bin_of_one_looks_like_an_empty_one(seal, call, worlds, name):
    """Neither a number nor a mask tells whether somebody is beyond the last edge."""
    one, other = (repr(COUNTED[name](seal(world), call)) for world in worlds)
    assert one == other
    assert any(character.isdigit() for character in other)


def test_moving_an_edge_does_not_find_the_largest_value(seal, call, worlds):
    """In one session and in new ones: the same answer wherever the edge is, above what ten people have."""
    odd, _ = worlds
    edges = [92.0, 95.0, 97.3, 97.4, 99.0]
    said = {repr(call(pd.cut, seal(odd).score, [0, 50, edge, 200]).value_counts().tolist()) for edge in edges}
    assert len(said) == 1


def test_bins_are_those_of_pandas_where_enough_people_are_in_them(seal, call, worlds):
    """All of them, and bins that are rare together are left out as ever."""
    _, plain = worlds
    for edges in ([0, 40, 50, 60, 100], [0, 55, 100]):
        result = call(pd.cut, seal(plain).score, edges).value_counts()
        pd.testing.assert_series_equal(result, pd.cut(plain.score, edges).value_counts())
    many = [0, *np.arange(70, 91, 0.7), 100]
    assert len(call(pd.cut, seal(plain).score, many).value_counts()) < len(many) - 1


def test_one_rare_row_of_a_table_hides_few_cells(seal, worlds):
    """A town of one person takes one other town with it, not the table."""
    odd, _ = worlds
    table = seal(odd).pivot_table("score", "town", "sex")
    assert int(table.notna().sum().sum()) >= 2 * 15 - 4


FAILING_FOR_ONE = {
    "power": lambda df, _: (2 ** (df.steps - 7)).mean(),
    "power by NumPy": lambda df, call: call(np.power, 2, df.steps - 7).mean(),
    "rpow": lambda df, _: (df.steps - 7).rpow(2).mean(),
    "root": lambda df, call: call(np.sqrt, df.steps - 7).mean(),
    "overflow": lambda df, call: call(np.exp, df.steps * 110).mean(),
    "zero": lambda df, _: (1 / (df.score - 117.36)).mean(),
}


@pytest.mark.parametrize("name", FAILING_FOR_ONE)
def test_nobody_alone_makes_an_operation_fail(seal, call, worlds, name):
    """A power, root or quotient that one person's value does not allow is shown or not as without them."""
    rng = np.random.default_rng(3)
    steps = rng.integers(7, 9, N)
    shown = []
    for world, of_one in zip(worlds, (0, 8), strict=True):
        frame = world.assign(
            steps=np.where(np.arange(N) == 7, of_one, steps) + (20 if name == "overflow" else 0)
        )
        result = FAILING_FOR_ONE[name](seal(frame), call)
        shown.append("withheld" if "withheld" in repr(result) else "shown")
        assert shown[-1] == "withheld" or np.isfinite(result)
    assert shown[0] == shown[1]
