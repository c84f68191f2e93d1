import { wholeGpuResource } from '../fractionContainer.ts';
import { isTemplated } from '../isTemplated.ts';
import { scalarText } from '../scalarText.ts';
import type { Container } from '../workload.ts';
import { kaiScheduler, type AdmissionPod } from './admission.ts';
import { isMemory, readNvKeys } from './nvFractions.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';

/** Whether KAI's admission will look at the pods of this workload. */
export function isJudgedByKai({ item }: RuleInput): boolean {
  return item.workload.template.schedulerName?.value === kaiScheduler;
}

/** The pod as KAI would see it if it looked. */
export function toAdmissionPod(input: RuleInput): AdmissionPod {
  const { workload } = input.item;
  const { containers, initContainers, injectedFirst, injectedLast } = workload.template;
  const toContainer = ({ name, limits }: Container): AdmissionPod['spec']['containers'][number] => ({
    name,
    resources: { limits: Object.fromEntries(limits.map(({ key, value }) => [key.value, value.value])) },
  });
  const bare = (name: string): { readonly name: string } => ({ name });
  return {
    metadata: {
      name: workload.name.value,
      namespace: workload.namespace,
      annotations: Object.fromEntries(judgedAnnotations(input)),
    },
    spec: {
      schedulerName: kaiScheduler,
      containers: [...injectedFirst.map(bare), ...containers.map(toContainer), ...injectedLast.map(bare)],
      initContainers: initContainers.map(toContainer),
    },
  };
}

/** What of an annotation is not known, or stands elsewhere, is taken for right. */
function judgedAnnotations(input: RuleInput): ReadonlyMap<string, string> {
  const { isPartial, workload } = input.item;
  const { annotations, containers, initContainers } = workload.template;
  const all = [...initContainers, ...containers];
  const judged = new Map(annotations.map((entry) => [entry.key.value, annotationText(input, entry)]));
  for (const [key, text] of judged) {
    const right = rightValues[key];
    if (isTemplated(text) && right === undefined) judged.delete(key);
    else if (isTemplated(text) && right !== undefined) judged.set(key, right);
  }
  const hasNvMemory = readNvKeys(judged).known.some(isMemory);
  const container = findAnnotation(input, 'gpu-fraction-container-name');
  const mayBeThere =
    isPartial || [container?.value.value, ...all.map(({ name }) => name)].some((name) => isTemplated(scalarText(name)));
  if (mayBeThere) judged.delete('gpu-fraction-container-name');
  if (isPartial && !judged.has('gpu-fraction') && !judged.has('gpu-memory') && !hasNvMemory) {
    judged.delete('mps');
    if (all.some(({ limits }) => limits.some(({ key }) => key.value === wholeGpuResource)))
      judged.delete('gpu-fraction-num-devices');
    else judged.set('gpu-fraction', '0.5');
  }
  return judged;
}

const rightValues: Readonly<Record<string, string>> = {
  'gpu-fraction': '0.5',
  'gpu-memory': '1',
  'gpu-fraction-num-devices': '1',
};
