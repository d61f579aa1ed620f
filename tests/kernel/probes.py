# ruff: noqa: E501 (a probe a line)
"""Ways in which a value may leave a kernel.  None of them names a canary.

Each is tried in a kernel without the guard as well, where it must leak: a probe that leaks nowhere
proves nothing.
"""

import importlib.util

__all__ = ["ANSWERS", "BEFORE_LOAD", "LIBRARY", "NOTEBOOK", "PROBES", "SCRIPT", "cells_of"]

LIBRARY = '''
"""A module of the analyst's, beside the notebook."""
import pandas as pd

exposed = pd.read_csv("people.csv")

def read():
    return pd.read_csv("people.csv")

def read_parts():
    return {"parts": [read()], "n": 1}

def describe(frame):
    return f"frame: {frame}"

def show(frame):
    print(frame)

def rows():
    yield from [read()]

class Store:
    def __init__(self):
        self.frame = read()

    def column(self):
        return self.frame["name"]
'''

SCRIPT = "import pandas as pd; frame = pd.read_csv('people.csv'); print(frame)\n"

BEFORE_LOAD = """
import asyncio, collections, dataclasses, io, json, logging, os, pickle, pprint, sys, threading, warnings
import numpy as np, pandas as pd
from IPython.display import HTML, JSON, Markdown, Javascript, display, publish_display_data
early = pd.read_csv("people.csv")
early_list, early_dict = [early, 1], {"nested": [{"frame": early}]}
early_column, early_array, early_index = early["name"], early.to_numpy(), pd.Index(early["name"])
early_tuple, early_groups = (1, early), early.groupby("school")
class EarlyBox:
    def __init__(self): self.frame = early
early_box = EarlyBox()
def early_reader(): return pd.read_csv("people.csv")
def early_global(): return early
def early_printer(frame): print(frame)
def early_closure(frame=early):
    def show(): return frame
    return show
early_show = early_closure()
early.to_pickle("people.pkl")
early.to_json("people.json", orient="records")
pickle.dump([early], open("list.pkl", "wb"))
np.save("people.npy", early["number"].to_numpy())
early
"""

NOTEBOOK = r"""
from comm import create_comm
line = create_comm(target_name="t")
df = pd.read_csv("people.csv")
def helper(frame):
    lines = [str(frame)]
    return "\n".join(lines)
class Analysis:
    def __init__(self, frame): self.frame = frame
    def first(self): return self.frame.iloc[0]
    def __repr__(self): return f"Analysis of {self.frame}"
@dataclasses.dataclass
class Record:
    frame: object
"""

_VIEWS = r"""
Out
_oh
Out[2]
_2
list(Out.values())
%history -o
%notebook out.ipynb\n---\nopen('out.ipynb').read()
df
df.head()
df.tail(200)
df.sample(200, random_state=1)
df.T
[df]
(df, 1)
{'a': df}
{'a': [{'b': (df,)}]}
[[df['name']]]
df['name']
df.name
df[['name', 'group']]
df['income']
df['number'].astype(str)
df.index.to_frame().join(df['name'])
pd.Index(df['name'])
df.values
df.to_numpy()
df['name'].values
df['name'].array
np.asarray(df)
np.array(df['name'])
df.style
df.style.highlight_max()
df.to_string()
df.to_html()
df.to_json()
df.to_dict()
df.to_dict('records')
df.to_csv()
df.to_latex()
df.to_records()
df['name'].tolist()
df['name'].to_list()
repr(df)
str(df)
df.__repr__()
df.__str__()
df._repr_html_()
f'{df}'
f'{df!r}'
f'{df["income"].max():.1f}'
'{}'.format(df)
'{0[name]}'.format(df)
'%s' % (df,)
'%r' % df['name'].iloc[0]
'rows: ' + str(df)
str(df['name'].iloc[0])
display(df)
display([df], {'a': df})
display(df, df['name'])
display({'text/plain': str(df.iloc[0].tolist())}, raw=True)
display({'text/plain': str(df)}, raw=True)
display(1, metadata={'rows': str(df.values)})
display(df, include=['text/plain'])
handle = display('x', display_id=True); handle.update(df)
publish_display_data({'text/plain': str(df.values)})
get_ipython().display_pub.publish({'text/plain': str(df.values)})
sys.displayhook(df.values)
Markdown(str(df))
Markdown(f'**{df["name"].iloc[0]}**')
HTML(df.to_html())
HTML(str(df))
JSON(df.to_dict('records'))
Javascript('x=' + df.to_json())
print(df)
print(df.head(), df['name'])
print(*df['name'])
print(df.to_string())
print(df.values)
print(f'{df.iloc[0]}')
print([df])
print('%s' % df['name'])
sys.stdout.write(str(df))
sys.stderr.write(str(df['name'].tolist()))
print(df, file=sys.stderr)
pprint.pprint(df.to_dict('records')[0])
pprint.pprint({'a': [df]})
pprint.pformat(df)
json.dumps(df.to_dict('records'))
json.dumps(df['name'].iloc[0])
logging.warning('%s', df)
logging.warning('row %s', df['name'].iloc[0])
logging.getLogger('mine').error(str(df.values))
warnings.warn(str(df.values))
warnings.warn(f'{df}')
"""

