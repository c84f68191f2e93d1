import { setMaxListeners } from 'node:events';
import type { Duplex } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { asRecord, asText } from '../objects/fields.ts';
import type {
  ApplyOptions,
  ClusterApi,
  ClusterObject,
  DeleteOptions,
  ExecResult,
  HttpAnswer,
  LogOptions,
  ObjectPage,
  ObjectRef,
  PodRef,
  ResourceType,
  Selection,
  WatchEvent,
  WatchOptions,
} from './clusterApi.ts';
import { ClusterError } from './clusterError.ts';
import { discoverTypes } from './discovery.ts';
import { readText, type Call, type HttpClient } from './http/httpClient.ts';
import { readLines } from './http/lines.ts';
import { dialPod } from './pods/dialPod.ts';
import { execInPod } from './pods/execInPod.ts';
import { expectObject, parseJson, readObject } from './readObject.ts';
import { collectionPath, objectPath, podPath, withQuery } from './resourcePath.ts';
import { readWatch } from './watchEvents.ts';

/** Objects of a page: a few MB of JSON at most, which is parsed in one go. */
const pageSize = 500;

/** The API of one cluster over HTTP. */
export class KubeApi implements ClusterApi {
  readonly #client: HttpClient;
  readonly #transport: Disposable;
  readonly #disposed = new AbortController();

  constructor(client: HttpClient, transport: Disposable) {
    this.#client = client;
    this.#transport = transport;
    // Each call that is under way listens.
    setMaxListeners(0, this.#disposed.signal);
  }

  async version(signal?: AbortSignal): Promise<string> {
    const answer = await this.#read('/version', signal).catch((error: unknown) => {
      // every API server has this path; a portal or a load balancer on the way has not
      if (ClusterError.is(error, 'notFound')) return '{}';
      throw error;
    });
    const version = asText(asRecord(parseJson(answer))['gitVersion']);
    if (version === undefined) {
      throw new ClusterError(
        'server',
        l10n.t('What answers at {0} is no Kubernetes. Check the address in the kubeconfig.', this.#client.place.server),
      );
    }
    return version;
  }

