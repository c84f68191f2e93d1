import type { Amount, FractionRequest } from '../../gpu/request.ts';
import type { Finding, TextEdit, TextRange } from '../finding.ts';
import type { RuleInput } from '../rules/rule.ts';

/** What a workload asks of a GPU, in one dialect. */
export type RequestReading =
  | {
      readonly kind: 'request';
      readonly request: FractionRequest;
      /** The line that asks. */
      readonly range: TextRange;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] };

/** Edits that write an amount into the text, or why that cannot be (with the cure). */
export type AmountEdits =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'problem'; readonly problem: string };

/** One way in which manifests spell a fraction request. */
export interface Dialect {
  readonly id: 'kai' | 'wholeGpu';
  /** For a person: "KAI annotations". */
  readonly label: string;
  /** `none` when the workload does not use this dialect. */
  read(input: RuleInput): RequestReading;
  /** Writes another amount in place of the request that `read` finds; every other byte stays. */
  setAmount(input: RuleInput, amount: Amount): AmountEdits;
}
