/** What this cannot do, said where it is used. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

export interface ILimitsProps {
  readonly trans: TranslationBundle;
}

export function Limits({ trans }: ILimitsProps): React.JSX.Element {
  const details = trans.__(
    'Protection runs in the same process as your code. It catches accidents and answers honest questions safely; it does not stop somebody who sets out to get round it, and it is no substitute for access arrangements.'
  );
  return (
    <details className="jp-Privacy-limits jp-Privacy-details">
      <summary title={details}>
        {trans.__('A guard rail for honest work: code in this kernel can undo it.')}
      </summary>
      <p>{details}</p>
    </details>
  );
}