  discover(signal?: AbortSignal): Promise<readonly ResourceType[]> {
    return discoverTypes((path, accept) => this.#text({ method: 'GET', path, accept, isGzipWelcome: true }, signal));
  }

  async get(ref: ObjectRef, signal?: AbortSignal): Promise<ClusterObject> {
    return expectObject(await this.#read(objectPath(ref), signal), ref.type);
  }

  async list(type: ResourceType, selection: Selection & { readonly next?: string }, signal?: AbortSignal): Promise<ObjectPage> {
    const { namespace, labelSelector, fieldSelector, next } = selection;
    const path = withQuery(collectionPath(type, namespace), { limit: pageSize, continue: next, labelSelector, fieldSelector });
    const { metadata, items = [] } = asRecord(parseJson(await this.#read(path, signal)));
    const resourceVersion = asText(asRecord(metadata)['resourceVersion']);
    const token = asText(asRecord(metadata)['continue']);
    if (!Array.isArray(items) || resourceVersion === undefined) {
      const why = l10n.t('The server answered with something that is no list of {0}. Try again in a moment.', type.plural);
      throw new ClusterError('server', why);
    }
    return {
      items: items.map((item) => readObject(item, type)).filter((object) => object !== undefined),
      resourceVersion,
      ...(token !== undefined && { next: token }),
    };
  }

  watch(type: ResourceType, options: WatchOptions, signal?: AbortSignal): AsyncIterable<WatchEvent> {
    return readWatch(this.#client, type, options, this.#whileOpen(signal));
  }

  async apply(ref: ObjectRef, object: object, options: ApplyOptions, signal?: AbortSignal): Promise<ClusterObject> {
    const { fieldManager, isDryRun, isForced } = options;
    const path = withQuery(objectPath(ref), {
      fieldManager,
      force: isForced === true,
      dryRun: isDryRun === true ? 'All' : undefined,
    });
    return await this.#write('PATCH', path, 'application/apply-patch+yaml', object, ref.type, signal);
  }

  async patch(ref: ObjectRef, patch: object, subresource?: string, signal?: AbortSignal): Promise<ClusterObject> {
    return await this.#write('PATCH', objectPath(ref, subresource), 'application/merge-patch+json', patch, ref.type, signal);
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}, signal?: AbortSignal): Promise<void> {
    const { uid, propagation, isDryRun } = options;
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(uid !== undefined && { preconditions: { uid } }),
      ...(propagation && {
        propagationPolicy: { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' }[propagation],
      }),
      ...(isDryRun === true && { dryRun: ['All'] }),
    };
    const call: Call = {
      method: 'DELETE',
      path: objectPath(ref),
      body: { type: 'application/json', text: JSON.stringify(body) },
    };
    await this.#text(call, signal);
  }

  async *logs(pod: PodRef, options: LogOptions, signal?: AbortSignal): AsyncGenerator<string> {
    const { container, isFollowed = false, isPrevious, tailLines } = options;
    const path = withQuery(podPath(pod, 'log'), {
      container,
      follow: isFollowed || undefined,
      previous: isPrevious === true || undefined,
      tailLines,
    });
    const call: Call = { method: 'GET', path, accept: '*/*', ...(isFollowed && { idleMs: Infinity }) };
    const answer = await this.#client.ask(call, this.#whileOpen(signal));
    yield* readLines(answer.body);
  }

  exec(pod: PodRef, container: string, command: readonly string[], signal?: AbortSignal): Promise<ExecResult> {
    return execInPod(this.#client, pod, container, command, this.#whileOpen(signal));
  }

  async dial(pod: PodRef, port: number, signal?: AbortSignal): Promise<Duplex> {
    const connection = await dialPod(this.#client, pod, port, this.#whileOpen(signal));
    const { signal: disposed } = this.#disposed;
    const onDisposed = () => connection.destroy();
    disposed.addEventListener('abort', onDisposed, { once: true });
    connection.once('close', () => disposed.removeEventListener('abort', onDisposed));
    return connection;
  }

  async proxyGet(pod: PodRef, port: number, path: string, signal?: AbortSignal): Promise<HttpAnswer> {
    const { namespace, name } = pod;
    const target = podPath({ namespace, name: `${name}:${port}` }, `proxy/${path.replace(/^\//, '')}`);
    const call: Call = { method: 'GET', path: target, accept: '*/*', isGzipWelcome: true, isAnyStatusWelcome: true };
    const answer = await this.#client.ask(call, this.#whileOpen(signal));
    const body = await readText(answer);
    // The API server's own words (apimachinery `proxy.Transport`).
    if (answer.status === 503 && body.startsWith('error trying to reach service:')) {
      const why = l10n.t(
        'Port {0} of pod {1} does not answer: {2}. Check that the container listens there.',
        port,
        name,
        body.trim(),
      );
      throw new ClusterError('unreachable', why, { status: 503 });
    }
    return { status: answer.status, body };
  }

  [Symbol.dispose](): void {
    this.#disposed.abort(
      new ClusterError('unreachable', l10n.t('The connection to {0} was closed.', this.#client.place.context)),
    );
    this.#transport[Symbol.dispose]();
  }

  #read(path: string, signal: AbortSignal | undefined): Promise<string> {
    return this.#text({ method: 'GET', path, isGzipWelcome: true }, signal);
  }

  async #write(
    method: Call['method'],
    path: string,
    type: string,
    object: object,
    of: ResourceType,
    signal: AbortSignal | undefined,
  ): Promise<ClusterObject> {
    return expectObject(await this.#text({ method, path, body: { type, text: JSON.stringify(object) } }, signal), of);
  }

  async #text(call: Call, signal: AbortSignal | undefined): Promise<string> {
    return await readText(await this.#client.ask(call, this.#whileOpen(signal)));
  }

  #whileOpen(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#disposed.signal : AbortSignal.any([signal, this.#disposed.signal]);
  }
}
