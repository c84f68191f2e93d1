import { readFieldPaths } from '../../../../manifest/admissionDecision.ts';
import { present } from '../../objects/fields.ts';

/** Why a pod was not made, by the text of a `FailedCreate` event. */
export type CreationProblem =
  /** A ResourceQuota of the namespace; amounts as they are written: `requests.nvidia.com/gpu=1`. */
  | {
      readonly kind: 'quota';
      readonly quota: string;
      readonly requested: string;
      readonly used: string;
      readonly limited: string;
    }
  | { readonly kind: 'limitRange'; readonly said: string }
  | { readonly kind: 'podSecurity'; readonly said: string }
  /** A webhook: KAI's, HAMi's, any other; `said` is its own text. */
  | { readonly kind: 'webhook'; readonly webhook: string; readonly said: string }
  | { readonly kind: 'webhookDown'; readonly webhook: string }
  /** The API server's own validation. */
  | { readonly kind: 'invalid'; readonly fields: readonly string[] }
  | { readonly kind: 'missing'; readonly what: string; readonly name: string }
  | { readonly kind: 'unknown' };

/** Reads why the API server or an admission webhook made no pod (k8s.io/apiserver pkg/admission, plugin resourcequota). */
export function readCreationProblem(text: string): CreationProblem {
  const quota =
    /exceeded quota: (?<quota>[^,\s]+), requested: (?<requested>\S+), used: (?<used>\S+), limited: (?<limited>\S+)/.exec(
      text,
    )?.groups;
  if (quota !== undefined) {
    const { quota: name = '', requested = '', used = '', limited = '' } = quota;
    return { kind: 'quota', quota: name, requested, used, limited };
  }
  const [, down] = /failed calling webhook "([^"]+)"/.exec(text) ?? [];
  if (down !== undefined) return { kind: 'webhookDown', webhook: down };
  const [, webhook, denied] = /admission webhook "([^"]+)" denied the request(?:: ([\s\S]*))?/.exec(text) ?? [];
  if (webhook !== undefined) return { kind: 'webhook', webhook, said: denied ?? '' };
  const [, security] = /violates PodSecurity ("[\s\S]*)/.exec(text) ?? [];
  if (security !== undefined) return { kind: 'podSecurity', said: security };
  const [, range] = /((?:minimum|maximum) \S+ usage per \S+ is [\s\S]*)/.exec(text) ?? [];
  if (range !== undefined) return { kind: 'limitRange', said: range };
  const absent =
    /(?<what>serviceaccount|priorityclass|PriorityClass|namespaces?)(?: with name)? "?(?<name>[^"\s:]+)"?[^:]* (?:not found|was found)/i.exec(
      text,
    )?.groups;
  if (absent !== undefined) return { kind: 'missing', ...present({ what: absent['what'] ?? '', name: absent['name'] ?? '' }) };
  const [, invalid] = / is invalid: ([\s\S]*)/.exec(text) ?? [];
  if (invalid !== undefined) return { kind: 'invalid', fields: readFieldPaths(invalid) };
  return { kind: 'unknown' };
}