_PIECES = r"""
df.iloc[0]
df.iloc[0, 0]
df.iloc[:1]
df.iloc[[0]]
df.loc[0]
df.loc[0, 'name']
df.loc[[0, 1], ['name', 'income']]
df.at[0, 'name']
df.iat[0, 0]
df['name'][0]
df['name'].iloc[0]
df['name'].loc[0]
df.head(1).squeeze()
df['name'].head(1).squeeze()
df['income'].head(1).item()
df['name'].head(1).item()
df[:1]
df[df.score == 0]
df[df.income > 1000]
df.query('income > 1000')
df.loc[df.income > 1000, 'name']
df.loc[lambda d: d.income > 1000]
df.nlargest(1, 'income')
df['income'].nlargest(1)
df['income'].nsmallest(200)
df.sort_values('income').tail(1)
df.sort_values('income', ascending=False).head(1)
df['income'].max()
df['number'].max()
df['income'].quantile(1.0)
df['born'].min()
df.max()
df.min()
df.agg(['min', 'max'])
df['income'].agg('max')
df['income'].agg(max)
max(df['income'])
sorted(df['income'])[-1]
np.max(df['income'])
np.sort(df['income'])[-1]
df['group'].unique()
df['group'].drop_duplicates()
set(df['group'])
df['group'].value_counts()
df['group'].value_counts().index
df['group'].value_counts().to_dict()
df['group'].value_counts().idxmin()
collections.Counter(df['group'])
df['group'].astype('category').cat.categories
df['name'].mode()
df.mode()
df.describe()
df.describe(include='all')
df['income'].describe()
df.set_index('name')['income'].idxmax()
df.set_index('name').income.idxmax()
df['income'].idxmax() + df['number']
df.loc[df['income'].idxmax()]
df.loc[df['income'].idxmax(), 'name']
df['name'].str.upper().str.title()
df['name'].str.cat(sep=',')
df['name'].sum()
df['name'].str.split().str[1].unique()
df['name'].min()
df['name'].factorize()[1]
pd.factorize(df['group'])[1]
pd.unique(df['group'])
np.unique(df['group'])
pd.cut(df['income'], 3).cat.categories[-1].right
pd.get_dummies(df['group']).columns
pd.concat([df, df])
pd.concat({'a': df})
pd.DataFrame(df)
pd.DataFrame(df.values)
pd.DataFrame({'copy': df['name']})
pd.DataFrame({'copy': list(df['name'])})
pd.Series(df['name'])
pd.Series(df['name'].values, name='x')
pd.merge(df, df, on='number')
df.merge(df[['number']], on='number')
df.assign(twice=df.income * 2)[['income']]
df.groupby('school').first()
df.groupby('school')['name'].last()
df.groupby('school').get_group('MS')
df.groupby('group').get_group(df['group'].iloc[0])
df.groupby('school').apply(print)
df.groupby('school')['name'].apply(lambda s: print(s.tolist()))
df.groupby('school')['name'].agg(list)
df.groupby('school')['name'].apply(list)
df.groupby('school')['name'].agg(', '.join)
df.groupby('school').income.max()
df.groupby('school').agg({'income': 'max'})
df.groupby('school').income.agg(['max', 'count'])
df.groupby('group').size()
df.groupby('group').income.mean()
df.groupby('name').size()
df.groupby('name').income.sum()
df.groupby(['group', 'school']).income.sum()
df.groupby('group').groups
df.groupby('school').head(1)
df.groupby('school').nth(0)
dict(list(df.groupby('school')))
list(df.groupby('school'))[1]
for key, part in df.groupby('school'): print(part)
for key, part in df.groupby('group'): print(key)
df.groupby('school').describe()
df.pivot_table(index='group', columns='school', values='income')
df.pivot_table(index='name', values='income')
df.pivot(columns='group', values='income')
pd.crosstab(df.group, df.school)
pd.crosstab(df.group, df.school).index
pd.crosstab(df.name, df.school)
pd.crosstab(df.group, df.school, values=df.income, aggfunc='sum')
df.set_index('name')
df.set_index('name').index
df.set_index('name').loc[:, 'income']
df.set_index('number').iloc[0].name
df.set_index('group').T.columns
df.melt(id_vars='school')
df.stack()
df.explode('name')
df['name'].map(print)
df['name'].map(str.upper).map(lambda name: name.title())
df['name'].apply(print)
df['name'].apply(lambda name: print(name))
df.apply(print)
df.apply(print, axis=1)
df.apply(lambda row: print(row['name']), axis=1)
df.map(print)
df.pipe(print)
df['name'].transform(lambda s: print(s) or s)
df['income'].rolling(1).max()
df['income'].cumsum().iloc[0]
df['name'].shift(0)
df.eval('income * 1')
df['income'] - 0
0 + df['number']
df['income'].round(1)
df['number'].astype(str).str.zfill(3)
df['income'].to_frame().assign(x=1)
for row in df.iterrows(): print(row)
for row in df.itertuples(): print(row)
for name, column in df.items(): print(column)
for row in zip(df['name'], df['income']): print(row)
for value in df['name']: print(value)
for i in range(2): print(df['name'].iloc[i], df.at[i, 'income'])
for i, value in enumerate(df['name']): print(value)
next(iter(df['name']))
next(df.iterrows())
next(df.itertuples())
list(df['name'])
list(df.items())
list(df.values)
tuple(df['number'])
set(df['name'])
sorted(df['name'])
dict(df['name'])
dict(zip(df['name'], df['income']))
list(map(str, df['name']))
list(enumerate(df['name']))
list(reversed(list(df['name'])))
[*df['name']]
[value for value in df['name']]
[str(df)]
{name: i for i, name in enumerate(df['name'])}
(lambda frame: frame)(df)
(lambda frame: str(frame))(df)
(first := df.iloc[0])
(text := str(df)) and text
[x := df, x['name']][1]
first, *rest = df['name']; first
a, b = df['name'].iloc[:2]; a
float(df['income'].iloc[0])
int(df['number'].iloc[0])
bin(df['number'].iloc[0]) and str(df['number'].iloc[0])
divmod(df['number'].iloc[0], 10) and df['number'].iloc[0]
df['number'].iloc[0].__index__()
round(df['income'].iloc[0], 1)
df['income'].iloc[0] + 0
df['name'].iloc[0] + '!'
'-'.join(df['name'])
bytes(df['name'].iloc[0], 'utf8')
df['name'].iloc[0].encode()
df['name'].iloc[0].upper().title()
df['born'].iloc[0]
pd.to_datetime(df['born']).min()
pd.to_datetime(df['born']).dt.strftime('%Y-%m-%d').iloc[0]
pd.to_datetime(df['born']).iloc[0].isoformat()
vars(df) and df
df.__dict__ and df
df['name']._values
df.__array__()
df.__class__(df)
object.__repr__(df) and df.to_string()
type(df).to_string(df)
pd.DataFrame.to_string(df)
pd.DataFrame.__repr__(df)
pd.Series.tolist(df['name'])
getattr(df, 'to_string')()
getattr(df, 'iloc')[0]
df.copy()
df.copy().to_string()
import copy; copy.copy(df)
import copy; copy.deepcopy([df])
pickle.dumps(df)
pickle.loads(pickle.dumps(df))
io.StringIO(df.to_csv()).read()
buffer = io.StringIO(); df.to_csv(buffer); buffer.getvalue()
buffer = io.StringIO(); df.info(buf=buffer); buffer.getvalue() + str(df)
"""

