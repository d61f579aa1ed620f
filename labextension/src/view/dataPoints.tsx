/** The panel's first question: how many data points identify somebody, and what then attaches. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { shareOf, writeCount, writeInterval, writeShare, writeValue } from '../numbers';
import type { FrameState, MeasureState } from '../state';
import { Bar } from './bar';
import { SeverityIcon } from './severity';

const DATA_POINTS = /^data_points_(\d+)$/;

/** How many data points a measure is about; null when it is about something else. */
export function dataPointsOf(measure: MeasureState): number | null {
  const match = DATA_POINTS.exec(measure.id);
  return match === null ? null : Number(match[1]);
}

export interface IDataPointsProps {
  readonly frame: FrameState;
  readonly trans: TranslationBundle;
}

export function DataPoints({ frame, trans }: IDataPointsProps): React.JSX.Element | null {
  const measures = frame.measures.filter(measure => dataPointsOf(measure) !== null);
  if (measures.length === 0) {
    return null;
  }
  return (
    <table className="jp-Privacy-table jp-Privacy-dataPoints">
      <caption>{trans.__('How many data points identify somebody')}</caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Known')}</th>
          <th scope="col" className="jp-mod-number">
            {trans.__('People singled out')}
          </th>
        </tr>
      </thead>
      {measures.map(measure => (
        <DataPointsRows key={measure.id} frame={frame} measure={measure} trans={trans} />
      ))}
    </table>
  );
}

interface IRowsProps extends IDataPointsProps {
  readonly measure: MeasureState;
}

function DataPointsRows({ frame, measure, trans }: IRowsProps): React.JSX.Element {
  const size = dataPointsOf(measure) ?? 0;
  const interval = writeInterval(measure, trans);
  const share = measure.value === null ? null : shareOf(measure.value, frame.n_records);
  return (
    <tbody data-measure={measure.id}>
      <tr>
        <th scope="row" title={measure.help}>
          <SeverityIcon severity={measure.severity} />{' '}
          {trans._n('%1 data point', '%1 data points', size)}
        </th>
        <td className="jp-mod-number">
          <span data-value={measure.value ?? ''}>{writeValue(measure, trans)}</span>
          {share !== null && <span className="jp-Privacy-quiet"> · {writeShare(share)}</span>}
          {interval !== '' && <div className="jp-Privacy-quiet">{interval}</div>}
        </td>
      </tr>
      <tr>
        <td colSpan={2}>
          {share !== null && <Bar share={share} severity={measure.severity} />}
          <span className="jp-Privacy-quiet">
            {attaches(measure, frame.n_columns - size, trans)} {measure.note}
          </span>
        </td>
      </tr>
    </tbody>
  );
}

function attaches(measure: MeasureState, n: number, trans: TranslationBundle): string {
  if (measure.value === null || measure.value === 0 || n <= 0) {
    return '';
  }
  return trans._n(
    'then %1 further variable attaches',
    'then %1 further variables attach',
    n,
    writeCount(n)
  );
}
