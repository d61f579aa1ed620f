"""Pandera schemas of protected data: what they say is what pandera says, of at least ten people."""

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.validating import validated, validates

CANARY = 918273646
PASSING = [
    pa.DataFrameSchema({"G3": pa.Column(int, pa.Check.ge(0))}),
    pa.DataFrameSchema({"G3": pa.Column(int, pa.Check.in_range(0, 20)), "sex": pa.Column(str)}),
    pa.DataFrameSchema({"sex": pa.Column(str, pa.Check.isin(["F", "M"]))}),
    pa.DataFrameSchema({"Mjob": pa.Column(str, [pa.Check.str_length(3, 9), pa.Check.notin(["x"])])}),
    pa.DataFrameSchema({"Mjob": pa.Column(str, pa.Check.str_matches("[a-z_]+"))}),
    pa.DataFrameSchema({"G3": pa.Column(int, pa.Check(lambda mark: mark >= 0))}),
    pa.DataFrameSchema({"G3": pa.Column(int, pa.Check(lambda mark: mark.mean() > 3))}),
    pa.DataFrameSchema({"G3": pa.Column(int, pa.Check(lambda one: one >= 0, element_wise=True))}),
    pa.DataFrameSchema(checks=pa.Check(lambda table: table.G3 < table.G1 + 20)),
    pa.DataFrameSchema({"no": pa.Column(int, required=False)}),
]
FAILING = [
    (pa.DataFrameSchema({"no": pa.Column(int)}), "column 'no' not in dataframe"),
    (pa.DataFrameSchema({"G3": pa.Column(str)}), "expected column 'G3' to have type"),
    (
        pa.DataFrameSchema({"G3": pa.Column(int, pa.Check.ge(10))}),
        r"equal_to\(10\) for 100 values",
    ),
    (pa.DataFrameSchema({"G3": pa.Column(int, pa.Check.ge(10, error="too low"))}), "too low for 100 values"),
    (pa.DataFrameSchema({"sex": pa.Column(str)}, strict=True), "column 'school' not in the schema"),
    (pa.DataFrameSchema({"G3": pa.Column(int, unique=True)}), "uniqueness"),
    (pa.DataFrameSchema(unique=["sex", "G3"]), "uniqueness"),
    (pa.DataFrameSchema(checks=pa.Check(lambda table: table.G3 > table.G1)), "the table failed"),
]
REFUSED = [
    pa.DataFrameSchema({"G[123]": pa.Column(int, regex=True)}),
    pa.DataFrameSchema(index=pa.Index(int)),
    pa.DataFrameSchema({"G3": pa.Column(int, pa.Check(lambda one: one, groupby="sex")), "sex": pa.Column()}),
    pa.DataFrameSchema({"G3": pa.Column(int, parsers=pa.Parser(lambda column: column))}),
    pa.DataFrameSchema({"G3": pa.Column(int, pa.Check(lambda mark: mark.to_frame().apply(print) > 0))}),
]


class Pupil(pa.DataFrameModel):
    """A model of pandera."""

    G3: int = pa.Field(ge=0)


@pytest.mark.parametrize("schema", PASSING)
def test_what_pandera_passes_passes(seal, pupils, schema):
    """The table comes back sealed and goes on as before."""
    schema.validate(pupils)
    result = validated(schema.validate, (seal(pupils),), {})
    assert type(result) is Sealed
    assert result.G3.mean() == pupils.G3.mean()


@pytest.mark.parametrize(("schema", "words"), FAILING)
def test_what_pandera_fails_fails(seal, pupils, schema, words):
    """With an error of pandera's that holds no data; the number is a released one."""
    with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)):
        schema.validate(pupils)
    with pytest.raises(pa.errors.SchemaError, match=words) as caught:
        validated(schema.validate, (seal(pupils),), {})
    assert caught.value.data is None
    assert caught.value.failure_cases is None


@pytest.mark.parametrize("schema", REFUSED)
def test_what_cannot_be_judged_is_refused(seal, pupils, schema, capsys):
    """Nothing is passed by default."""
    with pytest.raises((DisclosureError, pa.errors.SchemaError)):
        validated(schema.validate, (seal(pupils),), {})
    assert "18" not in capsys.readouterr().out


def test_columns_are_coerced(seal, pupils):
    """As pandera does before it checks, dtypes as well."""
    schema = pa.DataFrameSchema({"G3": pa.Column(float, pa.Check.ge(0), coerce=True)})
    assert validated(schema.validate, (seal(pupils),), {}).G3.mean() == pupils.G3.mean()
    schema = pa.DataFrameSchema({"G3": pa.Column(float)}, coerce=True)
    assert validated(schema, (seal(pupils),), {}).G3.mean() == pupils.G3.mean()


def test_models_and_columns_are_schemas_too(seal, pupils):
    """Classes, schemas that are called, and schemas of one column."""
    assert all(map(validates, (Pupil, Pupil.validate, PASSING[0], PASSING[0].validate, pa.SeriesSchema(int))))
    assert not any(map(validates, (pa.Check, pa.Check.ge, pd.DataFrame, len)))
    for way in (Pupil, Pupil.validate, PASSING[0]):
        assert validated(way, (seal(pupils),), {}).G3.mean() == pupils.G3.mean()
    assert validated(pa.SeriesSchema(int).validate, (seal(pupils).G3,), {}).mean() == pupils.G3.mean()


CHECKS = [
    pa.Column(int, pa.Check.lt(CANARY)),
    pa.Column(int, pa.Check.isin(range(30))),
    pa.Column(int, pa.Check(lambda mark: mark != CANARY)),
    pa.Column(int, pa.Check(lambda mark: mark.max() < CANARY)),
    pa.Column(int, pa.Check(lambda mark: mark < CANARY, element_wise=True)),
    pa.Column(int, unique=True),
    pa.Column(float, pa.Check.lt(CANARY), coerce=True),
]


@pytest.mark.parametrize("column", CHECKS)
def test_one_person_makes_no_difference(seal, column):
    """Two worlds: whether somebody has an odd mark shows in no outcome."""

    def said(marks):
        schema = pa.DataFrameSchema({"mark": column})
        try:
            return str(validated(schema.validate, (seal(pd.DataFrame({"mark": marks})),), {}).mark.count())
        except (DisclosureError, pa.errors.SchemaError) as error:
            return f"{type(error).__name__} {error}"

    marks = np.random.default_rng(0).integers(0, 20, 400)
    other = marks.copy()
    other[17] = CANARY
    assert said(marks) == said(other)
    assert str(CANARY) not in said(other).replace(f"less_than({CANARY})", "")