_HELPERS = r"""
helper(df)
print(helper(df))
Analysis(df)
Analysis(df).first()
print(Analysis(df).frame)
Record(df)
[Record(df)]
collections.namedtuple('Row', 'frame')(df)
collections.OrderedDict(a=df)
collections.deque([df])
collections.ChainMap({'a': df})
import types; types.SimpleNamespace(frame=df)
import functools; functools.partial(print, df)()
import functools; functools.partial(print, df)
import functools; functools.reduce(lambda a, b: b, [0, df])
import itertools; list(itertools.chain(df['name']))
import operator; operator.itemgetter('name')(df)
import operator; operator.methodcaller('to_string')(df)
import operator; operator.attrgetter('values')(df)
import contextlib; buffer = io.StringIO(); exec("with contextlib.redirect_stdout(buffer): print(df)"); buffer.getvalue()
eval('df')
eval('df.to_string()')
exec('print(df)')
exec('frame = pd.read_csv("people.csv"); print(frame)')
eval('pd.read_csv("people.csv")')
globals()['df']
locals()['df'].to_string()
get_ipython().user_ns['df']
get_ipython().ev('df')
get_ipython().run_cell('df').result
get_ipython().run_cell('print(pd.read_csv("people.csv"))');
sys.modules['__main__'].df
import __main__; __main__.df
_fetch = getattr(pd, 'read' + '_csv'); _fetch('people.csv')
pd.io.parsers.read_csv('people.csv')
from pandas import read_csv; read_csv('people.csv')
from pandas import read_csv as grab; grab('people.csv')['name'].tolist()
list(map(pd.read_csv, ['people.csv']))
[pd.read_csv(path) for path in ['people.csv']]
pd.concat(map(pd.read_csv, ['people.csv']))
pd.concat(pd.read_csv(path) for path in ['people.csv', 'people.csv'])
next(pd.read_csv('people.csv', chunksize=3))
for chunk in pd.read_csv('people.csv', chunksize=300): print(chunk)
list(pd.read_csv('people.csv', chunksize=300))
with pd.read_csv('people.csv', iterator=True) as reader: print(reader.read())
pd.read_csv('people.csv').to_dict('records')
pd.read_csv('people.csv', nrows=1)
pd.read_csv('people.csv', index_col='name')
pd.read_csv('people.csv', index_col=0).index[0]
pd.read_csv('people.csv').columns.tolist() and pd.read_csv('people.csv', header=None)
pd.read_csv('people.csv', header=1).columns
pd.read_table('people.csv', sep=',')
pd.read_json('people.json')
pd.read_json('people.json').to_dict()
pd.read_pickle('people.pkl')
pd.read_pickle('list.pkl')
pickle.load(open('people.pkl', 'rb'))
pickle.load(open('list.pkl', 'rb'))
pickle.load(open('list.pkl', 'rb'))[0]
pickle.loads(open('people.pkl', 'rb').read())
np.load('people.npy')
np.load('people.npy').tolist()
np.genfromtxt('people.csv', delimiter=',', dtype=str)
np.loadtxt('people.csv', delimiter=',', dtype=str)
import polars as pl; pl.read_csv('people.csv')
import polars as pl; print(pl.read_csv('people.csv')['name'].to_list())
import polars as pl; pl.scan_csv('people.csv').collect()
import polars as pl; pl.read_csv('people.csv').rows()
import polars as pl; pl.from_pandas(df)
import polars as pl; pl.read_csv('people.csv').to_pandas()
import pyarrow.csv; pyarrow.csv.read_csv('people.csv').to_pydict()
import pyarrow as pa; pa.Table.from_pandas(df)
import sqlite3; c = sqlite3.connect(':memory:'); early.to_sql('t', c); pd.read_sql('select * from t', c)
import mylib; mylib.read()
import mylib; mylib.exposed
import mylib; print(mylib.exposed)
import mylib; mylib.exposed['name'].tolist()
import mylib; mylib.exposed.to_string()
import mylib; mylib.exposed.iloc[0]
import mylib; x = mylib.exposed; x.to_dict()
import mylib; list(mylib.exposed['name'])
import mylib; len(mylib.exposed) and f'{mylib.exposed}'
import mylib; mylib.read().to_dict('records')
import mylib; mylib.read()['name'].iloc[0]
import mylib; print(mylib.read())
import mylib; mylib.read_parts()
import mylib; mylib.read_parts()['parts'][0].iloc[0]
import mylib; mylib.describe(df)
import mylib; mylib.show(df)
import mylib; next(mylib.rows())
import mylib; mylib.Store().frame
import mylib; mylib.Store().column()
import mylib; str(mylib.Store().frame)
import mylib; '%s' % mylib.exposed
import mylib; [name for name in mylib.exposed['name']]
import mylib; [mylib.exposed for _ in range(1)]
import mylib; (lambda: mylib.exposed)()
from mylib import exposed; exposed
from mylib import exposed as other; print(other.head())
from mylib import *; exposed.to_dict()
import importlib; importlib.import_module('mylib').exposed
import importlib; importlib.import_module('mylib').read()
__import__('mylib').exposed
__import__('mylib').exposed.to_dict()
early
print(early)
early.to_dict()
early_list
early_list[0]
early_dict
early_dict['nested'][0]['frame'].to_string()
early_tuple[1]
early_column
early_column.tolist()
early_array
early_array.tolist()
early_index
early_index.tolist()
early_groups.first()
early_groups.get_group('MS')
early_box.frame
early_box.frame.to_dict()
early_reader()
early_reader().to_dict()
print(early_reader())
str(early_reader()['name'].iloc[0])
early_global()
early_global().to_dict()
early_printer(df)
early_show()
early_show().to_dict()
early_reader.__globals__['early']
threading.Thread(target=print, args=(df,)).start()
t = threading.Thread(target=lambda: print(df.to_dict())); t.start(); t.join()
t = threading.Thread(target=lambda: print(pd.read_csv('people.csv'))); t.start(); t.join()
t = threading.Thread(target=lambda: display(df)); t.start(); t.join()
t = threading.Thread(target=lambda: int(df['name'].iloc[0])); t.start(); t.join()
from concurrent.futures import ThreadPoolExecutor; ThreadPoolExecutor().submit(pd.read_csv, 'people.csv').result()
from concurrent.futures import ThreadPoolExecutor; list(ThreadPoolExecutor().map(str, df['name']))
import mylib; from concurrent.futures import ThreadPoolExecutor; ThreadPoolExecutor().submit(mylib.read).result()
await asyncio.sleep(0, result=df)
await asyncio.sleep(0, result=str(df))
await asyncio.to_thread(pd.read_csv, 'people.csv')
await asyncio.gather(asyncio.to_thread(str, df))
raise ValueError(df)
raise ValueError(str(df))
raise ValueError(df['name'].iloc[0])
raise RuntimeError(*df['name'])
raise KeyError(df['name'].iloc[0])
assert False, df
assert False, df['name'].iloc[0]
assert (df['score'] > 100).all(), df.to_string()
sys.exit(str(df))
{}[df['name'].iloc[0]]
{'a': 1}[df['name'].tolist()[0]]
df.loc[df['name'].iloc[0]]
df[df['name'].iloc[0]]
df.drop(columns=df['name'].iloc[0])
getattr(df, df['name'].iloc[0])
int(df['name'].iloc[0])
float(df['name'].iloc[0])
df['name'].astype(int)
df['name'].astype(float)
df.astype({'group': int})
pd.to_datetime(df['name'])
pd.to_numeric(df['name'])
pd.to_datetime(df['born'].str.replace('-', '?'))
{}[str(df['name'].iloc[0])]
df.set_index('name', verify_integrity=True).loc[df['name'].iloc[0]]
pd.concat([df, df]).set_index('name', verify_integrity=True)
pd.concat([df.set_index('name'), df.set_index('name')], verify_integrity=True)
df['name'].apply(int)
{}[df.iloc[0]['name']]
eval(df['name'].iloc[0])
exec('1 ' + df['name'].iloc[0])
open(df['name'].iloc[0])
__import__(df['name'].iloc[0])
np.testing.assert_array_equal(df['name'], df['group'])
pd.testing.assert_series_equal(df['name'], df['group'], check_names=False)
pd.read_csv('people.csv', dtype={'name': int})
pd.read_csv('people.csv', dtype={'name': float, 'group': int})
pd.read_csv('people.csv', converters={'name': int})
int(open('people.csv').readlines()[1].split(',')[0])
np.loadtxt('people.csv', delimiter=',', skiprows=1)
import polars as pl; pl.read_csv('people.csv', schema_overrides={'name': pl.Int64})
import polars as pl; pl.read_csv('people.csv').select(pl.col('name').cast(pl.Int64))
import pandera.pandas as pa; pa.DataFrameSchema({'name': pa.Column(str, pa.Check.str_length(max_value=3))}).validate(df)
class Shower:\n    def _repr_html_(self): return str(df)\nShower()
class Shower:\n    def _repr_mimebundle_(self, **_): return {'text/plain': str(df.values)}\nShower()
class Shower:\n    def _ipython_display_(self): print(df)\nShower()
class Shower:\n    def __repr__(self): return df['name'].iloc[0]\nShower()
class Shower:\n    def _repr_html_(self): raise ValueError(df['name'].iloc[0])\nShower()
class Bare(pd.DataFrame): pass\nBare(df)
class Gone:\n    def __del__(self): int(df['name'].iloc[0])\ngone = Gone(); del gone
async def later():\n    return df\nawait later()
async def later():\n    print(df)\nawait later()
async def later():\n    for value in df['name']: yield value\n[value async for value in later()]
async def later():\n    raise ValueError(str(df))\nawait asyncio.gather(later())
%xmode Verbose\n---\ndef inner(value):\n    return len(value) / 0\ninner(df['name'].iloc[0])\n---\n%xmode Context
import traceback\ntry:\n    int(df['name'].iloc[0])\nexcept Exception: traceback.print_exc()
import traceback\ntry:\n    int(df['name'].iloc[0])\nexcept Exception as error: text = traceback.format_exc()\ntext
try:\n    int(df['name'].iloc[0])\nexcept Exception as error: said = [str(error), error.args]\nsaid
try:\n    df['name'].astype(int)\nexcept Exception as error: said = str(error)\nsaid
try:\n    raise ValueError(df)\nexcept ValueError as error: said = error.args[0]\nsaid
match df.iloc[0].tolist():\n    case [name, *rest]: print(name)
with open('out.txt', 'w') as out: print(df, file=out)\nopen('out.txt').read()
df.to_csv('out.csv')\nopen('out.csv').read()
df.to_pickle('out.pkl')\nopen('out.pkl', 'rb').read()
np.savetxt('out.txt', df['number'])\nfloat(open('out.txt').readline()) + 0
"""

