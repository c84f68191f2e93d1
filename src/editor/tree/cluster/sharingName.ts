import * as l10n from '@vscode/l10n';
import type { NodeSharing } from '../../../manifest/clusterFacts.ts';

/** Who hands out the GPUs of a node, in a word. */
export function sharingName(sharing: NodeSharing): string {
  switch (sharing) {
    case 'kai':
      return 'KAI';
    case 'hami':
      return 'HAMi';
    case 'dra':
      return 'DRA';
    case 'mig':
      return 'MIG';
    case 'mps':
      return 'MPS';
    case 'timeSlicing':
      return l10n.t('time-slicing');
    case 'devicePlugin':
      return l10n.t('whole GPUs');
  }
}
