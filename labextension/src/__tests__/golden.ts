/** The golden messages that the kernel's own tests read. */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { isProblem, parseState, type FrameState, type State } from '../state';

const FOLDER = join(__dirname, '../../../tests/fixtures/state');

export const GOLDEN_NAMES = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json'))
  .map(name => name.replace(/\.json$/, ''));

export function readGolden(name: string): Record<string, unknown> {
  const message: unknown = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
  return Object.fromEntries(Object.entries(Object(message) as object));
}

export function goldenState(name: string): State {
  const state = parseState(readGolden(name));
  if (isProblem(state)) {
    throw new Error(`${name}.json: ${JSON.stringify(state)}`);
  }
  return state;
}

export function goldenFrame(name: string): FrameState {
  const [frame] = goldenState(name).frames;
  if (frame === undefined) {
    throw new Error(`${name}.json has no frame`);
  }
  return frame;
}
