/** What became of the latest output, and of all of the session's. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { writeCount } from '../numbers';
import type { OutputState, TallyState } from '../state';

export interface ILastOutputProps {
  readonly output: OutputState | null;
  readonly trans: TranslationBundle;
}

export function LastOutput({ output, trans }: ILastOutputProps): React.JSX.Element | null {
  if (output === null) {
    return null;
  }
  return (
    <section className="jp-Privacy-output" data-outcome={output.outcome}>
      <h3>{trans.__('Last output')}</h3>
      <p>
        <span className="jp-Privacy-name">{output.label}</span>{' '}
        <strong>{outcomeWord(output.outcome, trans)}</strong>
      </p>
      {output.outcome === 'masked' && <Masked output={output} trans={trans} />}
      {output.reasons.length > 0 && (
        <ul className="jp-Privacy-reasons">
          {output.reasons.map((reason, index) => (
            <li key={`${reason.reason}-${index}`} data-reason={reason.reason}>
              {reason.n_cells > 0 &&
                `${trans._n('%1 cell', '%1 cells', reason.n_cells, writeCount(reason.n_cells))}: `}
              {reason.text}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface IMaskedProps {
  readonly output: OutputState;
  readonly trans: TranslationBundle;
}

function Masked({ output, trans }: IMaskedProps): React.JSX.Element {
  return (
    <p className="jp-Privacy-masked">
      {trans.__(
        '%1 of %2 cells masked',
        writeCount(output.n_cells_masked),
        writeCount(output.n_cells)
      )}
      {'; '}
      {trans.__(
        '%1 of %2 rows masked whole',
        writeCount(output.n_rows_masked),
        writeCount(output.n_rows)
      )}
    </p>
  );
}

function outcomeWord(outcome: OutputState['outcome'], trans: TranslationBundle): string {
  switch (outcome) {
    case 'shown':
      return trans.__('shown whole');
    case 'masked':
      return trans.__('shown masked');
    case 'withheld':
      return trans.__('withheld');
  }
}

export interface ITallyProps {
  readonly tally: TallyState;
  readonly trans: TranslationBundle;
}

export function Tally({ tally, trans }: ITallyProps): React.JSX.Element {
  return (
    <table className="jp-Privacy-table jp-Privacy-tally">
      <caption>{trans.__('Outputs of this session')}</caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Shown')}</th>
          <th scope="col">{trans.__('Masked')}</th>
          <th scope="col">{trans.__('Withheld')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td data-tally="shown">{writeCount(tally.n_shown)}</td>
          <td data-tally="masked">{writeCount(tally.n_masked)}</td>
          <td data-tally="withheld">{writeCount(tally.n_withheld)}</td>
        </tr>
      </tbody>
    </table>
  );
}
