import { isOfKubernetes } from './findKind.ts';
import { workloadKinds } from './workloads.ts';

/** Enough for the head of any workload. */
const lookedAtCharacters = 20_000;

const place = String.raw`^[ \t]*(?:-[ \t]+)?(?:[{,][ \t]*)?["']?`;
const anyApiVersion = new RegExp(String.raw`${place}apiVersion["']?[ \t]*:`, 'm');
const anyKind = new RegExp(String.raw`(?:${place}|[{,][ \t]*["']?)kind["']?[ \t]*:`, 'm');
const apiVersion = new RegExp(String.raw`(?:${place}|[{,][ \t]*["']?)apiVersion["']?[ \t]*:[ \t]*["']?(?:([\w.-]+)/)?`, 'gm');
const kind = new RegExp(String.raw`(?:${place}|[{,][ \t]*["']?)kind["']?[ \t]*:[ \t]*["']?(\w+)(?![\w-])`, 'gm');

const groupsByKind: ReadonlyMap<string, readonly string[]> = new Map(
  [...Map.groupBy(workloadKinds, (row) => row.kind)].map(([name, rows]) => [
    name,
    // A kind of Kubernetes counts with a wrong group too: that is a slip which the checks tell.
    rows.some(isOfKubernetes) ? [] : rows.map(({ group }) => group),
  ]),
);

/**
 * Whether a text may be a manifest with a workload: a cheap look at its head without parsing, for menus and the like.
 * Also true for a workload in a later document or among the `items` of a list. A kind of somebody's own counts where the head says its group:
 * a Service of Kubernetes is none, one of Knative is.
 */
export function looksLikeManifest(text: string): boolean {
  const head = text.slice(0, lookedAtCharacters);
  const groups = new Set<string>();
  for (const [, group = ''] of head.matchAll(apiVersion)) groups.add(group);
  if (groups.size === 0) return false;
  for (const [, name = ''] of head.matchAll(kind)) {
    const known = groupsByKind.get(name) ?? groupsByKind.get(name.replace(/List$/, ''));
    if (known !== undefined && (known.length === 0 || known.some((group) => groups.has(group)))) return true;
  }
  return false;
}

/** Whether a text has what every object of Kubernetes has, of whatever kind. */
export function looksLikeObject(text: string): boolean {
  return anyApiVersion.test(text) && anyKind.test(text);
}
