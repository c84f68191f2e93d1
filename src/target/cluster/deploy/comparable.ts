import * as l10n from '@vscode/l10n';
import { stringify } from 'yaml';
import type { ClusterObject } from '../api/clusterApi.ts';
import { asRecord } from '../objects/fields.ts';

/** Two texts of one object, to be shown side by side; empty where it is not there. */
export interface ComparedTexts {
  readonly before: string;
  readonly after: string;
}

/** Fields of metadata that the server writes. */
export const writtenByServer: ReadonlySet<string> = new Set([
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
]);

/** The second one of kubectl holds the whole object again, a Secret's data too. */
const bookkeeping: ReadonlySet<string> = new Set([
  'deployment.kubernetes.io/revision',
  'kubectl.kubernetes.io/last-applied-configuration',
]);

/** An object as it is and as it would be, without what no one wrote, keys in one order, the data of a Secret hidden. */
export function compareTexts(before: ClusterObject | undefined, after: ClusterObject | undefined): ComparedTexts {
  return { before: before === undefined ? '' : describe(before), after: after === undefined ? '' : describe(after, before) };
}

/** Whether both say the same but for what the server writes. */
export function isSame(left: ClusterObject, right: ClusterObject): boolean {
  return JSON.stringify(order(clean(left))) === JSON.stringify(order(clean(right)));
}

/** A live object for a reader: as above, with its status. */
export function objectText(object: ClusterObject): string {
  const shown = isSecret(object) ? hideData(object, undefined) : object;
  const status = object['status'] === undefined ? {} : { status: object['status'] };
  return stringify(order({ ...clean(shown), ...status }), { lineWidth: 0, aliasDuplicateObjects: false });
}

function describe(object: ClusterObject, earlier?: ClusterObject): string {
  const shown = isSecret(object) ? hideData(object, earlier) : object;
  return stringify(order(clean(shown)), { lineWidth: 0, aliasDuplicateObjects: false });
}

function clean({ metadata, ...object }: ClusterObject): Record<string, unknown> {
  const { status: _, ...rest } = object;
  const { annotations, ...kept } = Object.fromEntries(Object.entries(metadata).filter(([key]) => !writtenByServer.has(key)));
  const own = Object.entries(asRecord(annotations)).filter(([key]) => !bookkeeping.has(key));
  return { ...rest, metadata: { ...kept, ...(own.length > 0 && { annotations: Object.fromEntries(own) }) } };
}

function isSecret({ apiVersion, kind }: ClusterObject): boolean {
  return apiVersion === 'v1' && kind === 'Secret';
}

function hideData(secret: ClusterObject, earlier: ClusterObject | undefined): ClusterObject {
  const { stringData: _, ...rest } = secret;
  const before = asRecord(earlier?.['data']);
  const data = Object.entries(asRecord(secret['data'])).map(([key, value]) => {
    const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64').length;
    const isChanged = earlier !== undefined && before[key] !== value;
    return [key, isChanged ? l10n.t('(hidden, {0} bytes, changed)', bytes) : l10n.t('(hidden, {0} bytes)', bytes)];
  });
  return { ...(rest as ClusterObject), data: Object.fromEntries(data) };
}

/** What an object is comes first; all else by the alphabet. */
const leading = ['apiVersion', 'kind', 'metadata', 'name'];

function order(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(order);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => rank(left) - rank(right) || (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, order(inner)]));
}

function rank(key: string): number {
  const place = leading.indexOf(key);
  return place === -1 ? leading.length : place;
}