_MAGICS = r"""
%whos
%who_ls\nvalue = df['name'].iloc[0]\n%whos
%pinfo df\ndf
%timeit -n1 -r1 print(df)
%timeit -n1 -r1 print(pd.read_csv('people.csv'))
%time df
%time print(pd.read_csv('people.csv'))
%%time\nprint(df)
%%capture caught\nprint(df)\n---\ncaught.show()
from IPython.utils.capture import capture_output\nwith capture_output() as caught: print(df); display(df)\ncaught.show()
%page df
%psource -x df\ndf
%rerun -l 1
%prun -q print(df)
%precision 3\ndf['income'].iloc[0]
%pprint\n[df]
%sx echo {df.at[0, 'name']}
!echo {df.at[0, 'name']}
x = !echo {df.at[0, 'name']}\nx
%run shows.py
%run -i shows.py
%run shows.py\nframe
%%python\nprint(open('people.csv').read())
value = df['name'].iloc[0]\n%store value\n%store
def broken():\n    value = df['name'].iloc[0]\n    raise RuntimeError('nothing')\nbroken()\n---\n%debug
raise ValueError(str(df))\n---\n%tb
%config InlineBackend.figure_formats = ['svg']\ndf['name'].tolist()
%cat people.csv
!cat people.csv
import subprocess; subprocess.run(['cat', 'people.csv'], capture_output=True).stdout
os.popen('cat people.csv').read()
open('people.csv').read()
list(open('people.csv'))
import csv; list(csv.reader(open('people.csv')))
import csv; list(csv.DictReader(open('people.csv')))
import pathlib; pathlib.Path('people.csv').read_text()
json.load(open('people.json'))
pd.DataFrame(json.load(open('people.json')))
pd.DataFrame(json.load(open('people.json'))).iloc[0]
pd.DataFrame(list(csv.DictReader(open('people.csv'))))
pd.read_csv(io.StringIO(open('people.csv').read()))
import linecache; linecache.getline('people.csv', 2)
import sqlite3; sqlite3.connect('x.db').execute('select ?', (df.at[0, 'name'],)).fetchall()
"""

