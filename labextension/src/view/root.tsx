/** The whole panel: props in, callbacks out. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { State } from '../state';
import type { Content } from '../tokens';
import { Blank } from './blank';
import { Frame } from './frame';
import { Header, StatusLine } from './header';
import { Limits } from './limits';
import { LastOutput, Tally } from './output';

export interface IRootProps {
  readonly content: Content;
  readonly trans: TranslationBundle;
  readonly onSelect: (frame: string) => void;
  readonly onCopy: (text: string) => void;
}

export function Root({ content, trans, onSelect, onCopy }: IRootProps): React.JSX.Element {
  const state = stateOf(content);
  return (
    <div className="jp-Privacy-root">
      <StatusLine content={content} trans={trans} />
      {state !== null && <Header state={state} trans={trans} />}
      <Blank content={content} trans={trans} onCopy={onCopy} />
      {state !== null && (
        <>
          {state.frames.map(frame => (
            // By name, not by id: read again, a frame stays where it is, and folded if it was.
            <Frame
              key={`${notebookOf(content)}/${frame.name}`}
              frame={frame}
              trans={trans}
              onSelect={onSelect}
            />
          ))}
          <LastOutput output={state.last_output} trans={trans} />
          <Tally tally={state.tally} trans={trans} />
          <Limits trans={trans} />
        </>
      )}
    </div>
  );
}

function stateOf(content: Content): State | null {
  return content.kind === 'live' || content.kind === 'no-data' ? content.state : null;
}

function notebookOf(content: Content): string {
  return 'notebook' in content ? content.notebook : '';
}
