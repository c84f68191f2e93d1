import * as l10n from '@vscode/l10n';
import { valueRange } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import { isTemplated } from '../../isTemplated.ts';
import { scalarText } from '../../scalarText.ts';
import type { Entry } from '../../workload.ts';
import type { RuleInput } from '../rule.ts';
import { againstLabelValue, againstQualifiedName, byteLength } from './names.ts';
import { invalidValue, toFinding, type Refusal } from './refusal.ts';

/** Bytes of all keys and values together (k8s.io/apimachinery/pkg/api/validation). */
const annotationBytes = 256 * 1024;

/** Keys of annotations and labels, values of labels, and how much annotations may be in all. */
export function checkMetadata({ item }: RuleInput): readonly Finding[] {
  const { annotations, labels } = item.workload.template;
  return [
    ...checkAnnotations(annotations, item.paths.annotations),
    ...checkAnnotations(item.objectAnnotations, 'metadata.annotations'),
    ...labels.flatMap((entry) => checkLabel(entry, `${item.paths.metadata}.labels`)),
  ].map(toFinding);
}

function checkAnnotations(annotations: readonly Entry[], fieldPath: string): readonly Refusal[] {
  const size = annotations.reduce((sum, { key, value }) => sum + byteLength(key.value) + byteLength(scalarText(value.value)), 0);
  const [first] = annotations;
  const message = l10n.t(
    'the annotations are {0} bytes long: the API server takes at most {1}. Shorten them.',
    size,
    annotationBytes,
  );
  const said = [`Too long: may not be more than ${annotationBytes} bytes`];
  return [
    // An upper case key counts as its lower case one.
    ...annotations.flatMap((entry) => checkKey(entry, entry.key.value.toLowerCase(), fieldPath)),
    ...(first !== undefined && size > annotationBytes
      ? [{ rule: 'metadata-key', fieldPath, said, message, range: first.key.range } as const]
      : []),
  ];
}

function checkKey({ key }: Entry, judged: string, fieldPath: string): readonly Refusal[] {
  if (isTemplated(key.value)) return [];
  const message = l10n.t(
    'key {0}: the API server refuses it. Use letters, digits, "-", "_" and ".", at most 63, with a domain and "/" before it if need be.',
    JSON.stringify(key.value),
  );
  const said = againstQualifiedName(judged).map((why) => invalidValue(key.value, why));
  return said.length === 0 ? [] : [{ rule: 'metadata-key', fieldPath, said, message, range: key.range }];
}

function checkLabel(entry: Entry, fieldPath: string): readonly Refusal[] {
  const value = scalarText(entry.value.value);
  const message = l10n.t(
    'label {0} {1}: the API server refuses the value. Use letters, digits, "-", "_" and ".", at most 63.',
    entry.key.value,
    JSON.stringify(value),
  );
  const isUnknown = isTemplated(value) || (typeof entry.value.value === 'object' && entry.value.value !== null);
  const said = isUnknown ? [] : againstLabelValue(value).map((why) => invalidValue(value, why));
  return [
    ...checkKey(entry, entry.key.value, fieldPath),
    ...(said.length === 0 ? [] : [{ rule: 'metadata-key', fieldPath, said, message, range: valueRange(entry) } as const]),
  ];
}
