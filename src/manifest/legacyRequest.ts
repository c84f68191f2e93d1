import type { Entry } from './workload.ts';
import type { YamlValue } from './yamlReader.ts';

/** What a workload of Run:ai up to 2.20 asks of a GPU: fields of `spec` with their `value`. */
export interface LegacyRequest {
  /** A whole number of GPUs, or a share of one. */
  readonly gpu?: Entry;
  readonly gpuMemory?: Entry;
  readonly gpuLimit?: Entry;
  readonly migProfile?: Entry;
}

export function readLegacyRequest(object: YamlValue): LegacyRequest {
  const spec = object.field('spec');
  const entryOf = (name: string): Entry | undefined => {
    const field = spec.fields.find(({ key }) => key.value === name);
    const value = field?.value.field('value');
    return field === undefined || value === undefined || value.isAbsent
      ? undefined
      : { key: field.key, value: { value: value.text ?? '', range: value.range } };
  };
  const [gpu, gpuMemory, gpuLimit, migProfile] = ['gpu', 'gpuMemory', 'gpuLimit', 'migProfile'].map(entryOf);
  return {
    ...(gpu !== undefined && { gpu }),
    ...(gpuMemory !== undefined && { gpuMemory }),
    ...(gpuLimit !== undefined && { gpuLimit }),
    ...(migProfile !== undefined && { migProfile }),
  };
}
