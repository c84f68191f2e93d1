// What of ASN.1's distinguished encoding a certificate needs (ITU-T X.690).

/** A value of tag, length and content. */
function element(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  return Buffer.concat([Uint8Array.of(tag), lengthBytes(body.length), body]);
}

export function sequence(...content: readonly Uint8Array[]): Uint8Array {
  return element(0x30, ...content);
}

export function set(...content: readonly Uint8Array[]): Uint8Array {
  return element(0x31, ...content);
}

/** A positive integer, most significant byte first. */
export function integer(bytes: Uint8Array): Uint8Array {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return element(0x02, isNegative ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes);
}

export function boolean(value: boolean): Uint8Array {
  return element(0x01, Uint8Array.of(value ? 0xff : 0));
}

/** `1.2.840.10045.4.3.2`. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

export function utf8String(text: string): Uint8Array {
  return element(0x0c, Buffer.from(text));
}

/** Until the year 2049. */
export function utcTime(date: Date): Uint8Array {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return element(0x17, Buffer.from(digits.slice(2)));
}

export function octetString(content: Uint8Array): Uint8Array {
  return element(0x04, content);
}

/** The last `unusedBits` of the content do not count. */
export function bitString(content: Uint8Array, unusedBits = 0): Uint8Array {
  return element(0x03, Uint8Array.of(unusedBits), content);
}

/** A constructed value with a tag of its context's own. */
export function explicit(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  return element(0xa0 | tag, ...content);
}

/** A primitive value with a tag of its context's own. */
export function implicit(tag: number, content: Uint8Array): Uint8Array {
  return element(0x80 | tag, content);
}

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) {
    return Uint8Array.of(length);
  }
  const bytes = bigEndian(length);
  return Uint8Array.from([0x80 | bytes.length, ...bytes]);
}

function bigEndian(value: number): number[] {
  return value < 256 ? [value] : [...bigEndian(Math.floor(value / 256)), value % 256];
}

function base128(value: number): number[] {
  const last = value % 128;
  const before = value < 128 ? [] : base128(Math.floor(value / 128)).map((byte) => byte | 0x80);
  return [...before, last];
}
