"""Tables in outputs: records and small cells are found, ordinary tables of groups are left alone."""

import json

import numpy as np
import pandas as pd
import polars as pl
import pytest

from jupyter_privacy import protect
from jupyter_privacy.notebooks.check import look_through
from jupyter_privacy.policy import Policy
from tests.notebooks.conftest import EMAIL, display, notebook_of, outputs_of, rules, stream

RECORDS = {
    "head": lambda df: df.head(),
    "one pupil": lambda df: df[df.age == 22],
    "all": lambda df: df,
    "two columns": lambda df: df[["sex", "age"]].head(),
    "one column": lambda df: df[["G3"]].tail(3),
    "a column": lambda df: df.G3,
    "numbers": lambda df: df[["age", "G1", "G2", "G3"]].sample(4, random_state=1),
    "sorted": lambda df: df.sort_values("G3").head(6),
    "one row": lambda df: df.iloc[0],
    "one row of numbers": lambda df: df[["age", "G1", "G3"]].iloc[7],
    "on its side": lambda df: df.head(3).T,
    "numbers with a point": lambda df: df[["G1", "G2"]].head() * 1.37,
}
PEOPLE = {
    "numbered": lambda df: df.assign(pupil_id=range(1000, 1649)).groupby("pupil_id").G3.mean().head(),
    "named": lambda df: df.assign(surname=[f"Quibble{i}" for i in range(649)])[["surname", "G3"]].head(4),
    "as labels": lambda df: df.assign(upn=[f"A{i:012d}" for i in range(649)]).set_index("upn")[["G3"]].head(),
}
GROUPS = {
    "means": lambda df: df.groupby("school").G3.mean(),
    "means by two": lambda df: df.groupby(["school", "sex"])[["G1", "G2", "G3"]].mean(),
    "means as columns": lambda df: df.groupby(["school", "sex"])[["G1", "G2", "G3"]].mean().reset_index(),
    "sorted means": lambda df: df.groupby("Mjob").G3.mean().reset_index().sort_values("G3"),
    "several statistics": lambda df: df.groupby("school").agg({"G3": ["mean", "std", "count"]}),
    "the same as columns": lambda df: df.groupby("school").agg({"G3": ["mean", "count"]}).reset_index(),
    "describe": lambda df: df.describe(),
    "describe of all": lambda df: df.describe(include="all"),
    "correlations": lambda df: df[["G1", "G2", "G3"]].corr(),
    "pivot": lambda df: df.pivot_table(index="Mjob", columns="Fjob", values="G3"),
    "counts": lambda df: df.school.value_counts(),
    "counts as columns": lambda df: df.school.value_counts().reset_index(),
    "shares": lambda df: df.Mjob.value_counts(normalize=True),
    "crossed": lambda df: pd.crosstab(df.school, df.sex),
    "crossed shares": lambda df: pd.crosstab(df.Mjob, df.Fjob, normalize=True),
    "sizes": lambda df: df.groupby("school").size().reset_index(name="pupils"),
    "means of columns": lambda df: df.mean(numeric_only=True),
    "missing": lambda df: df.isna().sum(),
    "types": lambda df: df.dtypes,
    "years": lambda _: pd.DataFrame({"year": range(1990, 2030), "rate": np.linspace(0.1, 0.9, 40)}),
    "regions": lambda _: pd.DataFrame(
        {"region": [f"R{i}" for i in range(30)], "income": np.arange(30) * 3.7}
    ),
    "models": lambda _: pd.DataFrame({"model": ["ols", "forest"], "rmse": [0.3, 0.2], "auc": [0.7, 0.8]}),
}
SMALL = {
    "crossed": lambda df: pd.crosstab(df.Mjob, df.Fjob),
    "with margins": lambda df: pd.crosstab(df.Mjob, df.Fjob, margins=True),
    "counts": lambda df: df.age.value_counts(),
    "sizes": lambda df: df.groupby(["school", "age"]).size(),
    "sizes as columns": lambda df: df.groupby(["school", "age"]).size().reset_index(name="n"),
    "unstacked": lambda df: df.groupby(["school", "age"]).size().unstack(),  # noqa: PD010 - what is under test
    "beside means": lambda df: df.groupby("age").agg({"G3": ["mean", "count"]}),
    "describe of few": lambda df: df[df.age == 20].describe(),
}
EXPECTED = [
    *((made, ["rows"]) for made in RECORDS.items()),
    *((made, ["people"]) for made in PEOPLE.items()),
    *((made, []) for made in GROUPS.items()),
    *((made, ["counts"]) for made in SMALL.items()),
]


@pytest.mark.parametrize(
    ("made", "expected"), EXPECTED, ids=lambda value: value[0] if isinstance(value, tuple) else ""
)
def test_shown_and_printed(made, expected, pupils):
    """What pandas shows of it as HTML and what it prints of it are judged alike."""
    table = made[1](pupils)
    assert (rules(outputs_of(table)), rules(stream(f"{table}\n"))) == (expected, expected)


@pytest.mark.parametrize("name", ["head", "numbers", "one column"])
def test_other_ways_to_print_records(name, pupils):
    """Comma-separated values, markdown, LaTeX, polars and lists of dicts are read as tables."""
    records = RECORDS[name](pupils)
    printed = [
        records.to_csv(),
        _markdown(records),
        _latex(records),
        str(pl.from_pandas(records)),
        repr(records.to_dict("records")) if len(records.columns) > 1 else "   G3\n0   1\n",
        json.dumps({"values": records.to_dict("records") * 2})
        if len(records.columns) > 1
        else "   G3\n0   1\n",
    ]
    assert [rules(stream(text)) for text in printed] == [["rows"]] * len(printed)
    assert rules(display("x", text_html=pl.from_pandas(records)._repr_html_())) == ["rows"]


