/** One protected frame: its name and size, and what has been measured of it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { writeCount } from '../numbers';
import type { FrameState } from '../state';
import { Columns } from './columns';
import { DataPoints, dataPointsOf } from './dataPoints';
import { Measures } from './measures';
import { SeverityMark } from './severity';

export interface IFrameProps {
  readonly frame: FrameState;
  readonly trans: TranslationBundle;
  /** Somebody unfolds the frame, that is, wants to look at it. */
  readonly onSelect: (frame: string) => void;
}

export function Frame({ frame, trans, onSelect }: IFrameProps): React.JSX.Element {
  const [isOpen, setOpen] = React.useState(true);
  const bodyId = React.useId();
  const onToggle = (): void => {
    setOpen(!isOpen);
    if (!isOpen) {
      onSelect(frame.id);
    }
  };
  return (
    <section className="jp-Privacy-frame" data-frame={frame.name} aria-label={frame.name}>
      <h3>
        <button
          type="button"
          className="jp-Privacy-toggle"
          aria-expanded={isOpen}
          aria-controls={bodyId}
          onClick={onToggle}
        >
          <span className="jp-Privacy-caret" aria-hidden="true" />
          <span className="jp-Privacy-name">{frame.name}</span>
        </button>
      </h3>
      <p className="jp-Privacy-size">
        <span>
          {trans.__('%1 rows × %2 columns', writeCount(frame.n_records), writeCount(frame.n_columns))}
        </span>
        {frame.status === 'ready' && <SeverityMark severity={frame.severity} trans={trans} />}
      </p>
      <div id={bodyId} hidden={!isOpen}>
        <FrameProgress frame={frame} trans={trans} />
        <DataPoints frame={frame} trans={trans} />
        <Measures
          measures={frame.measures.filter(measure => dataPointsOf(measure) === null)}
          trans={trans}
        />
        <Columns columns={frame.columns} trans={trans} />
      </div>
    </section>
  );
}

type ProgressProps = Pick<IFrameProps, 'frame' | 'trans'>;

function FrameProgress({ frame, trans }: ProgressProps): React.JSX.Element | null {
  switch (frame.status) {
    case 'ready':
      return null;
    case 'pending':
      return <p className="jp-Privacy-pending">{trans.__('measuring…')}</p>;
    case 'failed':
      return (
        <p className="jp-Privacy-warning">
          {trans.__('Could not be measured: every number about it is unknown. It stays protected.')}
        </p>
      );
  }
}
