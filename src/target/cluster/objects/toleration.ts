import type { Toleration } from '../../../gpu/taints.ts';
import { asRecord, asText } from './fields.ts';

/** Reads a toleration of a pod, or of a request for devices. */
export function readToleration(value: unknown): Toleration {
  const toleration = asRecord(value);
  return {
    key: asText(toleration['key']) ?? '',
    operator: asText(toleration['operator']) ?? 'Equal',
    value: asText(toleration['value']) ?? '',
    effect: asText(toleration['effect']) ?? '',
  };
}
