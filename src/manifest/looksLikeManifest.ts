import { workloadKinds } from './workloads.ts';

/** Enough for the head of any workload. */
const lookedAtCharacters = 20_000;

const kinds = workloadKinds.map(({ kind }) => kind).join('|');
const place = String.raw`^[ \t]*(?:-[ \t]+)?(?:[{,][ \t]*)?["']?`;
const apiVersion = new RegExp(String.raw`${place}apiVersion["']?[ \t]*:`, 'm');
const anyKind = new RegExp(String.raw`(?:${place}|[{,][ \t]*["']?)kind["']?[ \t]*:`, 'm');
const kind = new RegExp(String.raw`(?:${place}|[{,][ \t]*["']?)kind["']?[ \t]*:[ \t]*["']?(?:${kinds})(?:List)?(?![\w-])`, 'm');

/**
 * Whether a text may be a manifest with a workload: a cheap look at its head without parsing, for menus and the like.
 * Also true for a workload in a later document or among the `items` of a list.
 */
export function looksLikeManifest(text: string): boolean {
  const head = text.slice(0, lookedAtCharacters);
  return apiVersion.test(head) && kind.test(head);
}

/** Whether a text has what every object of Kubernetes has, of whatever kind. */
export function looksLikeObject(text: string): boolean {
  return apiVersion.test(text) && anyKind.test(text);
}
