import * as l10n from '@vscode/l10n';
import { formatQuantity } from '../../gpu/memory.ts';
import type { FractionRequest } from '../../gpu/request.ts';
import type { TextEdit } from '../finding.ts';
import { indentBefore, insertAfterLine, insertBefore, keepsEmptyLines } from '../lineEdits.ts';
import type { SourceText } from '../manifestFile.ts';
import { quoteYaml } from '../quoteYaml.ts';
import type { RuleInput } from '../rules/rule.ts';
import type { Container, Workload } from '../workload.ts';
import { edits, problem, type AmountEdits } from './dialect.ts';

/** The name that the pod gives its claim. */
const podClaim = 'gpu';

/** Writes a ResourceClaimTemplate as the last document of the text, and names it in the pod and in the container. */
export function addClaim({ file, item }: RuleInput, request: FractionRequest): AmountEdits {
  const { workload, podSpecStart } = item;
  const { template } = workload;
  if (request.request.kind === 'share' && request.request.share < 1) {
    return problem(l10n.t('a claim asks for memory, not for a share of a GPU. Choose an amount such as 20 GiB.'));
  }
  const container = template.containers.find(({ name }) => name === request.container) ?? template.containers[0];
  const name = findFreeName(file, `${workload.name.value}-${podClaim}`);
  const inPod = podSpecStart && insertBefore(file, podSpecStart, writePodClaim(name));
  const inContainer = container && nameInContainer(file, container);
  if (template.claims.length > 0 || inPod === undefined || inContainer === undefined) {
    return problem(
      l10n.t(
        '{0} has no simple place for a claim. Write a ResourceClaimTemplate and name it in resourceClaims.',
        workload.name.value,
      ),
    );
  }
  return edits(appendDocument(file, [inPod, inContainer], writeTemplate(name, workload, request)));
}

function writePodClaim(name: string): readonly string[] {
  return ['resourceClaims:', `  - name: ${podClaim}`, `    resourceClaimTemplateName: ${quoteYaml(name)}`];
}

function nameInContainer(file: SourceText, { place, range }: Container): TextEdit | undefined {
  const claims = ['claims:', `  - name: ${podClaim}`];
  if (place.resourcesStart !== undefined) return insertBefore(file, place.resourcesStart, claims);
  const indent = place.start && indentBefore(file, place.start);
  if (indent === undefined || place.fields.includes('resources') || keepsEmptyLines(file, range)) return undefined;
  return insertAfterLine(file, range.end.line, [`${indent}resources:`, ...claims.map((line) => `${indent}  ${line}`)]);
}

function writeTemplate(name: string, { namespace }: Workload, { devices, request }: FractionRequest): readonly string[] {
  return [
    'apiVersion: resource.k8s.io/v1',
    'kind: ResourceClaimTemplate',
    'metadata:',
    `  name: ${quoteYaml(name)}`,
    ...(namespace === 'default' ? [] : [`  namespace: ${quoteYaml(namespace)}`]),
    'spec:',
    '  spec:',
    '    devices:',
    '      requests:',
    `        - name: ${podClaim}`,
    '          exactly:',
    '            deviceClassName: gpu.nvidia.com',
    ...(devices === 1 ? [] : [`            count: ${devices}`]),
    ...(request.kind === 'share'
      ? []
      : ['            capacity:', '              requests:', `                memory: ${formatQuantity(request.memoryMiB)}`]),
  ];
}

/** A name that the text does not say yet. */
function findFreeName({ text }: SourceText, wanted: string): string {
  let [name, number] = [wanted, 1];
  while (text.includes(name)) {
    number += 1;
    name = `${wanted}-${number}`;
  }
  return name;
}

/** Another edit may be at the end of the text too. */
function appendDocument(
  { text, lines }: SourceText,
  others: readonly TextEdit[],
  document: readonly string[],
): readonly TextEdit[] {
  const lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const end = lines.position(text.length);
  const isAtEnd = ({ range: { start } }: TextEdit): boolean => start.line === end.line && start.character === end.character;
  const before = others
    .filter(isAtEnd)
    .map((edit) => edit.text)
    .join('');
  const written = ['---', ...document].map((line) => line + lineBreak).join('');
  const endsLine = /[\r\n]$/.test(text + before) || text === '';
  const last = { range: { start: end, end }, text: before + (endsLine ? '' : lineBreak) + written };
  return [...others.filter((edit) => !isAtEnd(edit)), last];
}
