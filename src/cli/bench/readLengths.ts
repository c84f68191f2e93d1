import * as l10n from '@vscode/l10n';
import type { Lengths, Prompts } from '../../load/plan/loadPlan.ts';
import { UsageError } from '../usage.ts';

/** `128`, `64-256` or `128~32`. Bounds are those of the plan, which checks them. */
export function readLengths(flag: string, text: string): Lengths {
  const [, first = '', sign = '', second = ''] = /^(\d+(?:\.\d+)?)(?:([-~])(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (first === '') {
    throw new UsageError(
      l10n.t(
        '--{0} {1}: not a length. Write a number of tokens as 128, between two as 64-256, or a mean with its deviation as 128~32.',
        flag,
        JSON.stringify(text),
      ),
    );
  }
  const [value, other] = [Number(first), Number(second)];
  if (sign === '') return { kind: 'fixed', tokens: value };
  return sign === '-' ? { kind: 'uniform', least: value, most: other } : { kind: 'normal', mean: value, deviation: other };
}

/** `512`, or `512x8` for eight different ones. */
export function readSharedPrefix(text: string): NonNullable<Extract<Prompts, { kind: 'synthetic' }>['sharedPrefix']> {
  const match = /^(\d+)(?:x(\d+))?$/.exec(text);
  if (match === null) {
    throw new UsageError(
      l10n.t(
        '--shared-prefix {0}: not a prefix. Write its tokens as 512, or 512x8 for eight groups of prompts.',
        JSON.stringify(text),
      ),
    );
  }
  return { tokens: Number(match[1]), groups: Number(match[2] ?? 1) };
}
