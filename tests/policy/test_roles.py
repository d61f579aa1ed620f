import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.policy import ColumnFacts, Role, infer_role

DIRECT, KEY, SENSITIVE, OTHER = Role


def facts(name, kind="text", n_distinct=500, n_records=600, sample=()):
    """Return the facts of a column of 600 records."""
    return ColumnFacts(name, kind, n_records, n_distinct, 0, tuple(sample))


@pytest.fixture(scope="module")
def pupils(shared):
    """Return the facts of the 33 columns of the 649 real pupils."""
    with (shared / "data" / "student-por.csv").open(newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    columns = [[row[j] for row in rows] for j in range(len(header))]
    kinds = ["number" if all(value.isdigit() for value in column) else "text" for column in columns]
    return [
        ColumnFacts(
            name, kind, len(rows), len(set(column)), 0, tuple(sorted(set(column))) if kind == "text" else ()
        )
        for name, kind, column in zip(header, kinds, columns, strict=True)
    ]


def test_no_column_of_the_pupils_is_a_direct_identifier(pupils):
    """Real questionnaire data without names: `address` is urban or rural."""
    assert len(pupils) == 33
    assert [column.name for column in pupils if infer_role(column).role is DIRECT] == []


def test_the_key_variables_of_the_pupils(pupils):
    """What a neighbour knows, and what a pupil may want to keep private."""
    roles = {column.name: infer_role(column).role for column in pupils}
    keys = "school sex age address famsize Pstatus Medu Fedu Mjob Fjob guardian"
    assert [name for name, role in roles.items() if role is KEY] == keys.split()
    assert [name for name, role in roles.items() if role is SENSITIVE] == [
        "Dalc",
        "Walc",
        "health",
        "absences",
    ]


CASES = [
    ("Surname", "text", 450, DIRECT),
    ("first_name", "text", 90, DIRECT),
    ("name", "text", 600, DIRECT),
    ("school_name", "text", 90, KEY),
    ("postcode", "text", 300, DIRECT),
    ("postcode", "text", 5, KEY),
    ("postcode_district", "text", 90, KEY),
    ("AddressLine1", "text", 590, DIRECT),
    ("email", "text", 5, DIRECT),
    ("has_email", "boolean", 2, OTHER),
    ("passport", "text", 2, OTHER),
    ("passport_no", "text", 600, DIRECT),
    ("NHSNumber", "number", 600, DIRECT),
    ("nhs_number", "number", 30, DIRECT),
    ("upn", "text", 600, DIRECT),
    ("ULN", "number", 600, DIRECT),
    ("PupilMatchingRefAnonymous", "text", 600, DIRECT),
    ("pupil_id", "number", 40, DIRECT),
    ("PatientID", "number", 15, DIRECT),
    ("studentid", "number", 600, DIRECT),
    ("child_no", "number", 5, OTHER),
    ("number_of_pupils", "number", 300, OTHER),
    ("visit_id", "number", 600, DIRECT),
    ("visit_id", "number", 60, KEY),
    ("school_id", "number", 12, KEY),
    ("grid", "number", 600, OTHER),
    ("paid", "number", 600, OTHER),
    ("measure", "number", 600, OTHER),
    ("score", "number", 600, SENSITIVE),
    ("comment", "text", 599, DIRECT),
    ("comment", "text", 60, OTHER),
    ("blob", "other", 600, DIRECT),
    ("when", "time", 600, KEY),
    ("DateOfBirth", "time", 500, KEY),
    ("EthnicGroupMinor", "text", 18, KEY),
    ("age_at_diagnosis", "number", 60, SENSITIVE),
    ("country_of_birth", "text", 40, KEY),
    ("FSMeligible", "number", 2, SENSITIVE),
    ("SENprovision", "text", 4, SENSITIVE),
    ("religion", "text", 8, SENSITIVE),
    ("agency", "text", 8, OTHER),
]


@pytest.mark.parametrize(("name", "kind", "n_distinct", "role"), CASES)
def test_names_are_weighed_against_cardinality(name, kind, n_distinct, role):
    """600 records; the same name can name a person, a group, or tell yes from no."""
    assert infer_role(facts(name, kind, n_distinct)).role is role


def test_the_shape_of_the_values_overrules_the_name():
    """NHS numbers stay NHS numbers whatever the column is called; five postcodes are groups."""
    numbers = ["943 476 5870", "943 476 5919", "999 000 0018"]
    assert infer_role(facts("sex", n_distinct=3, sample=numbers)).role is DIRECT
    postcodes = ["SW1A 1AA", "M1 1AE", "EC1A 1BB"]
    assert infer_role(facts("place", n_distinct=3, sample=postcodes)).role is KEY
    assert infer_role(facts("place", n_distinct=300, sample=postcodes)).role is DIRECT


def test_a_few_records_prove_nothing_about_free_text():
    """In two records every text differs: that alone makes no identifier."""
    assert infer_role(ColumnFacts("colour", "text", 2, 2, 0)).role is OTHER


@given(
    name=st.text(max_size=30),
    kind=st.sampled_from(["number", "boolean", "text", "time", "other"]),
    n_records=st.integers(0, 1000),
    share=st.floats(0, 1),
    missing=st.floats(0, 1),
    sample=st.lists(st.text("@0123456789.\u00e9", min_size=4, max_size=20), max_size=6),
)
def test_every_column_gets_a_role_and_a_reason_without_a_value(name, kind, n_records, share, missing, sample):
    """Inference is total; the reason is one of a few fixed sentences, so it carries no value."""
    n_missing = int(missing * n_records)
    n_distinct = int(share * (n_records - n_missing))
    column = ColumnFacts(name, kind, n_records, n_distinct, n_missing, tuple(sample))
    finding = infer_role(column)
    again = infer_role(ColumnFacts(name, kind, n_records, n_distinct, n_missing, tuple(sample[::-1])))
    assert not finding.declared
    assert finding == again
    assert finding.why
    assert not any(value in finding.why for value in sample)


@given(st.integers(0, 500), st.integers(1, 500))
def test_more_distinct_values_never_make_a_text_less_identifying(fewer, more):
    """For a column of no telling name: from group to identifier there is no way back."""
    few, many = sorted((fewer, fewer + more))
    first, second = (infer_role(facts("x", n_distinct=n, n_records=1000)).role for n in (few, many))
    assert (first, second) != (DIRECT, OTHER)


def test_python_stdnum_is_imported_only_for_a_sample(run_python):
    """Inference without a sample costs no import."""
    code = "import sys; from jupyter_privacy.policy import *; infer_role(ColumnFacts('age','number',9,3,0))"
    assert (
        run_python(
            f"{code}; print([m for m in ('stdnum', 'pandas', 'polars', 'pandera') if m in sys.modules])"
        )
        == "[]"
    )
