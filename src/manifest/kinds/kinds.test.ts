import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { share } from '../../gpu/quantity.ts';
import { applyEdits } from '../edits.ts';
import { kai } from '../dialects/kai.ts';
import { findKind, isOfKubernetes } from '../findKind.ts';
import { parseManifest, type ManifestWorkload } from '../manifestFile.ts';
import { findWorkloads } from '../requests.ts';
import { setFraction } from '../setFraction.ts';
import { workloadKinds } from '../workloads.ts';
import { annotationPaths, isAnnotationPath } from './annotationPaths.ts';

const folder = new URL('../testdata/', import.meta.url);
const valid = readFileSync(new URL('kinds-valid.yaml', folder), 'utf8');
const half = { kind: 'share', share: share(0.375) } as const;

/** A workload as it is called, whatever the text around it. */
function nameOf({ workload: { kind, name, role } }: { readonly workload: ManifestWorkload['workload'] }): string {
  return [kind, name.value, role].filter(Boolean).join(' ');
}

test('right manifests of every kind of others are read, and nothing is said against them but their age, and a flag that Knative needs', () => {
  const { workloads, findings } = parseManifest(valid);
  assert.deepEqual(
    findings.filter(({ rule }) => rule !== 'legacy-workload').map(({ rule, severity }) => `${severity} ${rule}`),
    ['hint scheduler-flag'],
  );
  const read = new Set(workloads.map(({ kind }) => kind));
  const unread = workloadKinds.filter((kind) => !isOfKubernetes(kind) && !read.has(kind));
  assert.deepEqual(
    unread.map(({ kind, versions }) => `${versions[0]} ${kind}`),
    [],
  );
});

test('docs/kinds.md tells every kind with the places of its annotations', () => {
  const rows = readFileSync(new URL('../../../docs/kinds.md', import.meta.url), 'utf8').split('\n');
  for (const kind of workloadKinds) {
    const told = rows.some(
      (row) =>
        row.includes(kind.group) &&
        new RegExp(`[ (]${kind.kind}\\b`).test(row) &&
        annotationPaths(kind).every((path) => row.includes(`\`${path}\``)),
    );
    assert.ok(told, `${kind.group} ${kind.kind}`);
  }
});

test('a kind is known by its group; of one that has several versions an unknown one is the newest', () => {
  const rowOf = (kind: string, apiVersion: string | undefined): string | undefined => {
    const row = findKind(kind, apiVersion);
    return row && `${row.group}/${row.versions[0]}`;
  };
  assert.equal(rowOf('Service', 'v1'), undefined);
  assert.equal(rowOf('Service', undefined), undefined);
  assert.equal(rowOf('Service', 'serving.knative.dev/v1'), 'serving.knative.dev/v1');
  assert.equal(rowOf('Configuration', 'pkg.crossplane.io/v1'), undefined);
  assert.equal(rowOf('Workflow', 'argoproj.io/v1alpha1'), 'argoproj.io/v1alpha1');
  assert.equal(rowOf('Job', 'batch.volcano.sh/v1alpha1'), undefined);
  assert.equal(rowOf('MPIJob', 'kubeflow.org/v1'), 'kubeflow.org/v2beta1');
  assert.equal(rowOf('DynamoGraphDeployment', 'nvidia.com/v1alpha1'), 'nvidia.com/v1alpha1');
  assert.equal(rowOf('DynamoGraphDeployment', 'nvidia.com/v1beta1'), 'nvidia.com/v1beta1');
  assert.equal(rowOf('DynamoGraphDeployment', 'nvidia.com/v1'), 'nvidia.com/v1beta1');
  assert.equal(rowOf('RayCluster', 'ray.io/v1alpha1'), 'ray.io/v1');
  assert.equal(rowOf('LLMInferenceService', 'serving.kserve.io/v1alpha1'), 'serving.kserve.io/v1alpha2');
});

test('what is said of pods of other kinds claims no field of their object, and no verdict of the API server on it', () => {
  const text = `apiVersion: ray.io/v1
kind: RayCluster
metadata: { name: c }
spec:
  headGroupSpec:
    template:
      metadata: { annotations: { gpu-memory: 8192 }, labels: { team: "a b" } }
      spec:
        restartPolicy: Sometimes
        containers: [{ image: x }, { name: A_b, image: x, resources: { limits: { nvidia.com/gpu: "0.5" } } }]
`;
  const { findings } = parseManifest(text);
  assert.deepEqual(
    findings.map(({ rule, fieldPath, admissionText }) => [rule, fieldPath, admissionText]),
    ['no-scheduler', 'unquoted-value', 'metadata-key', 'container-name', 'fraction-and-memory', 'whole-gpu-value'].map((rule) => [
      rule,
      undefined,
      undefined,
    ]),
  );
  assert.equal(
    findings[1]?.message,
    'gpu-memory 8192: a number where a string is needed: this RayCluster does not start. Use "8192".',
  );
});

test('a scheduler that an operator may add is no more than a hint, with its fix', () => {
  const graph = `apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: { name: g }
spec:
  services:
    Worker:
      extraPodMetadata: { annotations: { gpu-fraction: "0.5" } }
      extraPodSpec:
        mainContainer: { image: x }
`;
  const { findings } = parseManifest(graph);
  assert.deepEqual(
    findings.map(({ rule, severity, fixes }) => [rule, severity, fixes.length]),
    [['no-scheduler', 'hint', 1]],
  );
});

