import * as l10n from '@vscode/l10n';

/** Two fields of which a kind takes one: the API server refuses an object with both. */
export interface ExclusiveFields {
  /** `NIMService.apps.nvidia.com`. */
  readonly kinds: readonly string[];
  /** Path of what holds both; of a NIMPipeline in each of its services. */
  readonly in: string;
  /** The finding stands on it. */
  readonly first: FieldChoice;
  readonly second: FieldChoice;
  /** A field beside which another row asks for the second to go. */
  readonly unless?: string;
  /** What to do about the first; `either`: one is as good as the other. */
  readonly cure: 'either' | ((field: string) => string);
}

export interface FieldChoice {
  readonly path: string;
  /** It counts only where it is true. */
  readonly isSwitch?: true;
}

const nim = ['NIMService.apps.nvidia.com', 'NIMPipeline.apps.nvidia.com'];
const scaled: FieldChoice = { path: 'scale.enabled', isSwitch: true };

/** Rules of CRDs: of k8s-nim-operator (api/apps/v1alpha1, August 2026) and of KServe v0.20. */
export const exclusiveFields: readonly ExclusiveFields[] = [
  {
    kinds: nim,
    in: 'spec',
    first: { path: 'replicas' },
    second: scaled,
    unless: 'multiNode',
    cure: (field) => l10n.t('Remove {0}: scale.hpa says how many there may be.', field),
  },
  {
    kinds: nim,
    in: 'spec',
    first: scaled,
    second: { path: 'multiNode' },
    cure: () => l10n.t('Switch it off: what runs over several nodes is not scaled.'),
  },
  {
    kinds: nim,
    in: 'spec.expose',
    first: { path: 'ingress.enabled', isSwitch: true },
    second: { path: 'router.ingress' },
    cure: () => l10n.t('Switch it off: router takes its place.'),
  },
  { kinds: nim, in: 'spec.expose.router', first: { path: 'ingress' }, second: { path: 'gateway' }, cure: 'either' },
  { kinds: nim, in: 'spec.multiNode', first: { path: 'mpi' }, second: { path: 'ray' }, cure: 'either' },
  ...['spec', 'spec.prefill'].map((holder): ExclusiveFields => ({
    kinds: ['LLMInferenceService.serving.kserve.io'],
    in: holder,
    first: { path: 'replicas' },
    second: { path: 'scaling' },
    cure: 'either',
  })),
];
