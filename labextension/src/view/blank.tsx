/** What the panel says when it has nothing to show, and what to do about it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { StateProblem } from '../state';
import { STATE_VERSION } from '../state';
import { LOAD_LINE, type Content } from '../tokens';

const COPIED_FOR_MS = 2000;

export interface IBlankProps {
  readonly content: Content;
  readonly trans: TranslationBundle;
  readonly onCopy: (text: string) => void;
}

export function Blank({ content, trans, onCopy }: IBlankProps): React.JSX.Element | null {
  switch (content.kind) {
    case 'no-notebook':
      return <Hint>{trans.__('Open a notebook to see how identifiable its data are.')}</Hint>;
    case 'no-kernel':
      return <Hint>{trans.__('This notebook has no kernel.')}</Hint>;
    case 'waiting':
      return <Hint>{trans.__('Waiting for the kernel; it may be busy.')}</Hint>;
    case 'elsewhere':
      return <Hint>{trans.__('Another open notebook uses this kernel: see the panel there.')}</Hint>;
    case 'not-loaded':
      return <NotLoaded trans={trans} onCopy={onCopy} />;
    case 'no-data':
      return <NoData isHeard={content.state !== null} trans={trans} />;
    case 'unsupported':
      return <Hint>{problemWords(content.problem, trans)}</Hint>;
    case 'live':
      return null;
  }
}

function Hint({ children }: { readonly children: React.ReactNode }): React.JSX.Element {
  return <p className="jp-Privacy-hint">{children}</p>;
}

interface INoDataProps {
  readonly isHeard: boolean;
  readonly trans: TranslationBundle;
}

function NoData({ isHeard, trans }: INoDataProps): React.JSX.Element {
  return (
    <Hint>
      {isHeard
        ? trans.__('Loaded; no protected data yet. What pandas or polars read from now on is protected.')
        : trans.__('Loaded; waiting for the kernel, which may be busy.')}
    </Hint>
  );
}

function problemWords(problem: StateProblem, trans: TranslationBundle): string {
  switch (problem.kind) {
    case 'unknown-version':
      return trans.__(
        'The kernel sends state of version "%1"; this panel knows version %2 only. Update jupyter_privacy where JupyterLab runs, or in the kernel, so that both are the same.',
        problem.version,
        STATE_VERSION
      );
    case 'malformed':
      return trans.__(
        'The kernel sent a state that this panel does not understand, at %1. The guard itself is not affected.',
        problem.path
      );
  }
}

type NotLoadedProps = Pick<IBlankProps, 'trans' | 'onCopy'>;

function NotLoaded({ trans, onCopy }: NotLoadedProps): React.JSX.Element {
  return (
    <>
      <Hint>{trans.__('Not protected: jupyter_privacy is not loaded. Run this in a cell:')}</Hint>
      <div className="jp-Privacy-load">
        <code>{LOAD_LINE}</code>
        <CopyButton trans={trans} onCopy={onCopy} />
      </div>
    </>
  );
}

function CopyButton({ trans, onCopy }: NotLoadedProps): React.JSX.Element {
  const [isCopied, setCopied] = React.useState(false);
  React.useEffect(() => {
    if (!isCopied) {
      return undefined;
    }
    const timer = setTimeout(() => {
      setCopied(false);
    }, COPIED_FOR_MS);
    return (): void => {
      clearTimeout(timer);
    };
  }, [isCopied]);
  return (
    <button
      type="button"
      className="jp-Privacy-button"
      aria-live="polite"
      onClick={() => {
        onCopy(LOAD_LINE);
        setCopied(true);
      }}
    >
      {isCopied ? trans.__('Copied') : trans.__('Copy')}
    </button>
  );
}
