import { shareOf, writeNumber, writeShare } from '../numbers';

describe('numbers', () => {
  it.each([
    [0, '0%'],
    [0.00042, '<0.1%'],
    [0.5234, '52.3%'],
    [0.9999, '>99.9%'],
    [1, '100%']
  ])('writes the share %d as %s', (share, text) => {
    expect(writeShare(share)).toBe(text);
  });

  it.each([
    [600000, 'people', '600,000'],
    [112.437, 'people', '112'],
    [0.25, 'probability', '25%'],
    [0.9876, 'share of pairs', '98.8%'],
    [0.1234, 'distance', '0.123']
  ])('writes %d %s as %s', (value, unit, text) => {
    expect(writeNumber(value, unit)).toBe(text);
  });

  it('divides by nobody without an accident', () => {
    expect(shareOf(0, 0)).toBe(0);
    expect(shareOf(3, 2)).toBe(1);
  });
});