PRINTED = {
    "an array": lambda df: df.head().values,
    "dicts by column": lambda df: df.head().to_dict(),
    "JSON": lambda df: df.head().to_json(),
    "rows one by one": lambda df: "\n".join(str(row) for _, row in df.head(3).iterrows()),
    "named tuples": lambda df: "\n".join(map(str, df.head().itertuples())),
    "tab-separated": lambda df: df.head().to_csv(sep="\t"),
    "the file itself": lambda df: df.head(9).to_csv(sep=";", index=False)[:-20],
    "a pupil of the file": lambda df: df[df.age == 22].to_csv(),
    "below a title": lambda df: f"Pupils:\n{df[['sex', 'age']].head(3)}\nthat is all",
    "beside a title": lambda df: f"loaded {df[['sex', 'age']].head(3)}",
    "each group": lambda df: "\n".join(f"{name} {part.iloc[:2, 1:5]}" for name, part in df.groupby("school")),
    "with labels": lambda df: df.head().set_index("school"),
}


@pytest.mark.parametrize("how", PRINTED)
def test_everyday_ways_to_print_records(how, pupils):
    """What people print while they look at their data is found."""
    assert rules(stream(f"{PRINTED[how](pupils)}\n")) == ["rows"]


@pytest.mark.parametrize("how", ["style", "style without labels", "HTML without labels", "other HTML"])
def test_other_html_of_records(how, pupils):
    """Styles, hidden labels and other classes change nothing."""
    few = pupils[["sex", "age", "G3"]].head()
    made = {
        "style": few.style.to_html,
        "style without labels": few.style.hide().to_html,
        "HTML without labels": lambda: few.to_html(index=False),
        "other HTML": lambda: few.to_html(classes="mine", border=0, header=True),
    }
    assert rules(display("x", text_html=made[how]())) == ["rows"]


def test_a_masked_table_that_was_printed(pupils):
    """The text of a masked view is known by its legend, where nothing is known of the guard."""
    view = str(protect(pupils, policy=Policy()).head())
    assert "cells masked" in view
    assert rules(stream(f"{view}\n")) == []


def _markdown(frame):
    rows = [
        ["", *frame.columns],
        ["---"] * (len(frame.columns) + 1),
        *frame.reset_index().to_numpy().tolist(),
    ]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows)


def _latex(frame):
    rows = [["", *frame.columns], *frame.reset_index().to_numpy().tolist()]
    head, *body = [" & ".join(map(str, row)) + r" \\" for row in rows]
    return "\n".join([head, r"\midrule", *body])


def test_data_of_charts(pupils):
    """A chart carries what it draws: a mark a pupil is found, a mark a group is not."""
    scatter = pupils[["age", "G3"]].head(40)
    means = pupils.groupby("Mjob").G3.mean().reset_index()
    for data, expected in ((scatter, ["rows"]), (means, [])):
        vega = {
            "mark": "point",
            "datasets": {"d": data.to_dict("records")},
            "encoding": {"x": {"field": "age"}},
        }
        script = f"<div></div><script>embed({json.dumps(vega)}, {{}})</script>"
        assert rules(display("x", **{"application_vnd.vegalite.v5+json": vega})) == expected
        assert rules(display("x", text_html=script)) == expected
    traces = {"data": [{"x": scatter.age.tolist(), "y": scatter.G3.tolist(), "type": "scatter"}]}
    assert rules(display("x", **{"application_vnd.plotly.v1+json": traces})) == ["rows"]


def test_the_threshold_is_that_of_the_policy(pupils):
    """A table may have small cells under one policy and none under another; zeros count where they tell."""
    counts = outputs_of(pd.DataFrame({"n": [4, 40, 400]}, index=pd.Index(["a", "b", "c"], name="job")))
    assert rules(counts) == ["counts"]
    assert rules(counts, policy=Policy(threshold=4)) == []
    zeros = outputs_of(pd.DataFrame({"n": [0, 40]}, index=pd.Index(["a", "b"], name="job")))
    assert rules(zeros) == ["counts"]
    assert rules(zeros, policy=Policy(zero_cells=False)) == []


def test_prose_is_no_table():
    """Logs, sentences and lists in columns are left alone."""
    texts = [
        "Mean of  x: 3\nMean of  y: 4\n",
        "Epoch 1/3, loss: 0.5\nEpoch 2/3, loss: 0.4\nEpoch 3/3, loss: 0.3\n",
        "one, two, three\nfour, five, six\nseven, eight, nine\n",
        "<class 'pandas.DataFrame'>\nRangeIndex: 649 entries\nData columns (total 2):\n #   Column  Dtype\n",
        "[1, 2, 3]\n",
        "total 8\n-rw-r--r-- 1 root root 5 Nov 24 a.py\n-rw-r--r-- 1 root root 7 Nov 24 b.py\n",
    ]
    assert [rules(stream(text)) for text in texts] == [[]] * len(texts)


def test_an_exempted_cell(pupils):
    """A reason in the metadata of a cell exempts its tables, as `public` does; not what names somebody."""
    notebook = notebook_of([outputs_of(pupils.head()), stream(EMAIL)])
    notebook["cells"][0]["metadata"]["jupyter_privacy"] = {"public": "published by UCI"}
    assert [found.rule for found in look_through(notebook, Policy())] == ["email"]
    notebook["cells"][0]["metadata"]["jupyter_privacy"] = {"public": " "}
    assert [found.rule for found in look_through(notebook, Policy())] == ["rows", "email"]
