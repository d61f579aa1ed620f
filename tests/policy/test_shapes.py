import pytest

from jupyter_privacy.policy.shapes import SHAPES, shape_of

# Examples with valid check digits; none belongs to a person (python-stdnum's own documentation and the
# NHS test range 999 ...).
EXAMPLES = {
    "NHS numbers (check digit)": ["943 476 5870", "9434765919", "999 000 0018"],
    "UPNs (check letter)": ["B801200005001", "P825299000123"],
    "e-mail addresses": ["ann@example.org", "b.c+d@mail.example.co.uk"],
    "UK postcodes": ["SW1A 1AA", "m1 1ae", "EC1A1BB"],
    "telephone numbers": ["+44 20 7946 0018", "020 7946 0018", "0161 496 0000"],
}
NONE = ["2020-01-02", "01/02/2003 10:30:00", "GP", "3.14", "A1", "12345", "at_home", "0001", "9434765871"]


@pytest.mark.parametrize("name", [name for name, _, _ in SHAPES])
def test_a_shape_knows_its_examples_and_nothing_else(name):
    """Every example is told, by its own shape only; ordinary codes and dates by none."""
    looks_like = {shape: test for shape, test, _ in SHAPES}[name]
    for shape, examples in EXAMPLES.items():
        told = [example for example in examples if looks_like(example)]
        assert told == (examples if shape == name else [])
    assert not any(looks_like(text) for text in NONE)


def test_most_values_have_to_match():
    """Four in five make the column one, half do not, and two values are too few to tell."""
    mails = [f"p{number}@example.org" for number in range(4)]
    assert shape_of([*mails, "unknown"]) == ("e-mail addresses", True)
    assert shape_of([*mails, "a", "b", "c", "d"]) is None
    assert shape_of(mails[:2]) is None
    assert shape_of([]) is None
