"""Whatever fails in the guard, the output is withheld: never a value, never pandas' own rendering.

Every function and method of `jupyter_privacy.guard` and `jupyter_privacy.kernel` is made to raise, once
and for good, while protected frames are read, shown, printed, formatted and aggregated.
"""

import contextlib
import functools
import importlib
import inspect
import os
import pkgutil
import sys
import time

import pytest

from tests.kernel.live_kernel import CANARY

ALL = bool(os.environ.get("JUPYTER_PRIVACY_ALL_FAULTS"))
"""Whether every cell is tried that reaches a function, and every function fails once too (`make faults`)."""
PACKAGES = ("jupyter_privacy.guard", "jupyter_privacy.kernel")

READ = "df = pd.read_csv('people.csv')"
# ruff: noqa: E501 (a cell is a line)
CELLS = (
    "df.head(3)",
    "print(df)",
    "print(f'{df}', [df], {'a': df['name']})",
    "[df]",
    "df['name']",
    "df.iloc[0]",
    "df.values",
    "df[df.income > 1000]",
    "df.score.mean()",
    "df.income.max()",
    "df.group.value_counts()",
    "df.groupby('group').income.sum()",
    "pd.crosstab(df.group, df.school)",
    "df.describe()",
    "len(df), list(df), df.name.tolist()",
    "int(df.number.iloc[0])",
    "pd.concat([df, df])",
    "df.income.nlargest(1) + 0",
    "import mylib; mylib.exposed",
    "mylib.read()",
    "early",
    "df['twice'] = df.income * 2; df.loc[df.score > 3, 'twice'] = 0; del df['twice']",
    "df.name.str.upper(), df.assign(x=1).dropna().sort_values('income')",
    "df.score.quantile(.5), df.group.nunique(), df.isna().sum(), df.score.agg(['mean', 'max'])",
    "df.info()",
    "df.merge(pd.DataFrame({'group': ['a', 'b'], 'word': ['x', 'y']}), on='group').income.mean()",
    "df.merge(df.groupby('school').score.mean().rename('m'), on='school').m.sum(), df.join(df[['score']], rsuffix='_r')",
    "df.melt(id_vars='group', value_vars=['score', 'income']).groupby('variable').value.mean()",
    "pd.get_dummies(df.group).sum(), df[['score', 'income']].stack(), df.drop_duplicates(), df.eval('score + income').mean()",
    "df.groupby('group').score.apply(lambda s: s.mean()), df.groupby('group').score.transform('mean').mean()",
    "df.groupby('group').filter(lambda g: g.score.mean() > 0).score.sum(), df.groupby('group').get_group('a')",
    "df.groupby('group').score.describe(), df.groupby('group').school.value_counts(), df.groupby('group').score.corr(df.income)",
    "df.pivot_table('score', 'group', 'school', aggfunc=['mean', 'count'], margins=True)",
    "pd.crosstab(df.group, df.school, values=df.score, aggfunc='mean', margins=True, normalize=False)",
    "pd.cut(df.score, 4).value_counts(), pd.qcut(df.income, 4).value_counts(), df.score.value_counts(bins=3)",
    "import numpy as np; np.histogram(df.score, bins=4), np.unique(df.group), np.corrcoef(df.score, df.income)",
    "df[['score', 'income']].corr(), df.score.skew(), df.group.mode(), (df.score > 2).any(), df.memory_usage()",
    "import statsmodels.formula.api as smf; smf.ols('income ~ score + C(group)', df).fit().summary()",
    "from sklearn.linear_model import LinearRegression; LinearRegression().fit(df[['score']], df.income).coef_",
    "from scipy import stats; stats.ttest_ind(df.score, df.income), stats.pearsonr(df.score, df.income)",
    "df.sort_index(), df.reset_index(), df.select_dtypes('number').mean(), df.score.clip(1, 2).mean()",
    "get_ipython().run_line_magic('privacy', 'why')",
    "df.set_index('name').loc[:, 'score'], df.iloc[:5, 1:3], 'name' in df, dir(df)",
    "df.score.map(lambda score: score + 1), df.apply(print, axis=1)",
    "import polars as pl; p = pl.read_csv('people.csv'); print(p, p.lazy()); p",
    "p = pl.read_csv('people.csv'); p.group_by('group', pl.col('score') > 2).agg(pl.col('income').mean().round(1), pl.len(), pl.col('name').first())",
    "p = pl.read_csv('people.csv'); p.lazy().filter(pl.col('score') > 2).with_columns(x=pl.col('income') * 2).select(pl.col('x').sum(), pl.col('name').max()).collect()",
    "p = pl.read_csv('people.csv'); p['score'].mean(), p['group'].value_counts(), (p['score'] > 2).sum(), p.sort('income').head(3), p.mean(), p.schema",
    "p = pl.read_csv('people.csv'); p.join(pl.DataFrame({'group': ['a', 'b'], 'n': [1, 2]}), on='group').pivot('school', index='group', values='n', aggregate_function='sum')",
    "p = pl.read_csv('people.csv'); pl.concat([p, p]).describe(), p.unpivot(['score', 'income'], index='group').select(pl.len()), p.select('group').to_dummies(), p.select('score', 'income').corr()",
    "p = pl.read_csv('people.csv'); [k for k, _ in p.group_by('group')], p.with_columns(m=pl.col('score').mean().over('group')).select(pl.corr('m', 'score')), p.group_by('group').agg(pl.col('score').filter(pl.col('income') > 3).sum())",
    "p = pl.read_csv('people.csv'); p.slice(1, 9), p.unique('group'), p.cast({'score': pl.Float32}), p.drop('name').rename({'score': 's'}), p['name'].unique(), p['name'].str.to_lowercase(), p.fill_null(0), pl.from_pandas(p.to_pandas())",
    "import matplotlib; matplotlib.use('Agg'); import matplotlib.pyplot as plt; plt.hist(df.score, bins=4); plt.scatter(df.score, df.income); plt.boxplot(df.income); plt.hist2d(df.score, df.income); plt.close('all')",
    "df.plot.scatter('score', 'income'), df[['score', 'income']].hist(), df.boxplot('score', by='group'), df.group.value_counts().plot.bar(), df.groupby('group').score.plot.hist(), plt.close('all')",
    "import seaborn as sns; sns.histplot(df, x='score', hue='group'), sns.boxplot(df, x='group', y='income'), sns.regplot(df, x='score', y='income'), sns.barplot(df, x='group', y='score'), sns.heatmap(df[['score', 'income']].corr()), plt.close('all')",
    "sns.pairplot(df[['score', 'income']]), sns.lineplot(df, x='score', y='income'), sns.countplot(df, x='group'), sns.stripplot(df, x='group', y='score'), pd.plotting.scatter_matrix(df[['score', 'income']]), plt.close('all')",
    "import plotly.express as px; px.histogram(df, x='score').to_json()[:9], px.box(df, x='group', y='score').to_json()[:9], px.scatter(df, x='score', y='income').to_json()[:9], px.bar(df, x='group', y='score').to_json()[:9]",
    "import pandera.pandas as pa; pa.DataFrameSchema({'score': pa.Column(int, [pa.Check.ge(0), pa.Check(lambda s: s < 99)], coerce=True)}, unique=['name']).validate(df).score.mean()",
    "open('people.csv').read()",
    "import os; os.popen('cat people.csv').read()",
    "df.set_index('group').loc['alpha'].score.mean(), df.groupby((df.score > 3).to_numpy()).size(), (df.income / 50).round().value_counts()",
    "import warnings; warnings.warn('x' * 3)",
    "[key for key, group in df.groupby('school')], df.groupby('school').score.agg('mean')",
    "%privacy why",
    "%privacy policy",
    "{'a': [early, (early,)]}",
    "pd.read_csv('people.csv', dtype={'name': int})",
)


