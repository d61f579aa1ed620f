import pytest

from jupyter_privacy.policy.words import last_match, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PupilMatchingRefAnonymous", ["pupil", "matching", "ref", "anonymous"]),
        ("FSMeligible", ["fsm", "eligible"]),
        ("NHSNumber", ["nhs", "number"]),
        ("first_name", ["first", "name"]),
        ("Home Postcode (current)", ["home", "postcode", "current"]),
        ("KS2_MATSCORE", ["ks", "matscore"]),
        ("Straße", ["strasse"]),
        ("", []),
        ("123", []),
    ],
)
def test_a_name_is_split_into_words(name, words):
    """Camel case, acronyms, underscores, blanks and digits part words."""
    assert words_of(name) == words


def test_the_last_word_that_matches_counts():
    """The noun of a column name stands last: a school's score is a score."""
    assert last_match(["school", "score"], ["school"]) == 0
    assert last_match(["school", "score"], ["school", "score"]) == 1
    assert last_match(["post", "code"], ["post code"]) == 1
    assert last_match(["code"], ["post code"]) == -1
