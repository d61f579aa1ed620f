/** Which notebook is meant, how it is guarded, and under which policy. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { writeCount } from '../numbers';
import { Severity, type State } from '../state';
import type { Content } from '../tokens';
import { SeverityIcon } from './severity';

/** The words of the browser tests: a kernel that is awaited or shown elsewhere is none here. */
export function statusOf(content: Content): string {
  return content.kind === 'waiting' || content.kind === 'elsewhere' ? 'no-kernel' : content.kind;
}

export interface IStatusLineProps {
  readonly content: Content;
  readonly trans: TranslationBundle;
}

export function StatusLine({ content, trans }: IStatusLineProps): React.JSX.Element {
  return (
    <div role="status" className="jp-Privacy-status" data-status={statusOf(content)}>
      {content.kind !== 'no-notebook' && (
        <span className="jp-Privacy-notebook" title={content.notebook}>
          {content.notebook}
        </span>
      )}
      <span className="jp-Privacy-statusWord">{statusWord(content, trans)}</span>
    </div>
  );
}

function statusWord(content: Content, trans: TranslationBundle): string {
  switch (content.kind) {
    case 'no-notebook':
      return trans.__('no notebook');
    case 'no-kernel':
      return trans.__('no kernel');
    case 'waiting':
      return trans.__('waiting');
    case 'elsewhere':
      return trans.__('shared kernel');
    case 'not-loaded':
      return trans.__('not protected');
    case 'unsupported':
      return trans.__('not understood');
    case 'no-data':
    case 'live':
      return content.state?.status === 'strict' ? trans.__('strict') : trans.__('guarded');
  }
}

export interface IHeaderProps {
  readonly state: State;
  readonly trans: TranslationBundle;
}

export function Header({ state, trans }: IHeaderProps): React.JSX.Element {
  const { policy } = state;
  return (
    <header className="jp-Privacy-header" data-guard={state.status}>
      {state.status === 'strict' && (
        <div className="jp-Privacy-warning" role="alert">
          <SeverityIcon severity={Severity.Elevated} />{' '}
          <strong>{trans.__('Strict after an error')}</strong>
          {state.problem !== '' && <p className="jp-Privacy-problem">{state.problem}</p>}
        </div>
      )}
      <p className="jp-Privacy-policy" title={trans.__('Policy: %1', policy.source)}>
        {trans.__(
          '%1: tables from %2 people, rows k=%3, m=%4',
          policy.profile,
          writeCount(policy.threshold),
          writeCount(policy.k),
          writeCount(policy.m)
        )}
      </p>
    </header>
  );
}
