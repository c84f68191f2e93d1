import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Amount, FractionRequest } from '../gpu/request.ts';
import { parseAmount } from '../gpu/amount.ts';
import type { DeviceView, LaunchOptions } from '../protocol/agent.ts';
import { checkFlags, type CheckFlags } from './checkSettings.ts';
import { UsageError } from './usage.ts';

/** Flags of `run` and `try` that change what the manifest asks for or where it runs. */
export const launchFlags = {
  file: { type: 'string', short: 'f' },
  name: { type: 'string' },
  fraction: { type: 'string' },
  memory: { type: 'string' },
  limit: { type: 'string' },
  device: { type: 'string' },
  model: { type: 'string' },
  engine: { type: 'string' },
  replace: { type: 'boolean' },
  copy: { type: 'boolean' },
  ...checkFlags,
} as const;

export interface LaunchFlags extends CheckFlags {
  readonly file?: string | undefined;
  readonly name?: string | undefined;
  readonly fraction?: string | undefined;
  readonly memory?: string | undefined;
  readonly limit?: string | undefined;
  readonly device?: string | undefined;
  readonly model?: string | undefined;
  readonly engine?: string | undefined;
  readonly replace?: boolean | undefined;
  readonly copy?: boolean | undefined;
}

/** The manifest's request with what the flags say in its place. */
export function overrideRequest(request: FractionRequest, flags: LaunchFlags, say: (text: string) => void): FractionRequest {
  if (flags.fraction !== undefined && flags.memory !== undefined) {
    throw new UsageError(l10n.t('--fraction and --memory: use one of them.'));
  }
  const read = (flag: string, text: string | undefined, kind?: Amount['kind']) =>
    text === undefined ? undefined : readAmount(flag, text, kind, say);
  const amount = read('fraction', flags.fraction, 'share') ?? read('memory', flags.memory, 'memory');
  const limit = read('limit', flags.limit);
  const { limit: ownLimit, ...rest } = request;
  // A limit of the file belongs to the request of the file.
  const keptLimit = limit ?? (amount === undefined ? ownLimit : undefined);
  return { ...rest, ...(amount && { request: amount }), ...(keptLimit && { limit: keptLimit }) };
}

function readAmount(flag: string, text: string, kind: Amount['kind'] | undefined, say: (text: string) => void): Amount {
  const parsed = parseAmount(text);
  if (parsed.kind === 'problem') {
    throw new UsageError(`--${flag} ${parsed.problem}`);
  }
  const { amount, rounding } = parsed.value;
  if (kind !== undefined && amount.kind !== kind) {
    throw new UsageError(
      kind === 'share'
        ? l10n.t('--fraction {0}: not a share of a GPU. Use 0.25 or 25%, or --memory for an amount.', text)
        : l10n.t('--memory {0}: not an amount of memory. Use 8GiB or 8192MiB, or --fraction for a share.', text),
    );
  }
  if (rounding !== undefined) {
    say(rounding);
  }
  return amount;
}

/** Options of a launch; `--device` is a UUID or an index. */
export function launchOptions(flags: LaunchFlags, devices: readonly DeviceView[]): LaunchOptions {
  if (flags.replace && flags.copy) {
    throw new UsageError(l10n.t('--replace and --copy: use one of them.'));
  }
  const onExisting = flags.replace ? 'replace' : flags.copy ? 'copy' : 'refuse';
  return {
    onExisting,
    ...(flags.engine !== undefined && { engine: flags.engine }),
    ...(flags.model !== undefined && { model: modelOption(flags.model) }),
    ...(flags.device !== undefined && { deviceUuid: deviceUuid(flags.device, devices) }),
  };
}

/** A path is made absolute, since the agent has another working directory; a bare name stays a name. */
function modelOption(text: string): string {
  return /[/\\]|\.gguf$/i.test(text) ? resolve(text) : text;
}

function deviceUuid(text: string, devices: readonly DeviceView[]): string {
  const found = devices.find(({ device }) => device.uuid === text || String(device.index) === text);
  if (found === undefined) {
    const known = devices.map(({ device }) => `${device.index} (${device.uuid})`).join(', ');
    throw new UsageError(l10n.t('--device {0}: no such GPU. GPUs: {1}.', text, known || l10n.t('none')));
  }
  return found.device.uuid;
}
