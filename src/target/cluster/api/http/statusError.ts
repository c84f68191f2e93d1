import type { IncomingHttpHeaders } from 'node:http';
import * as l10n from '@vscode/l10n';
import { asList, asNumber, asRecord, asText, present } from '../../objects/fields.ts';
import { ClusterError, type ClusterErrorReason, type FieldConflict } from '../clusterError.ts';
import type { ServerPlace } from './serverPlace.ts';

/** `meta/v1 Status`, of which nothing is sure to be there. */
export interface Status {
  readonly isSuccess: boolean;
  readonly message: string | undefined;
  readonly reason: string | undefined;
  readonly code: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly causes: readonly { readonly reason?: string; readonly message: string; readonly field: string }[];
}

/** Reads what should be a `Status`. */
export function readStatus(value: unknown): Status {
  const { status, message, reason, code, details } = asRecord(value);
  const { retryAfterSeconds, causes } = asRecord(details);
  return {
    isSuccess: status === 'Success',
    message: asText(message),
    reason: asText(reason),
    code: asNumber(code),
    retryAfterSeconds: asNumber(retryAfterSeconds),
    causes: asList(causes)
      .map(asRecord)
      .map((cause) =>
        present({
          reason: asText(cause['reason']),
          message: asText(cause['message']) ?? '',
          field: asText(cause['field']) ?? '',
        }),
      ),
  };
}

/** Reads a `Status` from the text of an answer; undefined for anything else. */
export function parseStatus(text: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return asRecord(value)['kind'] === 'Status' ? readStatus(value) : undefined;
  } catch {
    return undefined;
  }
}

export interface Refusal {
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether something should have been written. */
  readonly isWrite: boolean;
}

/** The error of an answer that is not a success. */
export function statusError(place: ServerPlace, { httpStatus, headers, body, isWrite }: Refusal): ClusterError {
  const status = parseStatus(body);
  const said = status?.message ?? firstLine(body, headers);
  const causes = status?.causes ?? [];
  const retryAfter = Number(headers['retry-after'] ?? status?.retryAfterSeconds ?? NaN);
  const reason = reasonOf(httpStatus, said, isWrite);
  return new ClusterError(reason, messageOf(place, reason, { httpStatus, said, isWrite }), {
    status: httpStatus,
    conflicts: causes.flatMap((cause): FieldConflict[] =>
      cause.reason === 'FieldManagerConflict' ? [{ manager: managerOf(cause.message), field: cause.field }] : [],
    ),
    ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }),
  });
}

/** The error that a watch tells as an event, in place of an object. */
export function eventError(place: ServerPlace, object: unknown): ClusterError {
  const status = readStatus(object);
  const isGone = status.code === 410 || status.reason === 'Expired' || status.reason === 'Gone';
  const httpStatus = isGone ? 410 : (status.code ?? 500);
  return statusError(place, { httpStatus, headers: {}, body: JSON.stringify(object) ?? '', isWrite: false });
}

function reasonOf(httpStatus: number, said: string, isWrite: boolean): ClusterErrorReason {
  switch (httpStatus) {
    case 400:
    case 413:
    case 415:
    case 422:
      return 'invalid';
    case 401:
      return 'unauthorized';
    case 403:
      // Admission and quotas refuse with 403 too; the authorizer's own text is `User "x" cannot …` (apiserver `responsewriters.Forbidden`).
      return isWrite && !/\bUser "[^"]*" cannot /.test(said) ? 'invalid' : 'forbidden';
    case 404:
      return 'notFound';
    case 409:
      return 'conflict';
    case 410:
      return 'gone';
    case 429:
      return 'tooManyRequests';
    default:
      return 'server';
  }
}

function messageOf(
  { context, user, server }: ServerPlace,
  reason: ClusterErrorReason,
  { httpStatus, said, isWrite }: { readonly httpStatus: number; readonly said: string; readonly isWrite: boolean },
): string {
  const text = said.replace(/[.\s]+$/, '');
  if (httpStatus < 400) {
    return l10n.t(
      'What answers at {0} is not the API of {1}: HTTP {2}. Check the address in the kubeconfig, or sign in to a proxy on the way.',
      server,
      context,
      httpStatus,
    );
  }
  if (httpStatus === 400 && !isWrite) {
    return l10n.t(
      '{0} does not understand the request: {1}. Check the address in the kubeconfig: https:// or http://.',
      context,
      text,
    );
  }
  const messages: Partial<Record<ClusterErrorReason, string>> = {
    invalid: said,
    unauthorized: l10n.t(
      '{0} does not accept the credentials of user "{1}": {2}. Sign in again, for example with kubectl.',
      context,
      user,
      text,
    ),
    forbidden: l10n.t('{0} does not allow it: {1}. Ask its administrator for the right.', context, text),
    notFound: l10n.t('{0} has no such thing: {1}.', context, text),
    conflict: l10n.t('{0} keeps what it has: {1}.', context, text),
    gone: l10n.t('{0} no longer knows what has changed since: {1}. It is read again.', context, text),
    tooManyRequests: l10n.t('{0} has too much to do: {1}. Try again in a moment.', context, text),
  };
  return messages[reason] ?? l10n.t('{0} failed with HTTP {1}: {2}. Try again in a moment.', context, httpStatus, text);
}

/** `conflict with "kubectl-client-side-apply" using apps/v1` (structured-merge-diff `Conflict.Error`). */
function managerOf(message: string): string {
  const [, quoted = message] = /^conflict with ("(?:[^"\\]|\\.)*")/.exec(message) ?? [];
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

/** A page of HTML tells a person nothing. */
function firstLine(body: string, headers: IncomingHttpHeaders): string {
  const isHtml = /html/.test(headers['content-type'] ?? '') || /^\s*</.test(body);
  const line = body
    .split('\n')
    .map((text) => text.trim())
    .find((text) => text !== '');
  return isHtml || line === undefined ? l10n.t('no reason given') : line.slice(0, 500);
}
