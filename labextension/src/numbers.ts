/** How numbers are written: by the reader's locale, and never more exact than they are. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { MeasureState } from './state';

/** Units in which 1 means all: "share", "share of pairs", "probability". */
const SHARE = /^(share|probability)\b ?/;

const SMALLEST_SHARE = 0.001;

/** Write a whole number. */
export function writeCount(n: number): string {
  return n.toLocaleString(undefined, { maximumFractionDigits: 0 });
}

/** Write a share in [0, 1] as a percentage; a small one is not written as none. */
export function writeShare(share: number): string {
  if (share > 0 && share < SMALLEST_SHARE) {
    return `<${writeShare(SMALLEST_SHARE)}`;
  }
  if (share < 1 && share > 1 - SMALLEST_SHARE) {
    return `>${writeShare(1 - SMALLEST_SHARE)}`;
  }
  return share.toLocaleString(undefined, { style: 'percent', maximumFractionDigits: 1 });
}

/** Write a measure's number in its unit, without the unit's name. */
export function writeNumber(value: number, unit: string): string {
  if (SHARE.test(unit)) {
    return writeShare(value);
  }
  return Number.isInteger(value)
    ? writeCount(value)
    : value.toLocaleString(undefined, { maximumSignificantDigits: 3 });
}

/** Write what is known of a measure: its value, or that it is unknown. */
export function writeValue(measure: MeasureState, trans: TranslationBundle): string {
  return measure.value === null
    ? trans.__('unknown')
    : writeNumber(measure.value, measure.unit);
}

/** Write the unit where a number alone would not say it. */
export function writeUnit(measure: MeasureState, trans: TranslationBundle): string {
  switch (measure.unit) {
    case 'people':
      return trans._n('person', 'people', measure.value ?? 0);
    case 'values':
      return trans._n('value', 'values', measure.value ?? 0);
    default:
      return measure.unit.replace(SHARE, '');
  }
}

/** Write the interval that a measure lies in; nothing when it is exact. */
export function writeInterval(measure: MeasureState, trans: TranslationBundle): string {
  const { low, high, unit } = measure;
  if (low === null || high === null || low === high) {
    return '';
  }
  return trans.__('%1 to %2', writeNumber(low, unit), writeNumber(high, unit));
}

/** Part of a whole; nothing of nothing is nothing. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, Math.max(0, part / whole));
}
