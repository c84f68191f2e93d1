import type { Finding, Fix, TextRange } from '../../finding.ts';
import type { RuleId } from '../ruleTable.ts';

/** One thing that the API server's own validation refuses. */
export interface Refusal {
  readonly rule: RuleId;
  /** The API server's way to the field: `spec.containers[0].resources.limits[nvidia.com/gpu]`. */
  readonly fieldPath: string;
  /** What it says after the path, one or more things. */
  readonly said: readonly string[];
  /** Further paths of which it says the same, because it fills those fields from this one. */
  readonly alsoAt?: readonly string[];
  readonly message: string;
  readonly range: TextRange;
  readonly fixes?: readonly Fix[];
}

export function toFinding({ rule, fieldPath, said, alsoAt = [], message, range, fixes = [] }: Refusal): Finding {
  const admissionText = [fieldPath, ...alsoAt].flatMap((path) => said.map((each) => `${path}: ${each}`)).join(', ');
  return { rule, severity: 'error', message, range, fixes, fieldPath, admissionText };
}

/** In the API server's words. */
export function invalidValue(value: string, why: string): string {
  return `Invalid value: ${JSON.stringify(value)}: ${why}`;
}
