"""Every public name of the libraries' classes, tried on sealed canaries."""

# ruff: noqa: PD008 (every way that an analyst may take is tried)

import contextlib
import io
import warnings

import pandas as pd
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed, SealedMethod
from tests.guard.planted import (
    CANARIES,
    N_PEOPLE,
    canaries_in,
    leaks_of_error,
    planted_columns,
    planted_frame,
    texts_of,
)

pl = pytest.importorskip("polars")

FOLLOW = ("head", "sum", "to_numpy")


FRAME = planted_frame()


def _column(name):
    return lambda seal: seal(FRAME)[name]


def _polars(seal):
    return seal(pl.DataFrame(planted_columns()))


OWNERS = {
    "DataFrame": lambda seal: seal(FRAME),
    "indexed DataFrame": lambda seal: seal(FRAME).set_index("name")[["code", "score"]],
    "text Series": _column("name"),
    "number Series": _column("code"),
    "time Series": _column("born"),
    "categorical Series": lambda seal: seal(FRAME.astype({"city": "category"})).city,
    "Index": lambda seal: seal(FRAME).set_index("name").index,
    "DataFrameGroupBy": lambda seal: seal(FRAME).groupby("group"),
    "groups of one": lambda seal: seal(FRAME).groupby("name"),
    "SeriesGroupBy": lambda seal: seal(FRAME).groupby("group").code,
    "ndarray": lambda seal: seal(FRAME).code.to_numpy(),
    "2-d ndarray": lambda seal: seal(FRAME)[["code", "score"]].to_numpy(),
    "str": lambda seal: seal(FRAME).name.str,
    "dt": lambda seal: seal(FRAME).born.dt,
    "cat": lambda seal: seal(FRAME.astype({"city": "category"})).city.cat,
    "withheld": lambda seal: seal(FRAME).at[3, "code"],
    "polars DataFrame": _polars,
    "polars Series": lambda seal: seal(pl.Series("code", planted_columns()["code"])),
    "polars text Series": lambda seal: seal(pl.Series("name", planted_columns()["name"])),
    "polars GroupBy": lambda seal: _polars(seal).group_by("group"),
    "polars str": lambda seal: _polars(seal)["name"].str,
}

RAW = {
    "DataFrame": pd.DataFrame,
    "indexed DataFrame": pd.DataFrame,
    "Index": pd.Index,
    "DataFrameGroupBy": pd.api.typing.DataFrameGroupBy,
    "groups of one": pd.api.typing.DataFrameGroupBy,
    "SeriesGroupBy": pd.api.typing.SeriesGroupBy,
    "ndarray": type(FRAME.code.to_numpy()),
    "2-d ndarray": type(FRAME.code.to_numpy()),
    "str": type(FRAME.name.str),
    "dt": type(FRAME.born.dt),
    "cat": type(FRAME.city.astype("category").cat),
    "polars DataFrame": pl.DataFrame,
    "polars Series": pl.Series,
    "polars text Series": pl.Series,
    "polars GroupBy": type(pl.DataFrame({"a": []}).group_by("a")),
    "polars str": type(pl.Series([""]).str),
}


WIDE = {"DataFrame", "number Series", "DataFrameGroupBy", "polars DataFrame"}


def public_names(owner):
    """Return every public name of the class that the owner stands for, columns included."""
    names = {name for name in dir(RAW.get(owner, pd.Series)) if not name.startswith("_")}
    return sorted(names | ({"code", "name", "score"} if "Frame" in owner else set()))


class Watch:
    """Tries things on sealed values and collects what gets out."""

    def __init__(self):
        self.found = []
        self.handed_out = []
        self.printed = io.StringIO()

    def collect(self, *values, **named):
        """Be the callback that an analyst would use to collect cells."""
        self.handed_out += [*values, *named.values()]
        return values[0] if values else None

    def tried(self, what, action):
        """Return what an action gives, None if it raises; note what leaks from it."""
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            with contextlib.redirect_stdout(self.printed), contextlib.redirect_stderr(self.printed):
                try:
                    result = action()
                except Exception as error:
                    self._note(what, leaks_of_error(error))
                    result = None
        self._note(f"{what}, a warning", canaries_in(" ".join(str(one.message) for one in said)))
        self._note(f"{what}, printed", canaries_in(self.printed.getvalue()))
        self._note(
            f"{what}, to a callback", [type(v).__name__ for v in self.handed_out if type(v) is not Sealed]
        )
        self.printed.seek(0)
        self.printed.truncate()
        self.handed_out.clear()
        return result

    def look_at(self, what, value):
        """Note the canaries in what a value shows."""
        self._note(what, [canary for text in texts_of(value) for canary in canaries_in(text)])

    def _note(self, what, leaks):
        if leaks:
            self.found.append((what, sorted(set(leaks))[:3]))


def argument_lists(owner, seal, watch):
    """Return the arguments that every method is called with."""
    other = seal(FRAME).flag if owner != "polars DataFrame" else OWNERS[owner](seal)
    expression = pl.col("code") if owner.startswith("polars") else (5, 6)
    if owner == "polars Series":
        return [(), ("code",), (watch.collect,)]  # its methods make millions of rows of numbers this large
    return [(), (watch.collect,), ("code",), (1,), (expression,), (other,)][: 6 if owner in WIDE else 2]


@pytest.mark.parametrize("owner", OWNERS)
def test_no_public_name_lets_a_value_out(seal, owner, tmp_path, monkeypatch):
    """No attribute, accessor or method shows, prints, raises, writes or hands out a planted value."""
    watch = Watch()
    monkeypatch.chdir(tmp_path)
    for name in public_names(owner):
        attribute = watch.tried(name, lambda name=name: getattr(OWNERS[owner](seal), name))
        watch.look_at(name, attribute)
        if type(attribute) is not SealedMethod:
            continue
        for args in argument_lists(owner, seal, watch):
            what = f"{name}{tuple(map(type, args))}"
            method = getattr(OWNERS[owner](seal), name)
            result = watch.tried(what, lambda method=method, args=args: method(*args))
            watch.look_at(what, result)
    assert not watch.found
    assert not list(tmp_path.iterdir()), "a method wrote a file"
    assert len(CANARIES) > 4 * N_PEOPLE


@pytest.mark.parametrize(
    "owner",
    ["DataFrame", "text Series", "number Series", "time Series", "DataFrameGroupBy", "polars DataFrame"],
)
def test_no_operation_on_a_result_lets_a_value_out(seal, owner):
    """What a method returns without arguments gives away no planted value by the next step either."""
    watch = Watch()
    for name in public_names(owner):
        result = watch.tried(name, lambda name=name: getattr(OWNERS[owner](seal), name)())
        if type(result) is not Sealed:
            continue
        for step in FOLLOW:
            following = watch.tried(
                f"{name}.{step}", lambda result=result, step=step: getattr(result, step)()
            )
            watch.look_at(f"{name}.{step}", following)
        for what, action in {
            "[0]": lambda r: r[0],
            "list": list,
            "max": max,
            "f-string": "{}".format,
        }.items():
            following = watch.tried(f"{name} {what}", lambda result=result, action=action: action(result))
            watch.look_at(f"{name} {what}", following)
    assert not watch.found
