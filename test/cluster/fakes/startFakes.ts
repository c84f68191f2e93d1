import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import { mutatePod, validatePod, type Admission, type SentPod } from './fakeKai/admission.ts';
import { schedulerName } from './fakeKai/kaiState.ts';
import { labelGroupMember } from './fakeOperators/fakeLeaderWorkerSets.ts';
import { refOf } from './resourceTypes.ts';
import { runStandIns, type RunOptions } from './runStandIns.ts';
import { openStandInClient } from './standInClient.ts';
import { standInAnnotations } from './standIn.ts';
import { serveWebhooks, type Verdict } from './webhookServer.ts';

export interface FakesOptions extends Pick<RunOptions, 'uuidOf' | 'say'> {
  /** With the administrator as current context. */
  readonly kubeconfig: string;
  /** PEM files: who signed the certificate with which the webhooks show themselves, and that one. */
  readonly credentials: { readonly authority: string; readonly serverCertificate: string; readonly serverKey: string };
}

const manager = 'fakes';

/** Starts the stand-ins for KAI, the NIM and Dynamo operators and LeaderWorkerSets; disposing takes their webhooks from the cluster. */
export async function startFakes({ kubeconfig, credentials, uuidOf, say }: FakesOptions): Promise<AsyncDisposable> {
  await using resources = new AsyncDisposableStack();
  const [ca, cert, key] = await Promise.all(
    [credentials.authority, credentials.serverCertificate, credentials.serverKey].map((file) => readFile(file, 'utf8')),
  );
  const client = resources.use(await openStandInClient(kubeconfig));
  const server = resources.use(await serveWebhooks(webhooks, { cert: cert ?? '', key: key ?? '' }));
  resources.use(await runStandIns({ client, uuidOf, say }));
  for (const object of configurations(server.address, Buffer.from(ca ?? '').toString('base64'))) {
    await client.api.apply(refOf(object), object, { fieldManager: manager, isForced: true });
    resources.defer(() => client.api.delete(refOf(object)).catch(() => undefined));
  }
  const owned = resources.move();
  return { [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const webhooks = {
  '/kai/mutate--v1-pod': (pod: ClusterObject) => toVerdict(mutatePod(pod as unknown as SentPod, randomLetters())),
  '/kai/validate--v1-pod': (pod: ClusterObject) => toVerdict(validatePod(pod as unknown as SentPod)),
  '/lws/mutate--v1-pod': (pod: ClusterObject): Verdict => ({ isAllowed: true, object: labelGroupMember(pod) }),
};

function toVerdict(admission: Admission): Verdict {
  return admission.isAllowed ? { isAllowed: true, object: admission.pod as unknown as ClusterObject } : admission;
}

function randomLetters(): string {
  return Array.from({ length: 7 }, () => 'bcdfghjklmnpqrstvwxz2456789'[randomInt(27)]).join('');
}

const ofKai = [{ name: 'for-kai', expression: `object.spec.schedulerName == '${schedulerName}'` }];
const excluded = ['kube-system', 'kai-scheduler', 'kai-resource-reservation'];

function configurations(address: string, caBundle: string): readonly ClusterObject[] {
  const webhook = (name: string, path: keyof typeof webhooks, operations: readonly string[], rest: object) => ({
    name: `${name}.stand-in.gpu-fractions.dev`,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    timeoutSeconds: 10,
    clientConfig: { url: `${address}${path}`, caBundle },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations }],
    namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: excluded }] },
    ...rest,
  });
  const configuration = (kind: string, list: readonly object[]): ClusterObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'stand-ins', annotations: standInAnnotations(manager) },
    webhooks: list,
  });
  const members = { objectSelector: { matchExpressions: [{ key: 'leaderworkerset.sigs.k8s.io/name', operator: 'Exists' }] } };
  // of pods that are there KAI's webhook changes nothing any more
  return [
    configuration('MutatingWebhookConfiguration', [
      webhook('lws', '/lws/mutate--v1-pod', ['CREATE'], members),
      webhook('kai', '/kai/mutate--v1-pod', ['CREATE'], { matchConditions: ofKai }),
    ]),
    configuration('ValidatingWebhookConfiguration', [
      webhook('kai', '/kai/validate--v1-pod', ['CREATE', 'UPDATE'], { matchConditions: ofKai }),
    ]),
  ];
}
