/** Severity in a shape and a word; its colour only repeats them. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { Severity } from '../state';

const SHAPES: Readonly<Record<Severity, string>> = {
  [Severity.Fine]: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm3.3 4.3 1 1L7 11.6 3.9 8.5l1-1L7 9.6l4.3-4.3z',
  [Severity.Unknown]:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM7.3 11h1.5v1.5H7.3V11zM8 3.5c1.6 0 2.8 1 2.8 2.5 0 1-.5 1.6-1.2 2.1-.6.4-.8.7-.8 1.2v.6H7.3v-.8c0-1 .5-1.6 1.2-2.1.6-.4.8-.6.8-1 0-.6-.5-1.1-1.3-1.1-.8 0-1.3.5-1.4 1.2H5.2C5.3 4.5 6.4 3.5 8 3.5z',
  [Severity.Elevated]: 'M8 1.5.8 14.5h14.4L8 1.5zM7.3 6h1.5v4.5H7.3V6zm0 5.5h1.5V13H7.3v-1.5z',
  [Severity.High]:
    'M5 1h6l4 4v6l-4 4H5l-4-4V5l4-4zm2.3 3v5h1.5V4H7.3zm0 6.5V12h1.5v-1.5H7.3z'
};

export interface ISeverityProps {
  readonly severity: Severity;
  readonly trans: TranslationBundle;
}

export function SeverityMark({ severity, trans }: ISeverityProps): React.JSX.Element {
  return (
    <span className="jp-Privacy-severity" data-severity={severity}>
      <SeverityIcon severity={severity} />
      <span>{severityWord(severity, trans)}</span>
    </span>
  );
}

export function SeverityIcon({ severity }: { readonly severity: Severity }): React.JSX.Element {
  return (
    <svg
      className="jp-Privacy-severityIcon"
      data-severity={severity}
      viewBox="0 0 16 16"
      width="12"
      height="12"
      aria-hidden="true"
      focusable="false"
    >
      <path fill="currentColor" fillRule="evenodd" d={SHAPES[severity]} />
    </svg>
  );
}

function severityWord(severity: Severity, trans: TranslationBundle): string {
  switch (severity) {
    case Severity.Fine:
      return trans.__('fine');
    case Severity.Unknown:
      return trans.__('not rated');
    case Severity.Elevated:
      return trans.__('elevated');
    case Severity.High:
      return trans.__('high');
  }
}
