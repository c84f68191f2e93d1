import type { Finding } from './finding.ts';
import { textPages } from './rules/pages/textPages.ts';

/** Who turns an object away, in the order in which they look at it. */
const stages = ['decoding', 'mutation', 'validation', 'kai'] as const;
type Stage = (typeof stages)[number];

/** What becomes of an object with these findings; of a refusal only those of the first who refuses. */
export type AdmissionDecision =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly by: Stage; readonly findings: readonly Finding[] };

/**
 * The cluster's verdict: the API server decodes, KAI's mutating webhook looks for the container, the API server validates its own fields,
 * KAI's validating webhook judges the rest. The findings name the errors of all of them at once.
 */
export function decideAdmission(findings: readonly Finding[]): AdmissionDecision {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const by = stages.find((stage) => errors.some((finding) => stageOf(finding) === stage));
  return by === undefined
    ? { kind: 'accepted' }
    : { kind: 'refused', by, findings: errors.filter((finding) => stageOf(finding) === by) };
}

/** Undefined for errors of which no admission knows, such as those of a dialect that others read. */
function stageOf({ rule, fieldPath, admissionText }: Finding): Stage | undefined {
  if (fieldPath !== undefined) return 'validation';
  if (rule.startsWith('hami-')) return undefined;
  if (admissionText === undefined) return undecodable.has(rule) ? 'decoding' : undefined;
  return ofMutation.test(admissionText) ? 'mutation' : 'kai';
}

const undecodable: ReadonlySet<string> = new Set([
  ...Object.keys(textPages),
  'unquoted-value',
  'resource-quantity',
  'api-version',
  'name',
]);
const ofMutation = /^failed to (get fraction container ref|parse gpu memory)| annotation conflicts with /;

const said = /(?:^|, |\[)((?:spec|metadata)(?:\.[^:,[\]]+|\[[^\]]*\])*): (?=[A-Z][a-z]+(?: [a-z]+)*(?:: |,|\]|$))/g;

/** The fields that a message of the API server names, without repeats and in no order: it looks at maps in any. */
export function readFieldPaths(message: string): readonly string[] {
  return [...new Set([...message.matchAll(said)].map(([, path = '']) => path))].toSorted();
}

/** The fields that findings of the API server's validation name, in the same way. */
export function fieldPathsOf(findings: readonly Finding[]): readonly string[] {
  const paths = findings.flatMap(({ admissionText, fieldPath = '' }) =>
    admissionText === undefined ? [fieldPath] : readFieldPaths(admissionText),
  );
  return [...new Set(paths)].toSorted();
}
