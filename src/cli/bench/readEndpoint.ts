import * as l10n from '@vscode/l10n';
import type { Api, Endpoint } from '../../load/plan/loadPlan.ts';
import { UsageError } from '../usage.ts';
import type { LoadFlags } from './benchFlags.ts';

/** What every request of a run carries; the model may be asked for yet. Throws a UsageError; keys are in none of its words. */
export function readEndpoint(url: string, flags: LoadFlags, env: NodeJS.ProcessEnv): Omit<Endpoint, 'model'> {
  return { url, api: readApi(flags.api ?? 'chat'), headers: readHeaders(flags, env), body: readBody(flags.body ?? '{}') };
}

function readApi(text: string): Api {
  const apis: readonly Api[] = ['chat', 'completions', 'embeddings'];
  const api = apis.find((name) => name === text);
  if (api !== undefined) return api;
  throw new UsageError(l10n.t('--api {0}: no such API. Use one of {1}.', JSON.stringify(text), apis.join(', ')));
}

function readHeaders(flags: LoadFlags, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const key = flags.key ?? keyFrom(flags['key-env'], env);
  return {
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...Object.fromEntries((flags.header ?? []).map(readHeader)),
  };
}

function keyFrom(name: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (name === undefined) return undefined;
  const key = env[name];
  if (key !== undefined && key !== '') return key;
  throw new UsageError(l10n.t('--key-env {0}: this variable is not set. Set it to the key, or name another.', name));
}

function readHeader(text: string): readonly [string, string] {
  const at = text.indexOf(':');
  const name = text.slice(0, Math.max(0, at)).trim();
  if (name !== '') return [name.toLowerCase(), text.slice(at + 1).trim()];
  // what was meant as a value may be a secret
  throw new UsageError(l10n.t('--header: no name with a colon. Write a name and a value: --header "x-team: search".'));
}

function readBody(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // said below, with what is needed
  }
  throw new UsageError(
    l10n.t(
      '--body {0}: not a JSON object. Write fields of the request: --body {1}.',
      JSON.stringify(text),
      '\'{"temperature": 0}\'',
    ),
  );
}
