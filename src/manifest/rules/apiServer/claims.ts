import * as l10n from '@vscode/l10n';
import { replaceScalar } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import type { SourceText } from '../../manifestFile.ts';
import { scalarText } from '../../scalarText.ts';
import type { Entry, PodClaim } from '../../workload.ts';
import { offerRemoval } from '../entryFixes.ts';
import { findMeantName } from '../nearMiss.ts';
import type { RuleInput } from '../rule.ts';
import { againstLabel } from './names.ts';
import { invalidValue, toFinding, type Refusal } from './refusal.ts';
import type { PlacedContainer } from './resources.ts';
import { isTemplated } from '../../isTemplated.ts';

/** `resourceClaims` of a pod and `resources.claims` of its containers: k8s.io/kubernetes/pkg/apis/core/validation 1.37. */
export function checkClaims({ file, item }: RuleInput, containers: readonly PlacedContainer[]): readonly Finding[] {
  const { claims } = item.workload.template;
  const path = `${item.paths.podSpec}.resourceClaims`;
  const ofPod = claims.flatMap((claim, index) => [
    ...refuseName(claim, `${path}[${index}]`, claims.slice(0, index)),
    // What a patch leaves out stands elsewhere.
    ...refuseSource(file, claim, `${path}[${index}]`, item.isPartial),
  ]);
  const names = [...new Set(claims.map(({ name }) => name.value).filter((name) => name !== ''))];
  const ofContainers = containers.flatMap((placed) => [
    ...refuseTwins(placed),
    ...(item.isPartial || names.some(isTemplated) ? [] : refuseUndeclared(file, placed, names)),
  ]);
  return [...ofPod, ...ofContainers].map(toFinding);
}

function refuseName({ name, range }: PodClaim, path: string, before: readonly PodClaim[]): readonly Refusal[] {
  if (isTemplated(name.value)) return [];
  const refusal = { rule: 'claim-name', fieldPath: `${path}.name`, range: name.range } as const;
  if (name.value === '') {
    const message = l10n.t('this claim has no name: the API server refuses the pod. Add a name.');
    const start = { start: range.start, end: range.start };
    return [{ ...refusal, said: ['Required value'], message, range: start }];
  }
  if (before.some((other) => other.name.value === name.value)) {
    const message = l10n.t('claim "{0}" stands twice: the API server refuses the pod. Rename one.', name.value);
    return [{ ...refusal, said: [`Duplicate value: ${JSON.stringify(name.value)}`], message }];
  }
  const said = againstLabel(name.value).map((why) => invalidValue(name.value, why));
  const message = l10n.t(
    'claim name "{0}": the API server refuses it. Use lower case letters, digits and "-", at most 63.',
    name.value,
  );
  return said.length === 0 ? [] : [{ ...refusal, said, message }];
}

function refuseSource(file: SourceText, pod: PodClaim, path: string, isPartial: boolean): readonly Refusal[] {
  const { name, claim, template, range } = pod;
  if ((claim === undefined) !== (template === undefined) || (isPartial && claim === undefined)) return [];
  const value = `{"Name":${JSON.stringify(name.value)},"ResourceClaimName":${textOf(claim)},"ResourceClaimTemplateName":${textOf(template)}}`;
  const refusal = { rule: 'claim-source', fieldPath: path } as const;
  if (claim === undefined || template === undefined) {
    const message = l10n.t(
      'claim "{0}" says no source: the API server refuses the pod. Add resourceClaimTemplateName, or resourceClaimName for a shared claim.',
      name.value,
    );
    const why = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
    const at = name.value === '' ? { start: range.start, end: range.start } : name.range;
    return [{ ...refusal, said: [`Invalid value: ${value}: ${why}`], message, range: at }];
  }
  const message = l10n.t(
    'claim "{0}" says resourceClaimName and resourceClaimTemplateName: the API server refuses both together. Remove one.',
    name.value,
  );
  const why = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
  const fixes = [claim, template].flatMap((entry) => offerRemoval(file, entry));
  return [{ ...refusal, said: [`Invalid value: ${value}: ${why}`], message, range: template.key.range, fixes }];
}

function textOf(entry: Entry | undefined): string {
  return entry === undefined ? 'null' : JSON.stringify(scalarText(entry.value.value));
}

/** A claim, or a request of it, that a container names twice. */
function refuseTwins({ container, path }: PlacedContainer): readonly Refusal[] {
  const known = new Set<string>();
  return container.claims.flatMap(({ name: { value: name }, request, range }, index): readonly Refusal[] => {
    if (name === '' || isTemplated(name)) return [];
    const key = request === undefined ? name : `${name}/${request.value}`;
    const overlaps = request === undefined && [...known].some((other) => other.startsWith(`${name}/`));
    const twin = known.has(name) || overlaps ? name : known.has(key) ? key : undefined;
    if (!known.has(name)) known.add(key);
    if (twin === undefined) return [];
    const said = [`Duplicate value: ${JSON.stringify(twin)}`];
    const message = l10n.t(
      'claim "{0}" stands twice in container "{1}": the API server refuses the pod. Remove one.',
      twin,
      container.name,
    );
    return [{ rule: 'claim-name', fieldPath: `${path}.resources.claims[${index}]`, said, message, range }];
  });
}

function refuseUndeclared(file: SourceText, { container, path }: PlacedContainer, names: readonly string[]): readonly Refusal[] {
  return container.claims.flatMap(({ name: { value: name, range }, range: whole }, index): readonly Refusal[] => {
    if (names.includes(name) || isTemplated(name)) return [];
    const refusal = { rule: 'claim-undeclared', fieldPath: `${path}.resources.claims[${index}]` } as const;
    if (name === '') {
      const message = l10n.t('this claim has no name: the API server refuses the pod. Write a name of resourceClaims.');
      return [{ ...refusal, said: ['Required value'], message, range: { start: whole.start, end: whole.start } }];
    }
    const listed = names.length === 0 ? ' which is empty' : `: ${names.toSorted().join(', ')}`;
    const said = [`Not found: ${JSON.stringify(name)}: must be one of the names in pod.spec.resourceClaims${listed}`];
    const free = names.filter((known) => !container.claims.some((other) => other.name.value === known));
    const meant = findMeantName(name, free) ?? (names.length === 1 ? free[0] : undefined);
    const message =
      names.length === 0
        ? l10n.t('claim "{0}": the pod has no resourceClaims, so the API server refuses it. List the claim there.', name)
        : l10n.t(
            'claim "{0}": resourceClaims of the pod has none of that name, so the API server refuses it. It has {1}.',
            name,
            names.join(', '),
          );
    const fixes = meant === undefined ? [] : [{ title: l10n.t('Use "{0}"', meant), edits: [replaceScalar(file, range, meant)] }];
    return [{ ...refusal, said, message, range, fixes }];
  });
}