_WIDGETS = r"""
import ipywidgets as W; W.HTML(value=str(df))
W.HTML(value=df.to_html())
W.Text(value=df['name'].iloc[0])
W.Text(value=f'{df}')
W.Label(str(df['name'].tolist()))
W.Dropdown(options=df['name'].tolist())
W.Dropdown(options=list(df['name'].unique()))
W.IntSlider(max=int(df['number'].max()))
W.interact(lambda frame: print(frame), frame=W.fixed(df));
o = W.Output(); o.append_display_data(df); o
o = W.Output(); o.append_stdout(str(df)); o
o = W.Output()\nwith o: print(df)\no
o = W.Output()\nwith o: display(df)\no
o = W.Output()\nwith o: display(pd.read_csv('people.csv'))\no
o = W.Output()\nwith o: raise ValueError(str(df))\no
create_comm(target_name='t', data=df.to_dict())
line.send({'rows': str(df)})
line.send({}, buffers=[df.to_csv().encode()])
line.send({}, buffers=[str(df).encode()])
input(df['name'].iloc[0])
input(str(df))
import getpass; getpass.getpass(str(df['name'].tolist()))
get_ipython().set_next_input(str(df))
get_ipython().set_next_input(df.to_csv())
get_ipython().kernel.send_response(get_ipython().kernel.iopub_socket, 'stream', {'name': 'stdout', 'text': str(df.values)})
"""


ANSWERS = {"%debug": ["p value", "p df.values"]}
"""What is typed at the prompts of a cell."""


def cells_of(probe: str) -> list[str]:
    """Return the cells of a probe, one after the other."""
    return probe.split("\n---\n")


def _cells(text: str) -> list[str]:
    return [line.replace(r"\n", "\n") for line in text.strip().splitlines()]


PROBES: tuple[str, ...] = tuple(
    dict.fromkeys(
        [
            *_cells(_VIEWS),
            *_cells(_PIECES),
            *_cells(_HELPERS),
            *_cells(_MAGICS),
            *_cells(_WIDGETS),
            *(["df.to_markdown()"] if importlib.util.find_spec("tabulate") else []),
        ]
    )
)
