import * as l10n from '@vscode/l10n';
import type { Cure } from './cure.ts';

interface Reading {
  /** A clause. */
  readonly why: string;
  readonly cure: Cure;
}

/** Texts of KAI's webhooks (v0.17 gpu_request_validator.go, from 0.18 gpu_sharing_validation.go) and of HAMi's, and what they ask for. */
const readings: readonly (readonly [RegExp, () => Reading])[] = [
  [
    /while GPU sharing is disabled/,
    () => ({ why: l10n.t('GPU sharing is switched off in this cluster'), cure: { kind: 'wholeGpu' } }),
  ],
  [
    /fraction container ref|not found in pod spec/,
    () =>
      change(
        l10n.t('no container has the name that asks for the share'),
        l10n.t('Name a container of the pod in {0}.', 'gpu-fraction-container-name'),
      ),
  ],
  [
    /MPS is only supported with GPU fraction request/,
    () =>
      change(
        l10n.t('annotation "mps" goes only with a share of a GPU'),
        l10n.t('Add gpu-fraction or gpu-memory, or remove "mps".'),
      ),
  ],
  [
    /cannot have both GPU fraction request and whole GPU/,
    () =>
      change(
        l10n.t('it asks for a share and for whole GPUs'),
        l10n.t('Remove {0} from the limits, or the share.', 'nvidia.com/gpu'),
      ),
  ],
  [
    /cannot request both/,
    () => change(l10n.t('it asks for GPU memory and for a share or whole GPUs'), l10n.t('Keep one of them.')),
  ],
  [
    /cannot request multiple fractional devices/,
    () => change(l10n.t('it says how many GPUs, but not how much of each'), l10n.t('Add gpu-fraction or gpu-memory.')),
  ],
  [
    /gpu-memory annotation value must be|gpu memory annotation value/,
    () => change(l10n.t('{0} is no whole number of MiB', 'gpu-memory'), l10n.t('Write digits only, for example "8192".')),
  ],
  [
    /gpu-fraction annotation value must be/,
    () =>
      change(
        l10n.t('{0} is no number between 0 and 1', 'gpu-fraction'),
        l10n.t('Write for example "0.5"; for a whole GPU {0}.', 'nvidia.com/gpu: 1'),
      ),
  ],
  [
    /fraction count annotation value must be/,
    () => change(l10n.t('{0} is no whole number of GPUs', 'gpu-fraction-num-devices'), l10n.t('Write for example "2".')),
  ],
  [
    /must (?:be greater than|not be smaller than)|request is greater than limit/,
    () => change(l10n.t('the limit is below the request'), l10n.t('Raise the limit or lower the request.')),
  ],
  [
    /NvFractions annotation key|NvFractions compute mode|valid Kubernetes memory quantity|memory quantity with a unit/,
    () => change(l10n.t('a key or value of NvFractions is not valid'), l10n.t('Correct the key or value that the text names.')),
  ],
  [
    /multiple containers with fractional GPU requests/,
    () => change(l10n.t('more than one container asks for a share'), l10n.t('Let one container of the pod have the share.')),
  ],
  [
    /NVIDIA_VISIBLE_DEVICES/,
    () => change(l10n.t('a container sets NVIDIA_VISIBLE_DEVICES itself'), l10n.t('Remove that variable.')),
  ],
  [
    /exceeding resource quota/,
    () => change(l10n.t('it goes over the GPU quota of the namespace'), l10n.t('Ask for less GPU memory or cores.')),
  ],
  [
    /is privileged/,
    () => change(l10n.t('HAMi shares no GPU with a privileged container'), l10n.t('Remove privileged from the container.')),
  ],
  [
    /gpumem-percentage/,
    () => change(l10n.t('{0} is no whole number from 0 to 100', 'nvidia.com/gpumem-percentage'), l10n.t('Write for example 50.')),
  ],
];

function change(why: string, what: string): Reading {
  return { why, cure: { kind: 'changeManifest', what } };
}

/** What the text of an admission webhook means; undefined where it is not known. */
export function explainAdmissionText(text: string): Reading | undefined {
  return readings.find(([pattern]) => pattern.test(text))?.[1]();
}
