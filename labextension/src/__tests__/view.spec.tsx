import { nullTranslator } from '@jupyterlab/translation';
import * as React from 'react';

import { Severity, type FrameState, type MeasureState, type State } from '../state';
import { LOAD_LINE, type Content } from '../tokens';
import { Columns } from '../view/columns';
import { DataPoints } from '../view/dataPoints';
import { Frame } from '../view/frame';
import { Measures } from '../view/measures';
import { LastOutput } from '../view/output';
import { Root } from '../view/root';
import { SeverityMark } from '../view/severity';
import { goldenFrame, goldenState } from './golden';
import { click, find, render, update } from './render';

const trans = nullTranslator.load('');
const ignore = (): void => undefined;

function show(content: Content): HTMLElement {
  return render(<Root content={content} trans={trans} onSelect={ignore} onCopy={ignore} />);
}

function live(state: State): HTMLElement {
  return show({ kind: 'live', notebook: 'a.ipynb', state });
}

function golden(id: string): MeasureState {
  const measure = goldenFrame('full').measures.find(known => known.id === id);
  if (measure === undefined) {
    throw new Error(`full.json has no measure ${id}`);
  }
  return measure;
}

describe('Root', () => {
  const notebook = 'a.ipynb';
  const state = goldenState('empty');
  const problem = { kind: 'unknown-version', version: '9' } as const;

  it.each<[Content, string, string]>([
    [{ kind: 'no-notebook' }, 'no-notebook', 'Open a notebook'],
    [{ kind: 'no-kernel', notebook }, 'no-kernel', 'has no kernel'],
    [{ kind: 'waiting', notebook }, 'no-kernel', 'Waiting for the kernel'],
    [{ kind: 'elsewhere', notebook }, 'no-kernel', 'Another open notebook'],
    [{ kind: 'not-loaded', notebook }, 'not-loaded', LOAD_LINE],
    [{ kind: 'no-data', notebook, state: null }, 'no-data', 'waiting for the kernel'],
    [{ kind: 'no-data', notebook, state }, 'no-data', 'no protected data yet'],
    [{ kind: 'unsupported', notebook, problem }, 'unsupported', 'version "9"'],
    [
      { kind: 'unsupported', notebook, problem: { kind: 'malformed', path: 'state.tally' } },
      'unsupported',
      'at state.tally'
    ]
  ])('shows the blank state %j', (content, status, words) => {
    const host = show(content);
    const line = find(host, '[role=status]');
    expect(line.dataset.status).toBe(status);
    expect(line.textContent).toContain('notebook' in content ? notebook : 'no notebook');
    expect(host.textContent).toContain(words);
    expect(host.querySelector('section')).toBeNull();
  });

  it('copies the line that loads the extension', () => {
    const copied: string[] = [];
    const host = render(
      <Root
        content={{ kind: 'not-loaded', notebook }}
        trans={trans}
        onSelect={ignore}
        onCopy={text => copied.push(text)}
      />
    );
    click(find(host, 'button'));
    expect(copied).toEqual([LOAD_LINE]);
    expect(find(host, 'button').textContent).toBe('Copied');
  });

  it('shows a frame, the policy, the last output, the tally and the limits', () => {
    const host = live(goldenState('full'));
    expect(find(host, '[role=status]').dataset.status).toBe('live');
    expect(find(host, '[role=status]').textContent).toContain('guarded');
    expect(host.textContent).toContain('standard: tables from 10 people, rows k=5, m=3');
    expect(find(host, 'section[data-frame=pupils]').textContent).toContain('649 rows × 33 columns');
    expect(find(host, '[data-outcome=masked]').textContent).toContain('62 of 330 cells masked');
    expect(find(host, '[data-tally=withheld]').textContent).toBe('1');
    expect(host.textContent).toContain('code in this kernel can undo it.');
  });

  it('says why it is strict', () => {
    const host = show({ kind: 'no-data', notebook, state: goldenState('strict') });
    expect(find(host, '[role=status]').textContent).toContain('strict');
    expect(find(host, '[role=alert]').textContent).toContain("unknown key 'treshold'");
  });

  it('shows markup in a name as text', () => {
    const name = '<img src=x onerror=alert(1)>';
    const frame: FrameState = { ...goldenFrame('full'), name };
    const host = live({ ...goldenState('full'), problem: name, frames: [frame] });
    expect(host.querySelector('img')).toBeNull();
    expect(host.textContent).toContain(name);
  });

  it('heads every column of every table', () => {
    for (const table of live(goldenState('full')).querySelectorAll('table')) {
      expect(table.querySelector('caption')).not.toBeNull();
      expect(table.querySelectorAll('thead th[scope=col]').length).toBeGreaterThan(1);
    }
  });
});

