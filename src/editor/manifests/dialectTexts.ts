import * as l10n from '@vscode/l10n';
import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import { describeReaders } from '../../manifest/dialects/readers.ts';
import { dialects } from '../../manifest/dialects/dialects.ts';
import type { Dialect } from '../../manifest/dialects/dialect.ts';

export type DialectId = Dialect['id'];

/** `Written as KAI annotations; read by KAI, Run:ai up to 2.26.` */
export function describeDialect(id: DialectId): string {
  const dialect = dialects.find((each) => each.id === id);
  return dialect === undefined ? id : l10n.t('Written as {0}; read by {1}.', dialect.label, describeReaders(dialect));
}

/** Who on a cluster holds a process to what it asked for; nothing is promised that is not known. */
export function enforcementOf(id: DialectId, { sharing }: ClusterFacts): string {
  switch (id) {
    case 'kai':
      return enforcementOfKai(sharing);
    case 'nvFractions':
      return l10n.t('On a cluster the driver holds it to its limit: a process that goes beyond it ends as out of memory.');
    case 'hami':
      return l10n.t('On a cluster HAMi-core holds it to its memory, in the CUDA calls of its processes.');
    case 'mig':
      return l10n.t('The hardware keeps MIG devices apart, memory and cores.');
    case 'replicas':
      return l10n.t('Nobody holds replicas of time-slicing to any memory.');
    case 'dra':
      return l10n.t('Who holds a claim to its capacity is up to its DRA driver.');
    case 'runai':
      return l10n.t('On Run:ai up to 2.26 it is held to its memory, in the CUDA calls of its processes.');
    case 'wholeGpu':
      return l10n.t('A whole GPU has no neighbour.');
  }
}

function enforcementOfKai(sharing: ClusterFacts['sharing']): string {
  switch (sharing) {
    case 'NvFractions':
      return l10n.t('On the cluster NvFractions holds it to its memory.');
    case 'HamiCore':
      return l10n.t('On the cluster HAMi-core holds it to its memory, in the CUDA calls of its processes.');
    case 'Disabled':
      return l10n.t('The cluster has GPU sharing switched off.');
    case 'NonMemoryEnforced':
      return l10n.t('On the cluster nobody holds it: it may see and use more memory than it asked for.');
    case undefined:
      return l10n.t('On a cluster KAI alone holds nobody to it; HAMi-core, NvFractions and Run:ai do.');
  }
}
