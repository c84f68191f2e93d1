import { decideAdmission } from '../../../../src/manifest/admissionDecision.ts';
import { checkManifest } from '../../../../src/manifest/checkManifest.ts';
import { findMutation, mutateAnnotations, mutateVariables, type MutablePod } from '../../../../src/manifest/mutation.ts';
import { asList, asRecord } from '../../../../src/target/cluster/objects/fields.ts';

/** A pod in the shape of the API, before or after the webhook. */
export type SentPod = MutablePod & { readonly spec: { readonly volumes?: readonly object[] | null } };

/** What KAI's webhooks answer about a pod: the pod as it is afterwards, or why it is refused. */
export type Admission =
  | { readonly isAllowed: true; readonly pod: SentPod }
  | { readonly isAllowed: false; readonly message: string };

/** KAI's mutating webhook: by our own rules, what it adds; it refuses a container that is not there. */
export function mutatePod(pod: SentPod, random: string): Admission {
  const refusal = findRefusal(pod, 'mutation');
  if (refusal !== undefined) return { isAllowed: false, message: refusal };
  const mutation = findMutation(pod, random);
  if (mutation === undefined) return { isAllowed: true, pod };
  const { list, index } = mutation.container;
  const containers = asList(pod.spec[list]).map((container, position) =>
    position === index ? { ...asRecord(container), ...mutateVariables(asRecord(container), mutation) } : container,
  );
  const volumes = [...(pod.spec.volumes ?? []), { name: mutation.volume, configMap: { name: mutation.configMap } }];
  const annotations = mutateAnnotations(pod.metadata?.annotations ?? {}, mutation);
  return {
    isAllowed: true,
    pod: { ...pod, metadata: { ...pod.metadata, annotations }, spec: { ...pod.spec, [list]: containers, volumes } },
  };
}

/** KAI's validating webhook: by our own rules. */
export function validatePod(pod: SentPod): Admission {
  const refusal = findRefusal(pod, 'kai');
  return refusal === undefined ? { isAllowed: true, pod } : { isAllowed: false, message: refusal };
}

/** The words of the first rule that refuses the pod at this stage; what an earlier stage refuses does not come this far. */
function findRefusal(pod: SentPod, stage: 'mutation' | 'kai'): string | undefined {
  const { status: _, ...manifest } = { status: undefined, ...pod, apiVersion: 'v1', kind: 'Pod' };
  const decision = decideAdmission(checkManifest(JSON.stringify(manifest)));
  if (decision.kind === 'accepted' || decision.by !== stage) return undefined;
  return decision.findings.find(({ admissionText }) => admissionText !== undefined)?.admissionText;
}
