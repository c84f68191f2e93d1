/** Go strconv.ParseUint(text, 10, 64): ASCII digits only, up to 2^64-1; undefined where Go answers with an error. */
export function parseGoUint(text: string): bigint | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const significant = text.replace(/^0+(?=\d)/, '');
  const value = significant.length > 20 ? undefined : BigInt(significant);
  return value !== undefined && value < 2n ** 64n ? value : undefined;
}

const decimalFloat = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const hexFloat = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)$/;

/** Go strconv.ParseFloat(text, 64); undefined where Go answers with an error (out of range included). */
export function parseGoFloat(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  if (text.includes('_') && !hasGoUnderscores(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const value = decimalFloat.test(plain) ? Number(plain) : parseHexFloat(plain);
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

/** Underscores stand between digits, or between the base prefix and a digit (Go underscoreOK). */
function hasGoUnderscores(text: string): boolean {
  const [, prefix = '', rest = ''] = /^[+-]?(0[xXbBoO])?(.*)$/s.exec(text) ?? [];
  const isHex = /x/i.test(prefix);
  const digit = isHex ? '[0-9a-fA-F]' : '[0-9]';
  const wrong = new RegExp(`(?<!${digit}${prefix === '' ? '' : '|^'})_|_(?!${digit})`);
  return !wrong.test(rest);
}

function parseHexFloat(text: string): number | undefined {
  const [, sign = '', whole = '', fraction = '', exponentText = ''] = hexFloat.exec(text) ?? [];
  if (whole + fraction === '') return undefined;
  const mantissa = BigInt(`0x${whole}${fraction}`);
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  const exponent = Math.max(-100_000, Math.min(100_000, Number(exponentText))) - 4 * fraction.length;
  // Two roundings could differ from one: keep 64 bits and a sticky one, so that the second sees what the first cut off.
  const surplus = Math.max(0, bits - 64);
  const kept = mantissa >> BigInt(surplus);
  const sticky = surplus > 0 && kept << BigInt(surplus) !== mantissa ? 1n : 0n;
  const magnitude = scaleByPowerOfTwo(Number(kept | sticky), exponent + surplus);
  return sign === '-' ? -magnitude : magnitude;
}

function scaleByPowerOfTwo(value: number, exponent: number): number {
  if (exponent > 2000) return Infinity;
  if (exponent < -2200) return 0;
  let scaled = value;
  for (let left = exponent; left !== 0;) {
    const step = Math.max(-1000, Math.min(1000, left));
    scaled *= 2 ** step;
    left -= step;
  }
  return scaled;
}
