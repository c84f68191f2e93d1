import type { FixedPiece } from '../../gpu/piece.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import type { Finding, TextEdit, TextRange } from '../finding.ts';
import type { RuleInput } from '../rules/rule.ts';
import type { Version } from '../version.ts';

/** What one container asks of a GPU, and the line that asks. */
export type ContainerAsk =
  | { readonly kind: 'request'; readonly request: FractionRequest; readonly range: TextRange }
  | { readonly kind: 'fixed'; readonly piece: FixedPiece; readonly range: TextRange };

/** What a workload asks of a GPU, in one dialect. */
export type RequestReading =
  | (ContainerAsk & {
      readonly findings: readonly Finding[];
      /** Of further containers, where the dialect lets several ask. */
      readonly others: readonly ContainerAsk[];
    })
  | { readonly kind: 'none' }
  /** Without findings: a tool fills it in, and only then it is known. */
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] };

/** Edits that write an amount into the text, or why that cannot be (with the cure). */
export type AmountEdits =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'problem'; readonly problem: string };

/** A product that acts on a dialect, from a version on and, where it stopped, up to one. */
export interface Reader {
  readonly product: 'KAI' | 'Run:ai' | 'HAMi' | 'Kubernetes' | 'NVIDIA device plugin';
  readonly from?: Version;
  readonly until?: Version;
}

/** One way in which manifests spell a fraction request. */
export interface Dialect {
  readonly id: 'kai' | 'nvFractions' | 'hami' | 'mig' | 'replicas' | 'dra' | 'runai' | 'wholeGpu';
  /** For a person: "KAI annotations". */
  readonly label: string;
  /** Any one of these reads it. */
  readonly readers: readonly Reader[];
  /** `none` when the workload does not use this dialect. */
  read(input: RuleInput): RequestReading;
  /** Writes another amount in place of the request that `read` finds; every other byte stays. */
  setAmount(input: RuleInput, amount: Amount): AmountEdits;
  /** Takes the request out with all that belongs to it. */
  remove(input: RuleInput): AmountEdits;
  /** Writes a request into a workload that has none. */
  add(input: RuleInput, request: FractionRequest): AmountEdits;
}

/** A request whose amount, devices or container a tool fills in. */
export const filledIn: RequestReading = { kind: 'invalid', findings: [] };

export function edits(all: readonly TextEdit[]): AmountEdits {
  return { kind: 'edits', edits: all };
}

export function problem(text: string): AmountEdits {
  return { kind: 'problem', problem: text };
}
