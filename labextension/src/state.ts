/**
 * State: the one message that the panel sees, as `session/state.py` writes it.
 *
 * JSON from the kernel enters through `parseState` and nowhere else. Unknown keys are dropped, so
 * a kernel may add some within a version; anything missing or of another type is a problem that
 * names its place. The golden messages of `tests/fixtures/state/` are read by both sides.
 */

import { Fields, Malformed } from './fields';

export const STATE_VERSION = 1;

const STATUSES = ['guarded', 'strict'] as const;
const FRAME_STATUSES = ['pending', 'ready', 'failed'] as const;
const OUTCOMES = ['shown', 'masked', 'withheld'] as const;
const DIRECTIONS = ['higher_is_riskier', 'lower_is_riskier'] as const;

/** How much a number should worry its reader. */
export enum Severity {
  Fine = 0,
  Unknown = 1,
  Elevated = 2,
  High = 3
}

const SEVERITIES = [Severity.Fine, Severity.Unknown, Severity.Elevated, Severity.High];

export interface PolicyState {
  readonly profile: string;
  readonly source: string;
  readonly threshold: number;
  readonly k: number;
  readonly m: number;
}

export interface MeasureState {
  readonly id: string;
  readonly label: string;
  /** Null when unknown, as are `low` and `high`. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
  readonly direction: (typeof DIRECTIONS)[number];
  readonly severity: Severity;
  readonly help: string;
  readonly note: string;
}

export interface ColumnState {
  readonly name: string;
  readonly role: string;
  readonly declared: boolean;
  readonly why: string;
  readonly identifying_share: number;
  readonly missing_share: number;
}

export interface FrameState {
  readonly id: string;
  readonly name: string;
  readonly n_records: number;
  readonly n_columns: number;
  readonly status: (typeof FRAME_STATUSES)[number];
  readonly severity: Severity;
  readonly measures: readonly MeasureState[];
  readonly columns: readonly ColumnState[];
}

export interface ReasonState {
  readonly reason: string;
  readonly n_cells: number;
  readonly text: string;
}

export interface OutputState {
  readonly label: string;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly n_rows: number;
  readonly n_rows_masked: number;
  readonly n_cells: number;
  readonly n_cells_masked: number;
  readonly reasons: readonly ReasonState[];
}

export interface TallyState {
  readonly n_shown: number;
  readonly n_masked: number;
  readonly n_withheld: number;
}

export interface State {
  readonly status: (typeof STATUSES)[number];
  readonly problem: string;
  readonly policy: PolicyState;
  readonly frames: readonly FrameState[];
  readonly last_output: OutputState | null;
  readonly tally: TallyState;
  readonly version: number;
}

/** Why a message is not a `State` that this panel can show. */
export type StateProblem =
  | { readonly kind: 'unknown-version'; readonly version: string }
  | { readonly kind: 'malformed'; readonly path: string };

/** Return the message as a `State`, or what is wrong with it. */
export function parseState(value: unknown): State | StateProblem {
  try {
    const fields = new Fields(value, 'state');
    const version = fields.get('version');
    if (version !== STATE_VERSION) {
      return { kind: 'unknown-version', version: asVersion(version) };
    }
    return readState(fields);
  } catch (error) {
    if (error instanceof Malformed) {
      return { kind: 'malformed', path: error.path };
    }
    throw error;
  }
}

/** Whether `parseState` found a problem. */
export function isProblem(parsed: State | StateProblem): parsed is StateProblem {
  return 'kind' in parsed;
}

function asVersion(version: unknown): string {
  return typeof version === 'number' || typeof version === 'string' ? String(version) : '';
}

function readState(fields: Fields): State {
  return {
    status: fields.choice('status', STATUSES),
    problem: fields.text('problem'),
    policy: readPolicy(fields.record('policy')),
    frames: fields.list('frames', readFrame),
    last_output: fields.get('last_output') === null ? null : readOutput(fields.record('last_output')),
    tally: readTally(fields.record('tally')),
    version: STATE_VERSION
  };
}

function readPolicy(fields: Fields): PolicyState {
  return {
    profile: fields.text('profile'),
    source: fields.text('source'),
    threshold: fields.count('threshold'),
    k: fields.count('k'),
    m: fields.count('m')
  };
}

function readFrame(fields: Fields): FrameState {
  return {
    id: fields.text('id'),
    name: fields.text('name'),
    n_records: fields.count('n_records'),
    n_columns: fields.count('n_columns'),
    status: fields.choice('status', FRAME_STATUSES),
    severity: fields.level('severity', SEVERITIES),
    measures: fields.list('measures', readMeasure),
    columns: fields.list('columns', readColumn)
  };
}

function readMeasure(fields: Fields): MeasureState {
  return {
    id: fields.text('id'),
    label: fields.text('label'),
    value: fields.numberOrNull('value'),
    low: fields.numberOrNull('low'),
    high: fields.numberOrNull('high'),
    unit: fields.text('unit'),
    direction: fields.choice('direction', DIRECTIONS),
    severity: fields.level('severity', SEVERITIES),
    help: fields.text('help'),
    note: fields.text('note')
  };
}

function readColumn(fields: Fields): ColumnState {
  return {
    name: fields.text('name'),
    role: fields.text('role'),
    declared: fields.flag('declared'),
    why: fields.text('why'),
    identifying_share: fields.share('identifying_share'),
    missing_share: fields.share('missing_share')
  };
}

function readOutput(fields: Fields): OutputState {
  return {
    label: fields.text('label'),
    outcome: fields.choice('outcome', OUTCOMES),
    n_rows: fields.count('n_rows'),
    n_rows_masked: fields.count('n_rows_masked'),
    n_cells: fields.count('n_cells'),
    n_cells_masked: fields.count('n_cells_masked'),
    reasons: fields.list('reasons', readReason)
  };
}

function readReason(fields: Fields): ReasonState {
  return {
    reason: fields.text('reason'),
    n_cells: fields.count('n_cells'),
    text: fields.text('text')
  };
}

function readTally(fields: Fields): TallyState {
  return {
    n_shown: fields.count('n_shown'),
    n_masked: fields.count('n_masked'),
    n_withheld: fields.count('n_withheld')
  };
}
