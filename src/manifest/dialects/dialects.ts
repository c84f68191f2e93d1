import type { RuleInput } from '../rules/rule.ts';
import type { Dialect, RequestReading } from './dialect.ts';
import { dra } from './dra.ts';
import { kai } from './kai.ts';
import { hami } from './hami.ts';
import { mig } from './mig.ts';
import { nvFractions } from './nvFractions.ts';
import { replicas } from './replicas.ts';
import { runai } from './runai.ts';
import { wholeGpu } from './wholeGpu.ts';

/** The dialects in the order in which they are asked; the first that a workload uses speaks. */
export const dialects: readonly Dialect[] = [nvFractions, kai, hami, mig, replicas, wholeGpu, dra, runai];

/** What a workload asks of a GPU, and in which dialect. */
export type RequestResult = WithDialect<RequestReading>;

type WithDialect<T> = T extends { readonly kind: 'none' } ? T : T & { readonly dialect: Dialect['id'] };

/** What this workload asks for; `none`: nothing of a GPU; `invalid`: something that cannot be granted, with the findings. */
export function readRequest(input: RuleInput): RequestResult {
  for (const dialect of dialects) {
    const reading = dialect.read(input);
    if (reading.kind !== 'none') return { ...reading, dialect: dialect.id };
  }
  return { kind: 'none' };
}
