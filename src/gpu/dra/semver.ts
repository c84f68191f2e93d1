/** A version by semver.org 2.0.0, as far as it orders. */
export interface SemanticVersion {
  readonly core: readonly [bigint, bigint, bigint];
  readonly prerelease: readonly string[];
}

const numeric = String.raw`(0|[1-9]\d*)`;
const pattern = new RegExp(`^${numeric}\\.${numeric}\\.${numeric}(?:-([0-9A-Za-z.-]+))?(?:\\+([0-9A-Za-z.-]+))?$`);

/** Undefined where it is no version: `v1.2.3` and `1.2` are none. */
export function parseSemver(text: string): SemanticVersion | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, major = '', minor = '', patch = '', prerelease, build] = match;
  const identifiers = prerelease?.split('.') ?? [];
  const isValid = identifiers.every((identifier) => identifier !== '' && !/^0\d+$/.test(identifier));
  if (!isValid || build?.split('.').includes('') === true) return undefined;
  return { core: [BigInt(major), BigInt(minor), BigInt(patch)], prerelease: identifiers };
}

/** The version that is meant: `v1.2` is 1.2.0 (normalizeAndParse of k8s.io/apiserver 0.37 cel/library). */
export function normaliseSemver(text: string): string {
  const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
  const parts = [major, minor, rest.length === 0 ? undefined : rest.join('.')].filter((part) => part !== undefined);
  // A short version has no prerelease, with or without the parts that are missing.
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? '')) return '';
  const trimmed = parts.map((part) => (part.length > 1 ? part.replace(/^0+(?=\d)/, '').replace(/^0+(?=\D)/, '0') : part));
  return [...trimmed, '0', '0'].slice(0, 3).join('.');
}

/** -1, 0 or 1 as `left` is before, the same as, or after `right`; what stands behind `+` counts for nothing. */
export function compareSemver(left: SemanticVersion, right: SemanticVersion): number {
  for (const [index, number] of left.core.entries()) {
    const other = right.core[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  const [identifiers, others] = [left.prerelease, right.prerelease];
  // A version is after all of its prereleases.
  if (identifiers.length === 0 || others.length === 0) return Math.sign(others.length - identifiers.length);
  for (const [index, identifier] of identifiers.entries()) {
    const other = others[index];
    const order = other === undefined ? 1 : compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return Math.sign(identifiers.length - others.length);
}

function compareIdentifiers(left: string, right: string): number {
  const [isLeftNumber, isRightNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (isLeftNumber && isRightNumber) return BigInt(left) < BigInt(right) ? -1 : BigInt(left) > BigInt(right) ? 1 : 0;
  if (isLeftNumber !== isRightNumber) return isLeftNumber ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}
