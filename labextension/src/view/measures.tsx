/** The other measures, one row each; what they mean is a tooltip and a list to unfold. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { writeInterval, writeUnit, writeValue } from '../numbers';
import { Severity, type MeasureState } from '../state';
import { SeverityIcon, SeverityMark } from './severity';

export interface IMeasuresProps {
  readonly measures: readonly MeasureState[];
  readonly trans: TranslationBundle;
}

export function Measures({ measures, trans }: IMeasuresProps): React.JSX.Element | null {
  if (measures.length === 0) {
    return null;
  }
  return (
    <>
      <table className="jp-Privacy-table">
        <caption>{trans.__('Measures of risk')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Measure')}</th>
            <th scope="col" className="jp-mod-number">
              {trans.__('Value and risk')}
            </th>
          </tr>
        </thead>
        <tbody>
          {measures.map(measure => (
            <MeasureRow key={measure.id} measure={measure} trans={trans} />
          ))}
        </tbody>
      </table>
      <Meanings measures={measures} trans={trans} />
    </>
  );
}

interface IRowProps {
  readonly measure: MeasureState;
  readonly trans: TranslationBundle;
}

function MeasureRow({ measure, trans }: IRowProps): React.JSX.Element {
  const interval = writeInterval(measure, trans);
  return (
    <tr data-measure={measure.id}>
      <th scope="row" title={measure.help}>
        {measure.label}
        {measure.note !== '' && <div className="jp-Privacy-quiet">{measure.note}</div>}
      </th>
      <td className="jp-mod-number" title={directionWords(measure, trans)}>
        <div className="jp-Privacy-value">
          {measure.value === null && <SeverityIcon severity={Severity.Unknown} />}{' '}
          <span data-value={measure.value ?? ''}>{writeValue(measure, trans)}</span>{' '}
          {measure.value !== null && (
            <span className="jp-Privacy-quiet">{writeUnit(measure, trans)}</span>
          )}
        </div>
        {interval !== '' && <div className="jp-Privacy-quiet">{interval}</div>}
        {measure.value !== null && (
          <div>
            <SeverityMark severity={measure.severity} trans={trans} />
          </div>
        )}
      </td>
    </tr>
  );
}

function directionWords(measure: MeasureState, trans: TranslationBundle): string {
  return measure.direction === 'higher_is_riskier'
    ? trans.__('Higher is riskier')
    : trans.__('Lower is riskier');
}

/** The tooltips again, for those who use the keyboard or read large. */
function Meanings({ measures, trans }: IMeasuresProps): React.JSX.Element {
  return (
    <details className="jp-Privacy-details">
      <summary>{trans.__('What these mean')}</summary>
      <dl>
        {measures.map(measure => (
          <React.Fragment key={measure.id}>
            <dt>{measure.label}</dt>
            <dd>{measure.help}</dd>
          </React.Fragment>
        ))}
      </dl>
    </details>
  );
}
