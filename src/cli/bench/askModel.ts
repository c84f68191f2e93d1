import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { Endpoint } from '../../load/plan/loadPlan.ts';
import { publicAddress } from '../../load/plan/withoutSecrets.ts';
import { requestUrl } from '../../load/wire/requestUrl.ts';
import { UsageError } from '../usage.ts';

const listing = z.object({ data: z.array(z.object({ id: z.string() })) });
const waitMs = 10_000;

/** The model of a server that serves exactly one, by `GET /v1/models`. Rejects with a UsageError that says what it serves. */
export async function askModel({ url, api, headers }: Omit<Endpoint, 'model'>, signal: AbortSignal): Promise<string> {
  const address = requestUrl(url, api);
  address.pathname = address.pathname.replace(/\/(chat\/completions|completions|embeddings)$/, '/models');
  const names = await listModels(address, { ...takeCredentials(address), ...headers }, signal);
  const [first] = names;
  if (first !== undefined && names.length === 1) return first;
  throw new UsageError(
    first === undefined
      ? l10n.t('--model is missing: {0} tells of no model. Give its name.', publicAddress(address.href))
      : l10n.t('--model is missing: {0} tells of {1}. Give one of them.', publicAddress(address.href), names.join(', ')),
  );
}

/** As a header, since fetch takes none in an address. */
function takeCredentials(address: URL): Readonly<Record<string, string>> {
  const { username, password } = address;
  if (username === '' && password === '') return {};
  address.username = '';
  address.password = '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

async function listModels(address: URL, headers: Endpoint['headers'], signal: AbortSignal): Promise<readonly string[]> {
  let why: string;
  try {
    const response = await fetch(address, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(waitMs)]) });
    const read = response.ok ? listing.safeParse(await response.json()) : undefined;
    if (read?.success === true) return read.data.data.map(({ id }) => id);
    why = response.ok ? l10n.t('its answer is no list of models') : `HTTP ${response.status}`;
  } catch (error) {
    signal.throwIfAborted();
    why = describeFetchError(error);
  }
  throw new UsageError(
    l10n.t('--model is missing, and {0} does not tell it: {1}. Give its name.', publicAddress(address.href), why),
  );
}

function describeFetchError(error: unknown): string {
  const { cause, message } = error as Error;
  const { code } = (cause ?? error) as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED'
    ? l10n.t('nothing listens there (connection refused)')
    : cause instanceof Error
      ? cause.message
      : message;
}
