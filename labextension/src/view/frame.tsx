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
  const measured = useMeasured(frame);
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
        <FrameProgress frame={frame} trans={trans} />
      </p>
      <div id={bodyId} hidden={!isOpen} aria-busy={frame.status === 'pending'}>
        {frame.status === 'failed' && (
          <p className="jp-Privacy-warning">
            {trans.__('Could not be measured: every number about it is unknown. It stays protected.')}
          </p>
        )}
        <DataPoints frame={measured} trans={trans} />
        <Measures
          measures={measured.measures.filter(measure => dataPointsOf(measure) === null)}
          trans={trans}
        />
        <Columns columns={measured.columns} trans={trans} />
      </div>
    </section>
  );
}

/** While a frame is measured anew its earlier numbers stay, dimmed, so that nothing jumps. */
function useMeasured(frame: FrameState): FrameState {
  const [measured, setMeasured] = React.useState(frame);
  if (frame.status !== 'pending' && frame !== measured) {
    setMeasured(frame);
    return frame;
  }
  return measured;
}

type ProgressProps = Pick<IFrameProps, 'frame' | 'trans'>;

function FrameProgress({ frame, trans }: ProgressProps): React.JSX.Element | null {
  switch (frame.status) {
    case 'ready':
      return <SeverityMark severity={frame.severity} trans={trans} />;
    case 'pending':
      return <span className="jp-Privacy-pending">{trans.__('measuring…')}</span>;
    case 'failed':
      return null;
  }
}
