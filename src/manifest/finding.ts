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
  /** The decider's own words, verbatim, where the real admission webhook would refuse. */
  readonly admissionText?: string;
}
