/** A bar for a share in [0, 1]; the number stands beside it, so it says nothing to a reader aloud. */
import * as React from 'react';

import type { Severity } from '../state';

export interface IBarProps {
  readonly share: number;
  readonly severity?: Severity;
}

export function Bar({ share, severity }: IBarProps): React.JSX.Element {
  return (
    <div className="jp-Privacy-bar" aria-hidden="true">
      <div
        className="jp-Privacy-barFill"
        data-severity={severity}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
