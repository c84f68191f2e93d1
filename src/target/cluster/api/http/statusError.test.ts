import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterErrorReason } from '../clusterError.ts';
import { eventError, statusError } from './statusError.ts';

const place = { context: 'prod-eu', user: 'me', server: 'https://eu:6443' };

const status = (message: string, more: object = {}) =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, ...more });

const rbac = 'nodes is forbidden: User "dev" cannot list resource "nodes" in API group "" at the cluster scope';
const webhook = 'admission webhook "kai.example" denied the request: gpu-fraction must be below 1';
const quota = 'pods "a" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=1';

const answers: readonly (readonly [
  httpStatus: number,
  body: string,
  isWrite: boolean,
  reason: ClusterErrorReason,
  message: string,
])[] = [
  [
    401,
    status('Unauthorized'),
    false,
    'unauthorized',
    'prod-eu does not accept the credentials of user "me": Unauthorized. Sign in again, for example with kubectl.',
  ],
  [403, status(rbac), false, 'forbidden', `prod-eu does not allow it: ${rbac}. Ask its administrator for the right.`],
  [403, status(rbac), true, 'forbidden', `prod-eu does not allow it: ${rbac}. Ask its administrator for the right.`],
  [403, status(webhook), true, 'invalid', webhook],
  [403, status(quota), true, 'invalid', quota],
  [400, status(webhook), true, 'invalid', webhook],
  [
    400,
    'Client sent an HTTP request to an HTTPS server.\n',
    false,
    'invalid',
    'prod-eu does not understand the request: Client sent an HTTP request to an HTTPS server. Check the address in the kubeconfig: https:// or http://.',
  ],
  [422, status('Pod "a" is invalid: spec'), true, 'invalid', 'Pod "a" is invalid: spec'],
  [404, '404 page not found\n', false, 'notFound', 'prod-eu has no such thing: 404 page not found.'],
  [
    410,
    status('too old resource version'),
    false,
    'gone',
    'prod-eu no longer knows what has changed since: too old resource version. It is read again.',
  ],
  [502, '<html><h1>Bad Gateway</h1>', false, 'server', 'prod-eu failed with HTTP 502: no reason given. Try again in a moment.'],
  [500, '', false, 'server', 'prod-eu failed with HTTP 500: no reason given. Try again in a moment.'],
  [
    500,
    '{"kind": "Status", "message": 7, "details": "none"}',
    false,
    'server',
    'prod-eu failed with HTTP 500: {"kind": "Status", "message": 7, "details": "none"}. Try again in a moment.',
  ],
  [
    302,
    '<a href="/login">',
    false,
    'server',
    'What answers at https://eu:6443 is not the API of prod-eu: HTTP 302. Check the address in the kubeconfig, or sign in to a proxy on the way.',
  ],
];

for (const [httpStatus, body, isWrite, reason, message] of answers) {
  test(`HTTP ${httpStatus} of a ${isWrite ? 'write' : 'read'} is ${reason}: ${body.slice(0, 60)}`, () => {
    const error = statusError(place, { httpStatus, headers: {}, body, isWrite });
    assert.deepEqual(
      { reason: error.reason, message: error.message, status: error.status },
      { reason, message, status: httpStatus },
    );
  });
}

test('the owners of fields in conflict are told with their fields', () => {
  const causes = [
    {
      reason: 'FieldManagerConflict',
      message: 'conflict with "kubectl-client-side-apply" using apps/v1',
      field: '.spec.replicas',
    },
    {
      reason: 'FieldManagerConflict',
      message: String.raw`conflict with "a \"b\"" with subresource "scale" using apps/v1`,
      field: '.x',
    },
    { reason: 'FieldManagerConflict', message: 'something else', field: '.y' },
    { reason: 'FieldValueInvalid', message: 'no owner' },
  ];
  const error = statusError(place, {
    httpStatus: 409,
    headers: {},
    body: status('2 conflicts', { details: { causes } }),
    isWrite: true,
  });
  assert.equal(error.reason, 'conflict');
  assert.deepEqual(error.conflicts, [
    { manager: 'kubectl-client-side-apply', field: '.spec.replicas' },
    { manager: 'a "b"', field: '.x' },
    { manager: 'something else', field: '.y' },
  ]);
});

test('how long to wait is that of the header, else that of the status', () => {
  const body = status('slow down', { details: { retryAfterSeconds: 3 } });
  const refusal = { httpStatus: 429, body, isWrite: false };
  assert.equal(statusError(place, { ...refusal, headers: { 'retry-after': '7' } }).retryAfterSeconds, 7);
  assert.equal(statusError(place, { ...refusal, headers: {} }).retryAfterSeconds, 3);
  assert.equal(statusError(place, { ...refusal, headers: {}, body: '' }).retryAfterSeconds, undefined);
  assert.equal(statusError(place, { ...refusal, headers: {} }).reason, 'tooManyRequests');
});

test('an error of a watch is gone by its code or its reason', () => {
  assert.equal(eventError(place, { kind: 'Status', code: 410 }).reason, 'gone');
  assert.equal(eventError(place, { kind: 'Status', reason: 'Expired' }).reason, 'gone');
  assert.equal(eventError(place, { kind: 'Status', code: 500, message: 'etcd' }).reason, 'server');
  assert.equal(eventError(place, undefined).reason, 'server');
});
