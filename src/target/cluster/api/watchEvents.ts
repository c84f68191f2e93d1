import * as l10n from '@vscode/l10n';
import { asRecord, asText } from '../objects/fields.ts';
import type { ResourceType, WatchEvent, WatchOptions } from './clusterApi.ts';
import { ClusterError } from './clusterError.ts';
import type { HttpClient } from './http/httpClient.ts';
import { readLines } from './http/lines.ts';
import { eventError } from './http/statusError.ts';
import { readObject } from './readObject.ts';
import { collectionPath, withQuery } from './resourcePath.ts';

const kinds = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const;

/**
 * The events of a watch, until the server ends it. A server that is silent for longer than the watch may last is given up: bookmarks
 * come about each minute, so the connection is half open.
 */
export async function* readWatch(
  client: HttpClient,
  type: ResourceType,
  options: WatchOptions,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  const { namespace, labelSelector, fieldSelector, resourceVersion, timeoutSeconds } = options;
  const query = { watch: 1, allowWatchBookmarks: true, resourceVersion, timeoutSeconds, labelSelector, fieldSelector };
  const path = withQuery(collectionPath(type, namespace), query);
  const idleMs = timeoutSeconds * 1000 + client.patience.connectMs;
  const answer = await client.ask({ method: 'GET', path, idleMs }, signal);
  options.onOpen?.();
  for await (const line of readLines(answer.body)) {
    if (line !== '') {
      yield readEvent(client, type, line);
    }
  }
}

function readEvent(client: HttpClient, type: ResourceType, line: string): WatchEvent {
  const { type: name, object: value } = parseEvent(line);
  if (name === 'ERROR') {
    throw eventError(client.place, value);
  }
  if (name === 'BOOKMARK') {
    const resourceVersion = asText(asRecord(asRecord(value)['metadata'])['resourceVersion']);
    if (resourceVersion !== undefined) {
      return { kind: 'bookmark', resourceVersion };
    }
  }
  const object = readObject(value, type);
  if (object !== undefined && (name === 'ADDED' || name === 'MODIFIED' || name === 'DELETED')) {
    return { kind: kinds[name], object };
  }
  const why = l10n.t('{0} sent something that is no event of {1}. They are read again.', client.place.context, type.plural);
  throw new ClusterError('server', why);
}

/** A line that is no JSON, as a connection that is cut leaves it, is no event. */
function parseEvent(line: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(line));
  } catch {
    return {};
  }
}
