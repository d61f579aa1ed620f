/**
 * The words that the other files share: names on the wire, and what the panel can show.
 *
 * Like every file here it knows nothing of the data but what `State` says.
 */
import type { ISignal } from '@lumino/signaling';

import type { State, StateProblem } from './state';

/** Target name of the one comm that the kernel opens when the extension is loaded. */
export const COMM_TARGET = 'jupyter_privacy';

/** Its id is fixed, so that a reloaded page finds it again. */
export const COMM_ID = 'jupyter-privacy';

/** What a person types to be protected. */
export const LOAD_LINE = '%load_ext jupyter_privacy';

/** Id of the panel's root element. */
export const PANEL_ID = 'jupyter-privacy-panel';

/** Everything that the browser may say to the kernel: it cannot loosen the policy. */
export type Request =
  | { readonly kind: 'refresh' }
  | { readonly kind: 'select'; readonly frame: string };

/** What the comm of one notebook amounts to. */
export type Attachment =
  | { readonly kind: 'no-kernel' }
  | { readonly kind: 'waiting' }
  /** The page already talks to this kernel for another notebook. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'not-loaded' }
  | { readonly kind: 'no-data'; readonly state: State | null }
  | { readonly kind: 'live'; readonly state: State }
  | { readonly kind: 'unsupported'; readonly problem: StateProblem };

/** What the panel shows: a blank state or a live one, never something in between. */
export type Content =
  | { readonly kind: 'no-notebook' }
  | (Attachment & { readonly notebook: string });

/** The panel's model as its views see it. */
export interface IPrivacyModel {
  readonly content: Content;
  readonly stateChanged: ISignal<unknown, void>;
  isActive: boolean;
  refresh(): void;
  select(frame: string): void;
}