class Fault(Exception):  # noqa: N818 (not an error of anybody's)
    """What a patched function raises."""


def _guard_functions():
    """Yield (name, owner, attribute) of every function and method."""
    for package in PACKAGES:
        root = importlib.import_module(package)
        names = [found.name for found in pkgutil.walk_packages(root.__path__, package + ".")]
        for module in map(importlib.import_module, [package, *names]):
            for name, value in sorted(vars(module).items()):
                if getattr(value, "__module__", None) != module.__name__:
                    continue
                if inspect.isfunction(value):
                    yield f"{module.__name__}.{name}", module, name
                elif inspect.isclass(value):
                    for attribute, method in sorted(vars(value).items()):
                        if inspect.isfunction(method) and method.__module__ == module.__name__:
                            yield f"{module.__name__}.{name}.{attribute}", value, attribute


FUNCTIONS = {name: (owner, attribute) for name, owner, attribute in _guard_functions()}

NOT_ASKED = {
    "jupyter_privacy.kernel.attach.attach",
    "jupyter_privacy.kernel.attach.detach",
    "jupyter_privacy.kernel.attach._session",
    "jupyter_privacy.kernel.attach.Guard.__init__",
    "jupyter_privacy.kernel.attach.Guard.put_on",
    "jupyter_privacy.kernel.attach.Guard.take_off",
    "jupyter_privacy.guard.seal.holder.LocalHolder.drop",
}
"""Functions that only put the guard on or take it off, and one that the garbage collector calls.

(What a finaliser raises is printed, which parses source; in the middle of another parse that is
more than Python 3.11 can do: cpython issue 106905.)
"""


