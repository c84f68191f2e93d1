import type { ObjectRef, PodRef, ResourceType } from './clusterApi.ts';

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** `/api/v1/namespaces/default/pods`: all objects of a kind, in one namespace or in all. */
export function collectionPath({ group, version, plural, isNamespaced }: ResourceType, namespace: string | undefined): string {
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = isNamespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${api}${scope}/${plural}`;
}

/** One object, or a subresource of it. */
export function objectPath({ type, namespace, name }: ObjectRef, subresource?: string): string {
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}${subresource === undefined ? '' : `/${subresource}`}`;
}

export function podPath({ namespace, name }: PodRef, subresource: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/${subresource}`;
}

/** The path with its query; what is undefined is left out, and a list is named once for each. */
export function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined)
      .map((one): [string, string] => [key, String(one)]),
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`;
}