describe('Frame', () => {
  it('says that it measures', () => {
    const host = render(<Frame frame={goldenFrame('pending')} trans={trans} onSelect={ignore} />);
    expect(host.textContent).toContain('measuring…');
    expect(host.querySelector('table')).toBeNull();
  });

  it('keeps its numbers while it is measured anew', () => {
    const host = live(goldenState('full'));
    const numbers = host.querySelectorAll('table').length;
    update(
      <Root
        content={{ kind: 'live', notebook: 'a.ipynb', state: goldenState('pending') }}
        trans={trans}
        onSelect={ignore}
        onCopy={ignore}
      />
    );
    expect(host.textContent).toContain('measuring…');
    expect(host.querySelectorAll('table')).toHaveLength(numbers);
    expect(host.querySelector('[aria-busy=true] table')).not.toBeNull();
  });

  it('says that it could not be measured', () => {
    const frame: FrameState = { ...goldenFrame('pending'), status: 'failed' };
    const host = render(<Frame frame={frame} trans={trans} onSelect={ignore} />);
    expect(host.textContent).toContain('Could not be measured');
  });

  it('folds, and tells which frame is looked at when it unfolds', () => {
    const selected: string[] = [];
    const host = render(
      <Frame frame={goldenFrame('full')} trans={trans} onSelect={id => selected.push(id)} />
    );
    const toggle = find(host, 'button');
    const body = find(host, `[id='${toggle.getAttribute('aria-controls') ?? ''}']`);
    expect(toggle.getAttribute('aria-expanded')).toBe('true');
    click(toggle);
    expect([body.hidden, toggle.getAttribute('aria-expanded')]).toEqual([true, 'false']);
    expect(selected).toEqual([]);
    click(toggle);
    expect(body.hidden).toBe(false);
    expect(selected).toEqual(['f1']);
  });
});

describe('DataPoints', () => {
  function rowOf(frame: FrameState, size: number): HTMLElement {
    const host = render(<DataPoints frame={frame} trans={trans} />);
    return find(host, `[data-measure=data_points_${size}]`);
  }

  it.each([
    [1, '4', '0.6%', 'then 32 further variables attach', '0.6163'],
    [2, '401', '61.8%', 'then 31 further variables attach', '61.787'],
    [3, '649', '100%', 'then 30 further variables attach', '100']
  ])('shows who is singled out by %d', (size, value, share, attaches, width) => {
    const row = rowOf(goldenFrame('full'), size);
    expect(find(row, '[data-value]').textContent).toBe(value);
    expect(row.textContent).toContain(share);
    expect(row.textContent).toContain(attaches);
    expect(find(row, '.jp-Privacy-barFill').style.width).toContain(width);
  });

  it('draws no bar for what is unknown', () => {
    const unknown = { ...golden('data_points_1'), value: null, note: 'took too long' };
    const row = rowOf({ ...goldenFrame('full'), measures: [unknown] }, 1);
    expect(row.textContent).toContain('unknown');
    expect(row.textContent).toContain('took too long');
    expect(row.textContent).not.toContain('attach');
    expect(row.querySelector('.jp-Privacy-bar')).toBeNull();
  });

  it('shows between which numbers a search that was cut short leaves the answer', () => {
    const cut = { ...golden('data_points_3'), value: 500, low: 500, high: 649 };
    const row = rowOf({ ...goldenFrame('full'), measures: [cut] }, 3);
    expect(row.textContent).toContain('500 to 649');
  });

  it('lets nothing attach to nobody', () => {
    const none = { ...golden('data_points_1'), value: 0 };
    const row = rowOf({ ...goldenFrame('full'), measures: [none] }, 1);
    expect(row.textContent).not.toContain('attach');
  });
});

