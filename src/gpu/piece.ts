import * as l10n from '@vscode/l10n';
import type { MiB } from './quantity.ts';

/** A piece of a GPU whose size the operator of the cluster has fixed, so that a manifest can only ask for some of them. */
export type FixedPiece =
  | {
      readonly kind: 'mig';
      /** As NVIDIA spells it: `1g.10gb`, `1g.10gb+me`; `any` where a DRA claim leaves it open. */
      readonly profile: string;
      /** By the profile's name, which counts in GB as the driver does; absent where the name says none. */
      readonly memoryMiB?: MiB;
      readonly count: number;
      readonly container: string;
    }
  | {
      /** One of the copies under which a device plugin offers each GPU: it says nothing of memory. */
      readonly kind: 'replica';
      readonly resource: string;
      readonly count: number;
      readonly container: string;
      /** How many of them each GPU has, where that is known. */
      readonly perGpu?: number;
      /** MPS gives each an equal part of the memory, time-slicing none. */
      readonly sharing?: 'timeSlicing' | 'mps';
    };

/** The piece in words: "one MIG device 1g.10gb", "1 of 4 replicas of a GPU", "2 replicas of shared GPUs". */
export function describePiece(piece: FixedPiece): string {
  if (piece.kind === 'mig') {
    return piece.count === 1
      ? l10n.t('one MIG device {0}', piece.profile)
      : l10n.t('{0} MIG devices {1}', piece.count, piece.profile);
  }
  const { count, perGpu } = piece;
  const replicas =
    perGpu !== undefined && count <= perGpu
      ? l10n.t('{0} of {1} replicas of a GPU', count, perGpu)
      : count === 1
        ? l10n.t('one replica of a shared GPU')
        : l10n.t('{0} replicas of shared GPUs', count);
  return piece.sharing === 'mps' ? l10n.t('{0}, by MPS in equal parts', replicas) : replicas;
}