test('a patch of a kind lacks nothing', () => {
  const patches = [
    'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec: { predictor: { annotations: { gpu-fraction: "0.5" } } }',
    'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec: { predictor: { annotations: { gpu-fraction: "0.5" }, model: { args: [a] } } }',
    'apiVersion: serving.kserve.io/v1alpha2\nkind: LLMInferenceService\nspec: { annotations: { gpu-fraction: "0.5" } }',
    'apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMService\nspec: { annotations: { gpu-fraction: "0.5" } }',
    'apiVersion: nvidia.com/v1alpha1\nkind: DynamoGraphDeployment\nspec: { services: { W: { extraPodMetadata: { annotations: { gpu-fraction: "0.5" } } } } }',
    'apiVersion: nvidia.com/v1beta1\nkind: DynamoGraphDeployment\nspec: { components: [{ name: w, podTemplate: { metadata: { annotations: { gpu-fraction: "0.5" } } } }] }',
    'apiVersion: ray.io/v1\nkind: RayCluster\nspec: { headGroupSpec: { template: { metadata: { annotations: { gpu-fraction: "0.5" } } } } }',
    'apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nspec: { replicatedJobs: [{ name: a, template: { spec: { template: { metadata: { annotations: { gpu-fraction: "0.5" } } } } } }] }',
    'apiVersion: serving.knative.dev/v1\nkind: Service\nspec: { template: { metadata: { annotations: { gpu-fraction: "0.5" } } } }',
    'apiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainJob\nspec: { podTemplateOverrides: [{ targetJobs: [{ name: node }], metadata: { annotations: { gpu-fraction: "0.5" } } }] }',
  ];
  for (const patch of patches) {
    assert.deepEqual(parseManifest(`${patch}\nmetadata: { name: p }\n`).findings, [], patch);
  }
});

test('a list of a kind says the kind and version of its items', () => {
  const item =
    '  - metadata: { name: c }\n    spec: { headGroupSpec: { template: { spec: { containers: [{ name: r, image: x }] } } } }\n';
  const { workloads } = parseManifest(`apiVersion: ray.io/v1\nkind: RayClusterList\nitems:\n${item}`);
  assert.deepEqual(workloads.map(nameOf), ['RayCluster c head']);
});

for (const file of readdirSync(folder).filter((name) => /^kinds-.*\.yaml$/.test(name))) {
  const text = readFileSync(new URL(file, folder), 'utf8');

  test(`the annotations that are read in ${file} stand on the paths of their kind`, () => {
    for (const { kind, paths } of parseManifest(text).workloads) {
      const isReached = annotationPaths(kind).length > 0;
      assert.equal(isReached, paths.annotations !== '', kind.kind);
      const keys = paths.annotations.replaceAll(/\[\d+\]/g, '').split('.');
      assert.ok(!isReached || isAnnotationPath(kind, keys) || keys.includes('inline'), `${kind.kind}: ${paths.annotations}`);
    }
  });

  test(`a moved key of ${file} is read where it was moved to`, () => {
    const before = parseManifest(text);
    for (const { fixes } of before.findings.filter(({ rule }) => rule === 'misplaced-key')) {
      for (const { title, edits } of fixes.filter((fix) => fix.title.startsWith('Move'))) {
        const after = parseManifest(applyEdits(before, edits));
        const asking = (workloads: readonly ManifestWorkload[]): readonly string[] =>
          workloads.filter(({ result }) => result.kind !== 'none').map(nameOf);
        assert.ok(asking(after.workloads).length > asking(before.workloads).length, title);
      }
    }
  });

  test(`a fraction is written into every workload of ${file} that has none, or it is said why not`, () => {
    const manifest = parseManifest(text);
    let written = 0;
    for (const item of manifest.workloads.filter(({ result }) => result.kind === 'none')) {
      const container = item.workload.template.containers[0]?.name ?? '';
      const request = { devices: 1, request: half, container };
      const added = kai.add({ file: manifest, item, cluster: manifest.options.cluster }, request);
      if (added.kind === 'problem') {
        assert.match(added.problem, /annotation/);
        continue;
      }
      written += 1;
      const read = findWorkloads(applyEdits(manifest, added.edits)).find((found) => nameOf(found) === nameOf(item));
      assert.ok(read?.result.kind === 'request', nameOf(item));
      assert.deepEqual(read.result.request, request, nameOf(item));
    }
    assert.equal(written > 0, file !== 'kinds-runai.yaml', `${written} written`);
  });

  test(`another amount is written into every request of ${file}`, () => {
    const manifest = parseManifest(text);
    for (const item of manifest.workloads) {
      if (item.result.kind !== 'request' || item.result.dialect !== 'kai') continue;
      const changed = setFraction(manifest, item, half);
      assert.ok(changed.kind === 'edits', `${nameOf(item)}: ${changed.kind === 'problem' ? changed.problem : ''}`);
      const read = findWorkloads(applyEdits(manifest, changed.edits)).find((found) => nameOf(found) === nameOf(item));
      assert.ok(read?.result.kind === 'request', nameOf(item));
      assert.deepEqual(read.result.request.request, half, nameOf(item));
    }
  });
}
