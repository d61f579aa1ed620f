/** The columns that tell people apart best, with the role each was given and why. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { writeShare } from '../numbers';
import type { ColumnState } from '../state';
import { Bar } from './bar';

/** As many as fit under a frame without scrolling past it. */
const N_COLUMNS = 8;

export interface IColumnsProps {
  readonly columns: readonly ColumnState[];
  readonly trans: TranslationBundle;
}

export function Columns({ columns, trans }: IColumnsProps): React.JSX.Element | null {
  if (columns.length === 0) {
    return null;
  }
  const most = [...columns]
    .sort((a, b) => b.identifying_share - a.identifying_share)
    .slice(0, N_COLUMNS);
  return (
    <table className="jp-Privacy-table jp-Privacy-columns">
      <caption>{trans.__('Most identifying columns')}</caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Column')}</th>
          <th scope="col" className="jp-mod-number">
            {trans.__('Tells apart')}
          </th>
        </tr>
      </thead>
      <tbody>
        {most.map(column => (
          <ColumnRow key={column.name} column={column} trans={trans} />
        ))}
      </tbody>
    </table>
  );
}

interface IRowProps {
  readonly column: ColumnState;
  readonly trans: TranslationBundle;
}

function ColumnRow({ column, trans }: IRowProps): React.JSX.Element {
  const origin = column.declared ? trans.__('Declared') : trans.__('Inferred');
  return (
    <tr data-column={column.name}>
      <th scope="row">
        <span className="jp-Privacy-name">{column.name}</span>
        <div className="jp-Privacy-quiet" title={origin}>
          {roleWords(column.role, trans)}
          {column.why !== '' && `: ${column.why}`}
        </div>
      </th>
      <td className="jp-mod-number">
        {writeShare(column.identifying_share)}
        <Bar share={column.identifying_share} />
      </td>
    </tr>
  );
}

function roleWords(role: string, trans: TranslationBundle): string {
  switch (role) {
    case 'direct_identifier':
      return trans.__('direct identifier');
    case 'key_variable':
      return trans.__('key variable');
    case 'sensitive':
      return trans.__('sensitive');
    case 'other':
      return trans.__('other');
    default:
      return role.replace(/_/g, ' ');
  }
}
