"""What is remembered of groupings never makes an answer another one."""

import numpy as np
import pandas as pd

from jupyter_privacy.frames import band_levels
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of

N = 400


def people():
    """Return people in four towns, one with an odd score."""
    i = np.arange(N)
    return pd.DataFrame(
        {
            "town": np.array(["Bath", "York", "Hull", "Ely"])[i % 4],
            "size": i % 7,
            "score": np.where(i == 3, 1e6, np.round(50 + 20 * np.sin(i), 1)),
            "age": 30 + i % 10,
        }
    )


QUESTIONS = (
    lambda d: d.groupby("town").age.mean(),
    lambda d: d.groupby("town").score.mean(),
    lambda d: d.town.value_counts(),
    lambda d: d.groupby(["town", "size"]).age.sum(),
    lambda d: d[d.town == "Ely"].age.mean(),
    lambda d: d[(d.town == "Ely") & (d.score < 1e5)].age.mean(),
    lambda d: d.score.mean(),
    lambda d: d.age.std(),
    lambda d: d[d.score < 1e5].groupby("town").age.mean(),
)


def test_asked_again_is_answered_as_the_first_time():
    """Whatever was asked in between: every question has one answer, that of a session that forgets."""
    rng = np.random.default_rng(4)
    for _ in range(5):
        order = rng.permutation(len(QUESTIONS) * 2) % len(QUESTIONS)
        answers = [list(_answers(order, forgetful=forgetful)) for forgetful in (False, True)]
        assert answers[0] == answers[1]


def _answers(order, *, forgetful):
    session = Session(Policy())
    frame = session.protect(people())
    source = session.holder.open(frame).lineage.source
    for i in order:
        if forgetful:
            source.__dict__.pop("remembered", None)
        yield list(texts_of(QUESTIONS[i](frame)))


def test_no_more_is_kept_than_a_few_bytes_a_record():
    """Many groupings of many selections push each other out."""
    session = Session(Policy())
    frame = session.protect(people())
    for least in range(30, 40):
        for question in QUESTIONS:
            question(frame[frame.age >= least])
    assert session.holder.open(frame).lineage.source.remembered.n_bytes <= 32 * N


def test_bands_of_values_are_those_of_records():
    """A record stands in the band of its value: what is kept does not grow with the records."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "whole": i % 37,
            "with missing": np.where(i % 5 == 0, np.nan, np.round(np.sin(i) * 100, 1)),
            "infinite": np.where(i == 7, np.inf, i / 3),
        }
    )
    session = Session(Policy())
    source = session.holder.open(session.protect(frame)).lineage.source
    for j in range(3):
        codes, of_records = source.frame.codes(j), band_levels(source.frame.numbers(j))
        of_values = source.bands(j)
        assert [band.width for band in of_values] == [band.width for band in of_records]
        for mine, whole in zip(of_values, of_records, strict=True):
            np.testing.assert_array_equal(mine.codes[codes], whole.codes)
            assert mine.labels(codes[:50]) == whole.labels(i[:50])
    assert all(len(band.codes) <= 38 for band in source.bands(0))


def test_a_number_of_all_rows_is_told_after_the_cells_of_a_histogram_are_gone(seal, call, pupils):
    """A table whose cells nobody holds any more is not taken for the one cell of all rows."""
    df = seal(pupils)
    call(np.histogram, df.G3, bins=10)
    assert df.G3.mean() == pupils.G3.mean()
