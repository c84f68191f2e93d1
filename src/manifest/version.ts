/** A version of a product; what follows the third number does not count. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Reads `v0.17.2`, `1.34`, `v1.34.1-gke.100`; undefined for what is no version. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch = '0'] = /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:[-+].*|\.[a-z].*)?$/.exec(text.trim()) ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

export function isAtLeast(version: Version, { major, minor, patch }: Version): boolean {
  return (version.major - major || version.minor - minor || version.patch - patch) >= 0;
}

/** `0.17`, and `0.17.2` where the third number counts. */
export function formatVersion({ major, minor, patch }: Version): string {
  return patch === 0 ? `${major}.${minor}` : `${major}.${minor}.${patch}`;
}
