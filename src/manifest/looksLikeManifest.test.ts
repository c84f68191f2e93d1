import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { looksLikeManifest } from './looksLikeManifest.ts';
import { findWorkloads } from './requests.ts';

test('every manifest that is read looks like one', () => {
  const folder = new URL('testdata/', import.meta.url);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    assert.ok(findWorkloads(text).length > 0, name);
    assert.ok(looksLikeManifest(text), name);
    assert.ok(looksLikeManifest(text.replaceAll('\n', '\r\n')), name);
  }
});

test('workloads in later documents, in lists, in quotes and in braces are seen', () => {
  for (const text of [
    'apiVersion: v1\nkind: Service\n---\napiVersion: apps/v1\nkind: StatefulSet\n',
    'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: batch/v1\n    kind: Job\n',
    'apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n  apiVersion: v1\n',
    'apiVersion: apps/v1\nkind: DeploymentList\nitems: []\n',
    'kind: "Pod"\napiVersion: "v1"\n',
    "kind: 'Deployment' # here\napiVersion: apps/v1",
    '{ "apiVersion": "v1", "kind": "Pod" }',
    '{\n  "apiVersion": "v1",\n  "kind": "Pod"\n}',
    'kind : Pod\napiVersion : v1\n',
    'apiVersion: serving.knative.dev/v1\nkind: Service\n',
    'apiVersion: v1\nkind: ConfigMap\n---\napiVersion: ray.io/v1alpha1\nkind: RayService\n',
    '{"kind":"DynamoGraphDeployment","apiVersion":"nvidia.com/v1beta1"}',
    'apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSetList\n',
    'apiVersion: run.ai/v2alpha1\nkind: TrainingWorkload\n',
  ]) {
    assert.ok(looksLikeManifest(text), text);
  }
});

test('other YAML does not look like a manifest', () => {
  for (const text of [
    '',
    'kind: Pod\n',
    'apiVersion: v1\nkind: Service\n',
    'apiVersion: v1\nkind: ServiceList\n',
    'apiVersion: v1\nkind: ConfigMap\n',
    'apiVersion: v1\nkind: PodDisruptionBudget\n',
    'apiVersion: serving.kserve.io/v1alpha1\nkind: InferenceGraph\n---\napiVersion: v1\nkind: Service\n',
    'apiVersion: pkg.crossplane.io/v1\nkind: Configuration\n',
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\n',
    'apiVersion: v1\nkind: Pod-like\n',
    '# apiVersion: v1\n# kind: Pod\n',
    'apiVersion: v1\nsubkind: Pod\n',
    `apiVersion: v1\n${'#'.repeat(20_000)}\nkind: Pod\n`,
  ]) {
    assert.ok(!looksLikeManifest(text), text.slice(0, 60));
  }
});
