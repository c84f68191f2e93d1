import { Buffer } from 'node:buffer';

/** Digits of a count that is kept exactly, as JSON.parse does. */
export const longestCount = 15;
const plus = 0x2b;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const letterE = 0x65;
const escaped: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

/** Where a JSON string whose quote is just before ends, before its other quote; -1 when it has no end or is no JSON. */
export function endOfText(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x22) return at;
    if (byte < 0x20) return -1;
    if (byte === 0x5c) {
      const length = escapeLength(bytes, at, to);
      if (length === 0) return -1;
      at += length;
    } else {
      at++;
    }
  }
  return -1;
}

/** Of an escape that begins at a backslash; 0 where it is none. */
function escapeLength(bytes: Buffer, at: number, to: number): number {
  if (at + 1 >= to) return 0;
  const letter = bytes[at + 1] ?? 0;
  if (letter !== 0x75) return escaped.has(letter) ? 2 : 0;
  if (at + 6 > to) return 0;
  for (let digit = at + 2; digit < at + 6; digit++) if (!isHexDigit(bytes[digit] ?? 0)) return 0;
  return 6;
}

function isHexDigit(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

/** Where a count that begins here ends; -1 when it is none, or too long to be one. */
export function endOfCount(bytes: Buffer, from: number, to: number): number {
  const at = endOfDigits(bytes, from, to);
  const hasLeadingZero = bytes[from] === zero && at > from + 1;
  return at === from || hasLeadingZero || at - from > longestCount ? -1 : at;
}

/** Where a JSON number that begins here ends; -1 when it is none. */
export function endOfNumber(bytes: Buffer, from: number, to: number): number {
  const whole = bytes[from] === minus ? from + 1 : from;
  let at = endOfDigits(bytes, whole, to);
  if (at === whole || (bytes[whole] === zero && at > whole + 1)) return -1;
  if (at < to && bytes[at] === point) {
    const fraction = at + 1;
    at = endOfDigits(bytes, fraction, to);
    if (at === fraction) return -1;
  }
  if (at < to && ((bytes[at] ?? 0) | 0x20) === letterE) {
    const exponent = at + 1 < to && (bytes[at + 1] === plus || bytes[at + 1] === minus) ? at + 2 : at + 1;
    at = endOfDigits(bytes, exponent, to);
    if (at === exponent) return -1;
  }
  return at;
}

export function readCount(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) count = count * 10 + (bytes[at] ?? 0) - 0x30;
  return count;
}

function endOfDigits(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at] ?? 0)) at++;
  return at;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