@contextlib.contextmanager
def failing(name, *, once):
    """Make a function raise, on its first call or on every one, wherever it was imported to."""
    owner, attribute = FUNCTIONS[name]
    original = vars(owner)[attribute]
    calls = []

    @functools.wraps(original)
    def fault(*args, **kwargs):
        calls.append(None)
        if once and len(calls) > 1:
            return original(*args, **kwargs)
        raise Fault

    patched = [(owner, attribute)]
    if inspect.ismodule(owner):
        patched += _importers(original)
    for place, as_name in patched:
        setattr(place, as_name, fault)
    try:
        yield calls
    finally:
        for place, as_name in patched:
            setattr(place, as_name, original)


def _importers(function):
    return [
        (module, name)
        for module_name, module in list(sys.modules.items())
        if module_name.startswith("jupyter_privacy")
        for name, value in list(vars(module).items())
        if value is function
    ]


def _called(run, cell):
    """Return the names of the guard's functions that a cell calls, and the seconds that it takes."""
    codes = {inspect.unwrap(vars(owner)[name]).__code__: full for full, (owner, name) in FUNCTIONS.items()}
    called = set()

    def note(frame, event, argument):
        if event == "call" and frame.f_code in codes:
            called.add(codes[frame.f_code])

    sys.setprofile(note)
    began = time.perf_counter()
    try:
        run(cell)
    finally:
        sys.setprofile(None)
    return called, time.perf_counter() - began


def _cells_by_function(run):
    """Return for each function the fastest of the cells that call it.

    With `JUPYTER_PRIVACY_ALL_FAULTS` set, all of them (`make faults`).
    """
    calling = {name: [] for name in FUNCTIONS}
    seconds = {}
    for cell in (READ, *CELLS):
        names, seconds[cell] = _called(run, cell)
        for name in names:
            calling[name].append(cell)
    if ALL:
        return calling
    return {name: sorted(cells, key=seconds.get)[:1] for name, cells in calling.items()}


def _shown(shell, run, name, cell, *, once):
    """Return whether a cell shows what it must not while a function of the guard raises, and how often."""
    shell.user_ns["df"] = shell.user_ns["whole"]
    with failing(name, once=once) as calls:
        try:
            said = run(cell)
        except Fault as fault:  # IPython shows the arguments of a callback that failed, and that failed too
            said = str(fault)
    return (bool(CANARY.search(said)) or "[200 rows x" in said), len(calls)


@pytest.fixture
def guarded(shell, run):
    """Return a shell that is guarded and holds the planted people."""
    run("import pandas as pd")
    run("%xmode Minimal")
    run("early = pd.read_csv('people.csv')")
    assert all(CANARY.search(run(cell)) for cell in ("early", "print(early)"))  # unguarded, it does leak
    run("%load_ext jupyter_privacy")
    run("whole = pd.read_csv('people.csv')")
    return shell


@pytest.fixture
def calling(guarded, run):
    """Return the cells that call each function of the guard."""
    return _cells_by_function(run)


def test_whatever_fails_nothing_leaks(guarded, run, calling):
    """Whichever function of the guard raises, no cell shows a canary or pandas' rendering.

    Those of the kernel, which go on from cell to cell, raise once as well.
    """
    leaking = []
    for name, cell in ((name, cell) for name, cells in sorted(calling.items()) for cell in cells):
        if name in NOT_ASKED:
            continue
        shows, n_raised = _shown(guarded, run, name, cell, once=False)
        leaking += [(name, "always", cell)] if shows else []
        recovers = n_raised > 1 and (ALL or name.startswith("jupyter_privacy.kernel"))
        if recovers and _shown(guarded, run, name, cell, once=True)[0]:
            leaking.append((name, "once", cell))
    assert "\n".join(map(str, leaking)) == ""


@pytest.mark.parametrize("name", ["end_cell", "settle", "adopt", "_part", "is_foreign", "begin_cell"])
def test_failed_adoption_leaks_nothing_later(guarded, run, name):
    """A frame whose adoption failed at the end of its cell does not show in the cells after it either."""
    with failing(f"jupyter_privacy.kernel.sources.Sources.{name}", once=False), contextlib.suppress(Fault):
        run("import mylib; bound = mylib.exposed; held = [mylib.exposed]")
    for cell in ("bound", "print(bound)", "held", "bound.name.tolist()"):
        assert not CANARY.search(run(cell)), cell


def test_cells_reach_most_of_the_guard(calling):
    """The attempts reach most functions, so the test above is not about functions that nobody calls."""
    n_reached = sum(bool(cells) for cells in calling.values())
    assert n_reached > 0.55 * len(calling)


def test_faults_do_happen(guarded, run):
    """The patches bite: most functions are called by the cells, and called they fail."""
    bitten = 0
    for name in ("jupyter_privacy.guard.view.rows.rows_view", "jupyter_privacy.kernel.mediate._call"):
        with failing(name, once=False) as calls:
            run("print(pd.Series([1]).max()); whole")
        bitten += bool(calls)
    assert bitten == 2
