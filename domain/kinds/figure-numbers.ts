/** Numbers as text, in one canonical form: no grouping, a point, no needless zeros, no exponent. */

/** What "1.234" or "1'234,50" can mean; nothing when the separators make no number. */
export function numberValues(written: string): string[] {
  const separators = written.match(/\D/g) ?? [];
  const groups = written.split(/\D/);
  if (separators.length === 0) return [canonical(written)];
  const values = [...asGrouped(groups, separators), ...asDecimal(groups, separators)];
  return values.map(canonical);
}

/** "1.234.567": one kind of separator, groups of three. */
function asGrouped(groups: readonly string[], separators: readonly string[]): string[] {
  return new Set(separators).size === 1 && isGrouped(groups) ? [groups.join('')] : [];
}

/** "1234,5" or "1.234,5": the last separator is of its own kind and all before it group. */
function asDecimal(groups: readonly string[], separators: readonly string[]): string[] {
  const point = separators.at(-1) ?? '';
  const before = separators.slice(0, -1);
  const whole = groups.slice(0, -1);
  const isGroupedBefore = before.length === 0 || (new Set(before).size === 1 && isGrouped(whole));
  if (!/^[.,]$/.test(point) || before.includes(point) || !isGroupedBefore) return [];
  return [`${whole.join('')}.${groups.at(-1) ?? ''}`];
}

function isGrouped(groups: readonly string[]): boolean {
  const [first = '', ...others] = groups;
  return /^[1-9]\d{0,2}$/.test(first) && others.every((group) => group.length === 3);
}

function canonical(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const rest = fraction.replace(/0+$/, '');
  return rest === '' ? digits : `${digits}.${rest}`;
}

export function negated(value: string): string {
  return value === '0' ? value : `-${value}`;
}

/** The value times ten to the power, by moving its point. */
export function shifted(value: string, power: number): string {
  if (power === 0) return value;
  const [whole = '', fraction = ''] = value.split('.');
  if (power < 0) {
    const padded = whole.padStart(1 - power, '0');
    return canonical(`${padded.slice(0, power)}.${padded.slice(power)}${fraction}`);
  }
  const padded = fraction.padEnd(power, '0');
  return canonical(`${whole}${padded.slice(0, power)}.${padded.slice(power)}`);
}

/** A number as JSON writes it, in canonical form. */
export function plainNumber(value: number): string {
  const [mantissa = '', exponent = '0'] = String(Math.abs(value)).split('e');
  const plain = shifted(canonical(mantissa), Number(exponent));
  return value < 0 ? negated(plain) : plain;
}
