"""What a proxy looks like, and what it refuses to become."""

# ruff: noqa: PD008, PT017 (single cells and errors of any kind are the point)

import copy
import operator
import pickle
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal import operators
from jupyter_privacy.guard.seal.proxy import Sealed, SealedMethod
from tests.guard.planted import N_PEOPLE, canaries_in, leaks_of_error, planted_frame

RAW = planted_frame()

CONVERSIONS = {
    "bool": bool,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "round": lambda one: float(round(one)),
    "hash": hash,
    "list": list,
    "tuple": tuple,
    "set": set,
    "dict": dict,
    "iter": lambda one: next(iter(one)),
    "next": next,
    "bytes": bytes,
    "memoryview": memoryview,
    "sorted": sorted,
    "max": max,
    "any": any,
    "in": lambda one: 5 in one,
    "in a list": lambda one: one in [5, 6],
    "if": lambda one: 1 if one else 0,
    "while not": lambda one: not one,
    "and": lambda one: one and 1,
    "array": np.array,
    "asarray": lambda one: np.asarray(one, dtype=float),
    "Series": pd.Series,
    "numpy": np.float64,
    "pickle": pickle.dumps,
    "pickle 2": lambda one: pickle.dumps(one, 2),
    "percent": lambda one: f"{one:d}",
    "chr": chr,
    "range": range,
    "str.join": "".join,
    "reversed": lambda one: list(reversed(one)),
    "open": open,
}
VALUES = {
    "frame": lambda planted: planted,
    "text column": lambda planted: planted.name,
    "number column": lambda planted: planted.code,
    "array": lambda planted: planted.code.to_numpy(),
    "cell": lambda planted: planted.at[3, "code"],
    "row": lambda planted: planted.iloc[3],
    "maximum": lambda planted: planted.code.max(),
    "groups": lambda planted: planted.groupby("group"),
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("conversion", CONVERSIONS)
def test_no_conversion_gives_a_value(planted, value, conversion):
    """No way of Python to turn a proxy into a plain value gives a cell, in the result or in an error."""
    sealed = VALUES[value](planted)
    try:
        result = CONVERSIONS[conversion](sealed)
    except Exception as error:
        assert not leaks_of_error(error, libraries=("polars",))
        assert not [link for link in (error.__cause__, error.__context__) if link is not None]
    else:
        assert not canaries_in(f"{result!s} {result!r}")


@pytest.mark.parametrize("value", [name for name in VALUES if name != "groups"])
@pytest.mark.parametrize("text", [str, repr, "{}".format, "{:>20}".format, lambda one: f"{one!r:.20}", ascii])
def test_every_text_is_a_view(planted, value, text):
    """`str`, `repr`, `format`, f-strings and `ascii` give the masked view."""
    assert not canaries_in(text(VALUES[value](planted)))


def test_proxies_look_like_what_they_hold(planted):
    """`isinstance` answers as for the value behind, and a method has the docstring of the original."""
    assert isinstance(planted, pd.DataFrame)
    assert isinstance(planted.code, pd.Series)
    assert isinstance(planted.code.to_numpy(), np.ndarray)
    assert not isinstance(planted, pd.Series)
    assert planted.merge.__doc__ == pd.DataFrame.merge.__doc__
    assert planted.code.rolling.__doc__ == pd.Series.rolling.__doc__
    assert planted.groupby("group").sum.__doc__ == pd.api.typing.DataFrameGroupBy.sum.__doc__
    assert planted.merge.__name__ == "merge"


def test_completion_offers_columns_and_methods(planted):
    """`dir` and key completion know the columns; a column has no completion of its cells."""
    assert {"code", "group", "groupby", "merge"} <= set(dir(planted))
    assert planted._ipython_key_completions_() == list(RAW.columns)
    assert planted.code._ipython_key_completions_() == []
    assert not canaries_in(" ".join(dir(planted.set_index("name").T)))


def test_schema_errors_pass_as_they_are(planted):
    """An unknown attribute or column raises what pandas raises, naming only what was asked for."""
    for action, kind in {
        (lambda: planted.nobody): AttributeError,
        (lambda: planted["nobody"]): KeyError,
        (lambda: planted.code.nobody): AttributeError,
        (lambda: planted.groupby("group").nobody): AttributeError,
    }.items():
        with pytest.raises(kind, match="nobody") as caught:
            action()
        assert not leaks_of_error(caught.value)


BINARY = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow"]


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("reflected", [False, True])
def test_operators_do_what_pandas_does(seal, session, name, reflected):
    """Every arithmetic operator, reflected too, gives pandas' column, sealed."""
    numbers = pd.Series(np.arange(40) % 7 + 1.5)
    function = getattr(operator, name)
    sealed = function(3, seal(numbers)) if reflected else function(seal(numbers), 3)
    expected = function(3, numbers) if reflected else function(numbers, 3)
    pd.testing.assert_series_equal(session.holder.open(sealed).value, expected)


@pytest.mark.parametrize("name", [*operators.COMPARISONS, *operators.UNARY])
def test_comparisons_and_signs_do_what_pandas_does(seal, session, name):
    """Comparisons and unary operators give pandas' column, sealed."""
    numbers = pd.Series(np.arange(40) % 4)
    function = getattr(operator, name)
    args = (2,) if name in operators.COMPARISONS else ()
    result = session.holder.open(function(seal(numbers), *args)).value
    pd.testing.assert_series_equal(result, function(numbers, *args))


def test_numpy_protocols_stay_sealed(seal, session, call):
    """A ufunc and a NumPy function give what NumPy gives, sealed; a reduction by `ufunc.reduce` does not."""
    numbers = pd.Series(np.arange(40.0))
    sealed = seal(numbers)
    pd.testing.assert_series_equal(session.holder.open(np.sqrt(sealed)).value, np.sqrt(numbers))
    both = np.add(np.arange(40), sealed)
    pd.testing.assert_series_equal(session.holder.open(both).value, numbers * 2)
    assert type(np.where(sealed > 3, 1, 0)) is Sealed
    assert np.mean(sealed) == numbers.mean()
    assert str(np.add.reduce(sealed)) == WITHHELD
    assert str(np.max(sealed)) == WITHHELD


def test_no_slot_leads_behind_the_proxy(planted):
    """No attribute of a proxy or of its methods, found by `dir` of the class or not, is a raw object."""
    for thing in (planted, planted.code, planted.merge, planted.groupby("group")):
        names = {
            *dir(type(thing)),
            *object.__dir__(thing),
            "_handle",
            "_holder",
            "_looks_like",
            "_mgr",
            "__dict__",
        }
        for name in names - {"__class__", "__init_subclass__", "__subclasshook__"}:
            try:
                found = object.__getattribute__(thing, name)
            except Exception:  # noqa: S112 (not there: nothing to look at)
                continue
            module = type(found).__module__.split(".")[0]
            assert module != "numpy", name
            assert not isinstance(found, int) or isinstance(found, bool) or name == "__pandas_priority__", (
                name
            )
            is_raw = type(found) in {pd.DataFrame, pd.Series, np.ndarray, pd.Index}
            assert not is_raw, name


def test_copies_are_sealed(planted):
    """`copy.copy`, `copy.deepcopy` and `.copy()` give sealed values that can be changed on their own."""
    for copied in (copy.copy(planted), copy.deepcopy(planted), planted.copy()):
        assert type(copied) is Sealed
        copied["more"] = 1
        assert "more" in copied.columns
        assert "more" not in planted.columns


def test_all_withheld_values_look_alike(planted, call):
    """Found or not, failed or refused: what is withheld has one text, and stays withheld in use."""
    withheld = [
        planted.at[3, "code"],
        planted.at[999, "code"],
        planted.iloc[3],
        planted.code.max(),
        planted.code[3],
        planted.name.mean(),
        planted.code.autocorr(),
        planted[planted.name == "Zorblax03 Wumpus"].code.mean(),
        planted[planted.name == "Nobody"].code.mean(),
        planted.at[3, "code"] + 1,
        planted.at[3, "code"].anything,
        planted.code.max() * 2 > 5,
        (planted.code - planted.code.max()).mean(),
        call(np.log, planted.code.max()),
    ]
    assert {str(value) for value in withheld} == {WITHHELD}
    assert {value._repr_mimebundle_()["text/html"] for value in withheld} == {
        withheld[0]._repr_mimebundle_()["text/html"]
    }


def test_what_is_built_with_a_withheld_value_is_never_released(planted):
    """A column made with one person's cell, renamed, moved or summed across, gives no aggregate."""
    shifted = planted.code.shift(1)
    frame = planted.copy()
    frame["moved"] = shifted
    renamed = frame.copy()
    renamed.columns = list("abcdefgh")
    other = frame[["code"]] * 0
    other.columns = ["moved"]
    aggregates = {
        "own": frame.moved.sum(),
        "plus": (frame.moved + 0).sum(),
        "renamed": frame.rename(columns={"moved": "x"}).x.sum(),
        "relabelled": renamed.h.sum(),
        "prefixed": frame.add_prefix("x_").x_moved.sum(),
        "got": frame.get("moved").sum(),
        "located": frame.loc[:, "moved"].sum(),
        "across": frame[["moved"]].sum(axis=1).sum(),
        "added": (other + frame[["moved"]]).moved.sum(),
        "as index": frame.set_index("moved").reset_index(names="x").x.sum(),
        "grouped": frame.groupby("group").moved.sum(),
        "filtered": frame[frame.flag | ~frame.flag].moved.sum(),
        "array": frame[["moved"]].to_numpy().sum(),
    }
    shown = {
        name for name, value in aggregates.items() if type(value) is not Sealed and not np.isnan(value).all()
    }
    assert not shown
    assert frame.code.sum() == RAW.code.sum()


class Spy:
    """An analyst's object that would like to be handed cells."""

    def __init__(self):
        self.seen = []

    def see(self, *values):
        """Collect what it is given."""
        self.seen += values
        return self

    __radd__ = __rmul__ = __add__ = __eq__ = __lt__ = __gt__ = __array_ufunc__ = see
    __hash__ = None


class Collector(dict):
    """A dict that notes the keys that it is asked for."""

    def __missing__(self, key):
        self[key] = 0
        return 0


def test_no_object_of_the_analyst_is_handed_a_cell(planted):
    """Own operators, `defaultdict`, `__missing__`, objects in columns and in queries see nothing raw."""
    spy, counted, collector = Spy(), defaultdict(int), Collector()
    attempts = [
        lambda: planted.code + spy,
        lambda: planted.code == spy,
        lambda: planted.code + pd.Series([spy] * N_PEOPLE),
        lambda: planted.code + np.array([spy] * N_PEOPLE, dtype=object),
        lambda: planted.name.map(counted),
        lambda: planted.name.map(collector),
        lambda: planted.name.replace(collector),
        lambda: planted.name.map(spy.see),
        lambda: planted.code.apply(spy.see),
        lambda: planted.query("@spy.see(code) > 3", local_dict={"spy": spy}),
        lambda: planted.eval("@spy.see(code)", local_dict={"spy": spy}),
        lambda: planted.where(planted.flag, spy),
        lambda: planted.assign(spy=[spy] * N_PEOPLE).eval("code + spy"),
        lambda: planted.code.pipe(np.vectorize(spy.see)),
        lambda: planted.groupby("group").code.apply(spy.see),
        lambda: planted.sort_values("code", key=spy.see),
        lambda: planted.code.isin([spy]),
        lambda: planted.code.combine(0, lambda one, _: spy.see(one)),
    ]
    for attempt in attempts:
        try:
            attempt()
        except Exception as error:
            assert not leaks_of_error(error, libraries=("polars",)), error
    own = {3}  # the number in the query above
    seen = [value for value in spy.seen if type(value) not in {Sealed, SealedMethod}]
    assert set(seen) <= own
    assert not counted
    assert not collector


def test_no_array_of_the_analyst_is_filled(planted):
    """`out=` and positional outputs of methods leave the analyst's own arrays as they are."""
    numbers = planted.score.to_numpy()
    for fill in (
        lambda out: numbers.take([5], out=out[:1]),
        lambda out: numbers.clip(0, 1e9, out=out),
        lambda out: numbers.sum(out=out[:1].reshape(())),
        lambda out: numbers.cumsum(None, None, out),
        lambda out: np.add(numbers, 1, out=out),
        lambda out: np.add.at(out, np.arange(N_PEOPLE), numbers),
        lambda out: np.copyto(out, numbers),
        lambda out: out.__setitem__(slice(None), numbers),
    ):
        out = np.zeros(N_PEOPLE)
        try:
            fill(out)
        except Exception as error:
            assert not canaries_in(str(error))
        assert not out.any()


@pytest.mark.parametrize("name", ["sort", "fill", "partition", "put", "update", "resize"])
def test_nothing_is_changed_in_place(planted, name):
    """A method that would move cells under their lineage is refused."""
    value = planted.code if name == "update" else planted.code.to_numpy()
    with pytest.raises(DisclosureError, match="in place"):
        getattr(value, name)(5)


def test_a_proxy_refuses_to_steer(planted):
    """The refusal says what to do instead."""
    with pytest.raises(DisclosureError, match="select rows with a condition"):
        bool(planted.code > 3)
    with pytest.raises(DisclosureError, match="groupby"):
        list(planted.code)
    with pytest.raises(DisclosureError, match="release an aggregate"):
        pickle.dumps(planted)
    with pytest.raises(DisclosureError, match="aggregate first"):
        planted.to_csv("pupils.csv")
    with pytest.raises(TypeError):
        hash(planted)
