import * as l10n from '@vscode/l10n';
import type { Cure } from './cure.ts';
import type { StartProblem } from './runtimeTexts/startProblem.ts';

interface Told {
  /** A sentence. */
  readonly text: string;
  readonly headline: string;
  readonly cures: readonly Cure[];
}

/** What keeps a container from starting; the kubelet's own text is to stand beside it. */
export function describeStartProblem(problem: StartProblem, container: string, reason: string): Told {
  switch (problem.kind) {
    case 'image':
      return describeImage(problem, container);
    case 'missing':
      return describeMissing(problem, container);
    case 'cdi':
      return {
        text: l10n.t('The runtime of the node does not know GPU "{0}".', problem.device),
        headline: l10n.t('the node does not know its GPU'),
        cures: [
          {
            kind: 'askOperator',
            what: l10n.t('Ask who runs the cluster to make the CDI specification of the node anew (NVIDIA container toolkit).'),
          },
        ],
      };
    case 'runtimeClass':
      return {
        text: l10n.t('The node has no container runtime "{0}".', problem.name),
        headline: l10n.t('no runtime "{0}" on the node', problem.name),
        cures: [
          { kind: 'askOperator', what: l10n.t('Ask who runs the cluster to set up the NVIDIA container toolkit on the node.') },
        ],
      };
    case 'nvFractions':
      return {
        text:
          problem.key === undefined
            ? l10n.t('The node cannot read the share that the pod asks for.')
            : l10n.t('The node cannot read annotation "{0}".', problem.key),
        headline: l10n.t('its share cannot be read'),
        cures: [{ kind: 'changeManifest', what: l10n.t('Write a quantity with a unit: "2048Mi"; without one it counts bytes.') }],
      };
    case 'command':
      return {
        text: l10n.t('Container "{0}": its command is not in the image.', container),
        headline: l10n.t('the command is not in the image'),
        cures: [
          { kind: 'changeManifest', what: l10n.t('Correct command and args of container "{0}", or its image.', container) },
        ],
      };
    case 'mount':
      return {
        text: l10n.t('A volume cannot be mounted.'),
        headline: l10n.t('a volume cannot be mounted'),
        cures: [
          { kind: 'changeManifest', what: l10n.t('See that the volumes of the pod exist and that the node reaches them.') },
        ],
      };
    case 'crashLoop':
      return {
        text:
          problem.backOff === undefined
            ? l10n.t('Container "{0}" ends again and again.', container)
            : l10n.t('Container "{0}" ends again and again; the next try is after {1}.', container, problem.backOff),
        headline: l10n.t('ends again and again'),
        cures: [],
      };
    case 'unknown':
      return {
        text: l10n.t('Container "{0}" does not start ({1}).', container, reason),
        headline: reason,
        cures: [{ kind: 'seeEvents' }],
      };
  }
}

function describeImage({ image = '', why }: StartProblem & { readonly kind: 'image' }, container: string): Told {
  const name = image === '' ? l10n.t('the image of container "{0}"', container) : `"${image}"`;
  const headline = l10n.t('its image cannot be pulled');
  const changed = (what: string): readonly Cure[] => [{ kind: 'changeManifest', what }];
  switch (why) {
    case 'notFound':
      return {
        text: l10n.t('Image {0} does not exist.', name),
        headline: l10n.t('its image does not exist'),
        cures: changed(l10n.t('Correct the name or the tag of the image.')),
      };
    case 'unauthorized':
      return {
        text: l10n.t('Image {0} may not be pulled without credentials, or does not exist.', name),
        headline,
        cures: changed(l10n.t('Name a Secret with credentials for the registry in imagePullSecrets.')),
      };
    case 'unreachable':
      return {
        text: l10n.t('Image {0}: its registry cannot be reached from the node.', name),
        headline,
        cures: [{ kind: 'askOperator', what: l10n.t('Ask who runs the cluster which registries its nodes reach.') }],
      };
    case 'limited':
      return {
        text: l10n.t('Image {0}: its registry allows no more pulls for now.', name),
        headline,
        cures: [{ kind: 'waitFor', what: l10n.t('the registry to allow pulls again, or name credentials in imagePullSecrets') }],
      };
    case 'name':
      return {
        text: l10n.t('Container "{0}": its image is no valid name.', container),
        headline: l10n.t('its image is no valid name'),
        cures: changed(l10n.t('Correct the name of the image.')),
      };
    case 'other':
      return { text: l10n.t('Image {0} cannot be pulled.', name), headline, cures: [{ kind: 'seeEvents' }] };
  }
}

function describeMissing({ what, name, ofKai }: StartProblem & { readonly kind: 'missing' }, container: string): Told {
  if (ofKai) {
    return {
      text: l10n.t('The ConfigMap "{0}", by which KAI tells the container its GPU, is missing.', name),
      headline: l10n.t("KAI's ConfigMap is missing"),
      cures: [
        { kind: 'waitFor', what: l10n.t("KAI's binder to write it") },
        { kind: 'changeManifest', what: l10n.t('Where it does not come, delete the pod, so that it is created and bound anew.') },
      ],
    };
  }
  return {
    text: l10n.t('Container "{0}" needs {1} "{2}", which does not exist.', container, what, name),
    headline: l10n.t('{0} "{1}" is missing', what, name),
    cures: [{ kind: 'changeManifest', what: l10n.t('Create {0} "{1}" in the namespace, or name another.', what, name) }],
  };
}