describe('Measures', () => {
  it('shows value, unit, severity and help', () => {
    const host = render(<Measures measures={[golden('uniques')]} trans={trans} />);
    const row = find(host, '[data-measure=uniques]');
    expect(find(row, '[data-value]').textContent).toBe('312');
    expect(find(row, 'td').textContent).toContain('people');
    expect(find(row, '[data-severity]').textContent).toBe('high');
    expect(find(row, 'th').title).toBe('People whom nobody else matches on the key variables.');
    expect(find(host, 'details').textContent).toContain('nobody else matches');
  });

  it('counts one person', () => {
    const host = render(<Measures measures={[golden('k_anonymity')]} trans={trans} />);
    expect(find(host, 'td').textContent).toContain('1 person');
  });

  it('says of what something is a share', () => {
    const separation = { ...golden('uniques'), unit: 'share of pairs', value: 0.9, low: 0.9, high: 0.9 };
    const host = render(<Measures measures={[separation]} trans={trans} />);
    expect(find(host, 'td').textContent).toContain('90% of pairs');
  });

  it('says that a measure is unknown, and why', () => {
    const host = render(<Measures measures={[golden('l_diversity')]} trans={trans} />);
    const row = find(host, '[data-measure=l_diversity]');
    expect(find(row, '[data-value]').textContent).toBe('unknown');
    expect(row.textContent).toContain('no sensitive variable is declared');
  });

  it('shows the interval of an estimate, and shares as percentages', () => {
    const estimate = { ...golden('uniques'), unit: 'share', value: 0.2, low: 0.1, high: 0.3 };
    const host = render(<Measures measures={[estimate]} trans={trans} />);
    expect(find(host, '[data-value]').textContent).toBe('20%');
    expect(find(host, 'tbody').textContent).toContain('10% to 30%');
  });
});

describe('SeverityMark', () => {
  it.each([
    [Severity.Fine, 'fine'],
    [Severity.Unknown, 'not rated'],
    [Severity.Elevated, 'elevated'],
    [Severity.High, 'high']
  ])('says %d by a shape and a word', (severity, word) => {
    const host = render(<SeverityMark severity={severity} trans={trans} />);
    expect(host.textContent).toBe(word);
    expect(host.querySelector('svg path')).not.toBeNull();
  });
});

describe('Columns', () => {
  it('shows the eight most identifying, the worst first, with role and why', () => {
    const [column] = goldenFrame('full').columns;
    if (column === undefined) {
      throw new Error('full.json has no column');
    }
    const columns = Array.from({ length: 12 }, (_, i) => ({
      ...column,
      name: `c${i}`,
      role: 'key_variable',
      identifying_share: i / 100
    }));
    const host = render(<Columns columns={columns} trans={trans} />);
    const rows = [...host.querySelectorAll<HTMLElement>('[data-column]')];
    expect(rows.map(row => row.dataset.column)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4].map(i => `c${i}`)
    );
    expect(rows[0]?.textContent).toContain('key variable: no sign of another role');
    expect(rows[0]?.textContent).toContain('11%');
  });
});

describe('LastOutput', () => {
  it('is not there before the first output', () => {
    expect(render(<LastOutput output={null} trans={trans} />).childElementCount).toBe(0);
  });

  it('gives the reasons', () => {
    const { last_output } = goldenState('full');
    const host = render(<LastOutput output={last_output} trans={trans} />);
    expect(host.textContent).toContain('Out[3] shown masked');
    expect(find(host, '[data-reason=rare_combination]').textContent).toMatch(/^62 cells: k = 5, m = 3: fewer/);
  });

  it('counts no cells of what was withheld or shown whole', () => {
    const output = { ...goldenState('full').last_output, n_cells_masked: 0, reasons: [] };
    for (const outcome of ['withheld', 'shown'] as const) {
      const whole = { label: 'Out[4]', n_rows: 0, n_rows_masked: 0, n_cells: 0, ...output, outcome };
      const host = render(<LastOutput output={whole} trans={trans} />);
      expect(host.textContent).toContain(outcome);
      expect(host.textContent).not.toContain('cells');
    }
  });
});
