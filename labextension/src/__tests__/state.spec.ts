import { isProblem, parseState } from '../state';
import { GOLDEN_NAMES, readGolden } from './golden';

describe('parseState', () => {
  it.each(GOLDEN_NAMES)('returns the golden message %s as it is', name => {
    expect(parseState(readGolden(name))).toEqual(readGolden(name));
  });

  it('is tried on every kind of golden message', () => {
    expect(GOLDEN_NAMES).toEqual(expect.arrayContaining(['empty', 'full', 'pending', 'strict']));
  });

  it('tells a version that it does not know', () => {
    const parsed = parseState({ ...readGolden('full'), version: 2 });
    expect(parsed).toEqual({ kind: 'unknown-version', version: '2' });
    expect(isProblem(parsed)).toBe(true);
  });

  it('tells the version even when nothing else is understood', () => {
    expect(parseState({ version: 2 })).toEqual({ kind: 'unknown-version', version: '2' });
    expect(parseState({ version: [1] })).toEqual({ kind: 'unknown-version', version: '' });
  });

  it.each([null, undefined, 1, 'state', [], true])('refuses %p', value => {
    expect(parseState(value)).toEqual({ kind: 'malformed', path: 'state' });
  });

  it('refuses a message without a version', () => {
    expect(parseState({})).toEqual({ kind: 'malformed', path: 'state.version' });
  });

  it.each(Object.keys(readGolden('full')))('refuses a message without %s', key => {
    const fields = Object.entries(readGolden('full')).filter(([name]) => name !== key);
    const message = Object.fromEntries(fields);
    expect(parseState(message)).toEqual({ kind: 'malformed', path: `state.${key}` });
  });

  it('drops keys that it does not know', () => {
    expect(parseState({ ...readGolden('empty'), later: 1 })).toEqual(readGolden('empty'));
  });

  it('refuses a status with one capital letter off', () => {
    const message = { ...readGolden('empty'), status: 'Guarded' };
    expect(parseState(message)).toEqual({ kind: 'malformed', path: 'state.status' });
  });

  it.each([
    ['frames[0].severity', '"severity":3', '"severity":4'],
    ['frames[0].n_records', '"n_records":649', '"n_records":-1'],
    ['frames[0].n_columns', '"n_columns":33', '"n_columns":0.5'],
    ['frames[0].measures[0].value', '"value":1,', '"value":"1",'],
    ['frames[0].measures[0].direction', '"lower_is_riskier"', '"downwards"'],
    ['frames[0].columns[0].identifying_share', '"identifying_share":0.87', '"identifying_share":87'],
    ['frames[0].columns[0].declared', '"declared":false', '"declared":0'],
    ['last_output.reasons', '"reasons":[', '"reasons":0,"others":['],
    ['last_output.outcome', '"outcome":"masked"', '"outcome":""']
  ])('names the place %s', (path, sound, spoiled) => {
    const whole = JSON.stringify(readGolden('full'));
    expect(whole).toContain(sound);
    const message: unknown = JSON.parse(whole.replace(sound, spoiled));
    expect(parseState(message)).toEqual({ kind: 'malformed', path: `state.${path}` });
  });
});
