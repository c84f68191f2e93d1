import * as l10n from '@vscode/l10n';
import { asRecord, asText } from '../objects/fields.ts';
import type { ClusterObject, ResourceType } from './clusterApi.ts';
import { ClusterError } from './clusterError.ts';

/** Reads JSON of a server. `ClusterError` of reason `server` for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = l10n.t(
      'The server answered with something that is not JSON. Check the address in the kubeconfig, or a proxy on the way.',
    );
    throw new ClusterError('server', why, { cause });
  }
}

/**
 * An object of the API without `managedFields`; undefined for what has no name. Objects in lists do not tell their kind, so it is
 * that of the list.
 */
export function readObject(value: unknown, type: ResourceType): ClusterObject | undefined {
  const fields = asRecord(value);
  const metadata = asRecord(fields['metadata']);
  const name = asText(metadata['name']);
  if (name === undefined) {
    return undefined;
  }
  const { managedFields: _managedFields, ...kept } = metadata;
  const { apiVersion, kind } = fields;
  return {
    ...fields,
    apiVersion: asText(apiVersion) ?? apiVersionOf(type),
    kind: asText(kind) ?? type.kind,
    metadata: { ...kept, name },
  };
}

function apiVersionOf({ group, version }: ResourceType): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The same, where the server owes an object. */
export function expectObject(text: string, type: ResourceType): ClusterObject {
  const object = readObject(parseJson(text), type);
  if (object === undefined) {
    throw new ClusterError(
      'server',
      l10n.t('The server answered with something that is no {0}. Try again in a moment.', type.kind),
    );
  }
  return object;
}
