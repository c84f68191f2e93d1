import type { SharingMode } from '../../../manifest/clusterFacts.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import { asRecord, asText, present } from '../objects/fields.ts';
import { rememberingInputs } from './remembering.ts';

/** How KAI (or Run:ai) is set up on a cluster, as far as it is told. */
export interface KaiTraits {
  readonly isPresent: boolean;
  readonly mode?: SharingMode;
  readonly schedulerName?: string;
  /** Label that names the queue. */
  readonly queueLabel?: string;
}

const modes: readonly SharingMode[] = ['Disabled', 'NonMemoryEnforced', 'HamiCore', 'NvFractions'];
const schedulers: ReadonlySet<string> = new Set(['kai-scheduler', 'runai-scheduler']);

const remember = rememberingInputs<ClusterObjects['kaiConfig'], KaiTraits>();

/** KAI is there where the cluster serves one of its kinds, even where they may not be read. */
export function readKaiTraits({ kaiConfig, queues, podGroups }: ClusterObjects): KaiTraits {
  const isPresent = [kaiConfig, queues, podGroups].some(({ state }) => state === 'known' || state === 'forbidden');
  return remember(kaiConfig, [isPresent], () => ({ isPresent, ...readConfig(kaiConfig) }));
}

/** `Config/kai-config`: `.spec.global` from KAI 0.18 on, `.spec.admission.gpuSharing` before. */
function readConfig(reading: ClusterObjects['kaiConfig']): Omit<KaiTraits, 'isPresent'> {
  const configs = known(reading);
  const config = configs.find(({ metadata }) => metadata.name === 'kai-config') ?? configs[0];
  const spec = asRecord(config?.['spec']);
  const global = asRecord(spec['global']);
  const written = modes.find((mode) => mode === global['gpuSharingMode']);
  const isOn = asRecord(spec['admission'])['gpuSharing'];
  return present({
    mode: written ?? (isOn === true ? 'NonMemoryEnforced' : isOn === false ? 'Disabled' : undefined),
    schedulerName: asText(global['schedulerName']),
    queueLabel: asText(global['queueLabelKey']),
  });
}

/** Whether pods that say this scheduler are KAI's or Run:ai's. */
export function isKaiScheduler(name: string, { schedulerName }: KaiTraits): boolean {
  return name === schedulerName || schedulers.has(name);
}
