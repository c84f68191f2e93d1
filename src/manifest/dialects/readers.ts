import * as l10n from '@vscode/l10n';
import type { ClusterFacts } from '../clusterFacts.ts';
import { formatVersion, isAtLeast, type Version } from '../version.ts';
import type { Reader } from './dialect.ts';

/** Who reads a dialect and since when: `KAI 0.18 and later, Run:ai 3.0 and later`. */
export function describeReaders({ readers }: { readonly readers: readonly Reader[] }): string {
  return readers
    .map(({ product, from, until }) => {
      if (from !== undefined && until !== undefined) {
        return l10n.t('{0} {1} to {2}', product, formatVersion(from), formatVersion(until));
      }
      if (from !== undefined) return l10n.t('{0} {1} and later', product, formatVersion(from));
      return until === undefined ? product : l10n.t('{0} up to {1}', product, formatVersion(until));
    })
    .join(', ');
}

/** The products of a cluster of which it is known that none reads it: `KAI 0.17`, `no HAMi`; undefined where one does, or none is known. */
export function describeNonReaders(readers: readonly Reader[], cluster: ClusterFacts): string | undefined {
  const known = readers.flatMap((reader) => {
    const version = versionOf(reader.product, cluster);
    return version === undefined ? [] : [{ reader, version }];
  });
  const isRead = known.some(({ reader, version }) => version !== null && reads(reader, version));
  if (isRead || known.length === 0) return undefined;
  return known
    .map(({ reader: { product }, version }) =>
      version === null ? l10n.t('no {0}', product) : `${product} ${formatVersion(version)}`,
    )
    .join(', ');
}

/** Null where there is none; undefined where that is not known. */
function versionOf(product: Reader['product'], { kai, runai, hami, kubernetes }: ClusterFacts): Version | null | undefined {
  switch (product) {
    case 'KAI':
      return kai;
    case 'Run:ai':
      return runai;
    case 'HAMi':
      return hami;
    case 'Kubernetes':
      return kubernetes;
    case 'NVIDIA device plugin':
      return undefined;
  }
}

/** `until` is the last minor version that reads it. */
function reads({ from, until }: Reader, version: Version): boolean {
  const isOld = from !== undefined && !isAtLeast(version, from);
  const isNew = until !== undefined && isAtLeast(version, { major: until.major, minor: until.minor + 1, patch: 0 });
  return !isOld && !isNew;
}
