import type { RuleId } from './rules/ruleTable.ts';

/** Zero-based line and UTF-16 character, as in the Language Server Protocol. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** error = refused or cannot run; warning = runs, but not as written; hint = better exists. */
export type Severity = 'error' | 'warning' | 'hint';

/** One result of checking a manifest. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  readonly fixes: readonly Fix[];
  /** The decider's own words, verbatim, where KAI's or HAMi's admission webhook or the API server's validation would refuse. */
  readonly admissionText?: string;
  /** The field that the API server's own validation refuses, in its spelling: `spec.containers[0].resources.limits[nvidia.com/gpu]`. */
  readonly fieldPath?: string;
}
