import * as l10n from '@vscode/l10n';
import { isTemplated } from '../isTemplated.ts';
import { requestKeys } from '../requestKeys.ts';
import type { FoundWorkload } from '../requests.ts';
import { scalarText } from '../scalarText.ts';
import type { YamlValue } from '../yamlReader.ts';
import type { TemplateFacts } from './maskedDocument.ts';

/** Texts for others, in which braces may be meant so: a prompt's template among the arguments, a script in a ConfigMap, a note of another tool. */
const freeTexts: ReadonlySet<string> = new Set(['args', 'command', 'env', 'annotations', 'data', 'stringData', 'description']);

/** What only a chart says. */
const chartWords = /\{\{[^}]*(?:\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|\b(?:include|tpl|template)\s)/;

const deepest = 40;

/** The first action of an object that must be filled in before it can run. */
export function findUnrendered(object: YamlValue, { statement }: TemplateFacts): string | undefined {
  return statement ?? findIn(object, false, new Set(), 0);
}

function findIn(value: YamlValue, isFree: boolean, known: Set<YamlValue>, depth: number): string | undefined {
  if (known.has(value) || depth > deepest) return undefined;
  known.add(value);
  if (value.isScalar) return isUnrendered(value.text, isFree) ? value.text : undefined;
  for (const { key, value: inner } of value.fields) {
    const isRequest = requestKeys.some((name) => name === key.value);
    const found = findIn(inner, !isRequest && (isFree || freeTexts.has(key.value)), known, depth + 1);
    if (found !== undefined) return found;
  }
  for (const item of value.items) {
    const found = findIn(item, isFree, known, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isUnrendered(text: string | undefined, isFree: boolean): boolean {
  return text !== undefined && (isFree ? chartWords.test(text) : isTemplated(text));
}

/** Why a workload cannot be deployed from its text, with the cure; undefined where nothing is to be filled in. */
export function refuseUnrendered({ workload, result, item }: FoundWorkload): string | undefined {
  const isRequestUnknown = result.kind === 'invalid' && result.findings.length === 0;
  const entry = workload.template.annotations.find(({ value }) => isTemplated(scalarText(value.value)));
  const what = item.unrendered ?? (isRequestUnknown ? scalarText(entry?.value.value) : undefined);
  if (what === undefined) return undefined;
  return l10n.t(
    '{0}: {1} is yet to be filled in, so it cannot run as it stands here. Render it first (for a chart: helm template) and deploy the result.',
    workload.name.value,
    what.split(/[\r\n]/)[0] ?? '',
  );
}
