import * as z from 'zod/mini';
import type { ResourceType } from './clusterApi.ts';
import { ClusterError } from './clusterError.ts';
import { parseJson } from './readObject.ts';

/** Asks for a path, with what is accepted. */
export type Ask = (path: string, accept: string) => Promise<string>;

const aggregated = ['v2', 'v2beta1'].map(
  (version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
);
const plain = 'application/json';

const scope = z.enum(['Namespaced', 'Cluster']);
const aggregatedList = z.object({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z.array(
    z.object({
      metadata: z.optional(z.object({ name: z.optional(z.string()) })),
      versions: z.array(
        z.object({
          version: z.string(),
          freshness: z.optional(z.string()),
          resources: z.optional(
            z.array(z.object({ resource: z.string(), scope, responseKind: z.nullish(z.object({ kind: z.string() })) })),
          ),
        }),
      ),
    }),
  ),
});

const coreVersions = z.object({ versions: z.array(z.string()) });
const groupList = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ version: z.string() })),
      preferredVersion: z.optional(z.object({ version: z.string() })),
    }),
  ),
});
const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), namespaced: z.boolean(), kind: z.string() })),
});

/**
 * Every kind that a server serves, each in the version that the server prefers among those that have it. Asked in two calls of
 * aggregated discovery (Kubernetes 1.27 and later), of older servers group by group. A group that does not answer is left out.
 */
export async function discoverTypes(ask: Ask): Promise<readonly ResourceType[]> {
  const accept = [...aggregated, plain].join(',');
  const [core, groups] = await Promise.all([ask('/api', accept), ask('/apis', accept)]);
  const [coreAnswer, groupsAnswer] = [parseJson(core), parseJson(groups)];
  const lists = [coreAnswer, groupsAnswer].map((answer) => aggregatedList.safeParse(answer).data);
  const [coreList, groupsList] = lists;
  return preferred([
    ...(coreList ? ofAggregated(coreList) : await ofCore(coreAnswer, ask)),
    ...(groupsList ? ofAggregated(groupsList) : await ofGroups(groupsAnswer, ask)),
  ]);
}

/** Of a resource in several versions the first, which is the server's choice. */
function preferred(types: readonly ResourceType[]): readonly ResourceType[] {
  const chosen = new Map<string, ResourceType>();
  for (const type of types) {
    const key = `${type.group}/${type.plural}`;
    if (!chosen.has(key)) {
      chosen.set(key, type);
    }
  }
  return [...chosen.values()];
}

function ofAggregated({ items }: z.output<typeof aggregatedList>): ResourceType[] {
  return items.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.flatMap(({ resource, scope: of, responseKind }): ResourceType[] =>
        responseKind
          ? [
              {
                group: metadata?.name ?? '',
                version,
                plural: resource,
                kind: responseKind.kind,
                isNamespaced: of === 'Namespaced',
              },
            ]
          : [],
      ),
    ),
  );
}

async function ofCore(answer: unknown, ask: Ask): Promise<ResourceType[]> {
  const { versions = [] } = coreVersions.safeParse(answer).data ?? {};
  const lists = await Promise.all(versions.map((version) => resourcesOf('', version, `/api/${version}`, ask)));
  return lists.flat();
}

async function ofGroups(answer: unknown, ask: Ask): Promise<ResourceType[]> {
  const { groups = [] } = groupList.safeParse(answer).data ?? {};
  const lists = await Promise.all(
    groups.flatMap(({ name, versions, preferredVersion }) => {
      const all = versions.map(({ version }) => version);
      const first = preferredVersion?.version;
      const ordered = first === undefined ? all : [first, ...all.filter((version) => version !== first)];
      return ordered.map((version) => resourcesOf(name, version, `/apis/${name}/${version}`, ask));
    }),
  );
  return lists.flat();
}

async function resourcesOf(group: string, version: string, path: string, ask: Ask): Promise<ResourceType[]> {
  try {
    const { resources = [] } = resourceList.safeParse(parseJson(await ask(path, plain))).data ?? {};
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, namespaced, kind }) => ({ group, version, plural: name, kind, isNamespaced: namespaced }));
  } catch (error) {
    // The server of an aggregated API may be down, which is no reason to know nothing of the others.
    if (ClusterError.is(error)) {
      return [];
    }
    throw error;
  }
}
