import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseAmount } from '../gpu/amount.ts';
import type { Amount } from '../gpu/request.ts';
import { engineOfImage } from '../inference/engines/engines.ts';
import { parseImageReference } from '../inference/imageReference.ts';
import { checkManifest } from './checkManifest.ts';
import { renderManifest, type ManifestForm } from './renderManifest.ts';
import { findWorkloads } from './requests.ts';

const form: ManifestForm = {
  name: 'chat',
  image: 'ghcr.io/ggml-org/llama.cpp:server',
  model: 'tiny-random',
  request: '0.5',
  limit: '',
};

function amountOf(text: string): Amount | undefined {
  const read = parseAmount(text);
  return read.kind === 'value' ? read.value.amount : undefined;
}

/** What the checks say, with the field that it stands on. */
function findingsOf(change: Partial<ManifestForm>): readonly string[] {
  const rendered = renderManifest({ ...form, ...change });
  return checkManifest(rendered.text).map(
    ({ severity, rule, range }) => `${severity} ${rule} ${rendered.fieldOfLine(range.start.line) ?? 'nothing'}`,
  );
}

test('half a GPU as a Pod that nothing is to say about', () => {
  assert.equal(
    renderManifest(form).text,
    `apiVersion: v1
kind: Pod
metadata:
  name: chat
  labels:
    # The queue of the cluster; without the label KAI takes this one.
    kai.scheduler/queue: default-queue
  annotations:
    gpu-fraction: "0.5"
spec:
  schedulerName: kai-scheduler
  containers:
    - name: server
      image: ghcr.io/ggml-org/llama.cpp:server
      args:
        - --model
        - tiny-random
        - --port
        - "8000"
      ports:
        - containerPort: 8000
`,
  );
  assert.deepEqual(findingsOf({}), []);
});

test('amounts as people type them', () => {
  const asks = (request: string, limit = ''): unknown => {
    const [found] = findWorkloads(renderManifest({ ...form, request, limit }).text);
    return found?.result.kind === 'request' ? [found.result.request.request, found.result.request.limit] : found?.result.kind;
  };
  const part = (share: number) => ({ kind: 'share', share });
  const memory = (memoryMiB: number) => ({ kind: 'memory', memoryMiB });
  assert.deepEqual(asks('50 %'), [part(0.5), undefined]);
  assert.deepEqual(asks('0,25', '60%'), [part(0.25), part(0.6)]);
  assert.deepEqual(asks('8 GB', '10 GiB'), [memory(7630), memory(10_240)]);
  assert.deepEqual(asks('1'), [part(1), undefined]);
  assert.deepEqual(asks('100 %'), [part(1), undefined]);
  assert.equal(asks('1.5'), 'invalid');
  assert.equal(asks(''), 'invalid');
});

test('what is wrong is said by the rules of manifests, on the field that it comes from', () => {
  assert.deepEqual(findingsOf({ request: '1.5' }), ['error fraction-value request']);
  assert.deepEqual(findingsOf({ request: '' }), ['error fraction-value request']);
  assert.deepEqual(findingsOf({ request: '8 GX' }), ['error memory-value request']);
  assert.deepEqual(findingsOf({ limit: '0.4' }), ['error limit-below-request limit']);
  assert.deepEqual(findingsOf({ limit: '0.5' }), ['warning limit-equals-request limit']);
  assert.deepEqual(findingsOf({ limit: '20 GiB' }), ['error limit-unit limit']);
  assert.deepEqual(findingsOf({ limit: 'much' }), ['error limit-value limit']);
  assert.deepEqual(findingsOf({ request: '1', limit: '0.9' }), ['error limit-without-request limit']);
  assert.deepEqual(findingsOf({ name: 'My Chat' }), ['error name name']);
  assert.deepEqual(findingsOf({ name: '' }), ['error name name']);
});

test('a model file is mounted where it lies; a name is not', () => {
  const mount = (model: string): unknown => {
    const { spec } = parse(renderManifest({ ...form, model }).text) as {
      spec: { volumes?: [{ hostPath: { path: string } }]; containers: [{ volumeMounts?: [{ mountPath: string }] }] };
    };
    return [spec.volumes?.[0].hostPath.path, spec.containers[0].volumeMounts?.[0].mountPath];
  };
  assert.deepEqual(mount('/data/models/a.gguf'), ['/data/models', '/data/models']);
  assert.deepEqual(mount('/data/models/'), ['/data', '/data']);
  assert.deepEqual(mount('/a.gguf'), ['/a.gguf', '/a.gguf']);
  assert.deepEqual(mount('Qwen/Qwen3-0.6B'), [undefined, undefined]);
});

test('every engine reads the model and the port from the arguments', () => {
  for (const image of ['ghcr.io/ggml-org/llama.cpp:server', 'vllm/vllm-openai:latest', 'gpu-fractions/embedded-engine']) {
    const [found] = findWorkloads(renderManifest({ ...form, image, model: '/m/a b.gguf' }).text);
    const [container] = found?.workload.template.containers ?? [];
    assert.ok(container);
    const read = engineOfImage(parseImageReference(image))?.readArguments({
      command: container.command,
      args: container.args,
      env: {},
      ports: container.ports,
    });
    assert.equal(read?.model, '/m/a b.gguf', image);
    assert.equal(read?.port, 8000, image);
    assert.deepEqual(read?.problems, [], image);
    assert.deepEqual(found?.workload.clusterOnly, [], image);
  }
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    'null',
    'y',
    '- a',
    'a: b',
    '# a',
    "'",
    '"',
    '$(HOME)',
    '$$x',
    '/m/$(A).gguf',
    '/a\nb',
    '\u2028',
    '\u0085',
    '~',
    '*a',
    '{}',
  ),
);
const anyAmount = fc.oneof(
  fc.double({ min: 0.01, max: 1, noNaN: true }).map(String),
  fc.integer({ min: 1, max: 100 }).map((percent) => `${percent} %`),
  fc.integer({ min: 1, max: 200_000 }).map((memory) => `${memory} MiB`),
  fc.integer({ min: 1, max: 99 }).map((memory) => `${memory} GB`),
  anyText,
);

test('whatever is typed, the text parses and says exactly that', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, anyAmount, anyAmount, (name, image, model, request, limit) => {
      const { text } = renderManifest({ name, image, model, request, limit });
      const pod = parse(text) as { metadata: { name: unknown }; spec: { containers: [{ image: unknown }] } };
      assert.equal(pod.metadata.name, name);
      assert.equal(pod.spec.containers[0].image, image);
      const [found] = findWorkloads(text);
      assert.equal(found === undefined, name === '', 'only what has no name is no workload');
      if (found === undefined) return;
      const [container] = found.workload.template.containers;
      assert.deepEqual(container?.args, [...(model === '' ? [] : ['--model', model]), '--port', '8000']);
      const { result } = found;
      const wanted = amountOf(request);
      if (result.kind === 'request' && wanted !== undefined) {
        assert.deepEqual(result.request.request, wanted);
        assert.deepEqual(result.request.limit, limit.trim() === '' ? undefined : limitOf(limit, wanted));
      } else if (wanted !== undefined) {
        assert.notEqual(limit.trim(), '', 'a request that can be read is refused for its limit only');
      }
    }),
    { numRuns: 400 },
  );
});

/** A whole GPU has no limit of its own. */
function limitOf(limit: string, request: Amount): Amount | undefined {
  return request.kind === 'share' && request.share === 1 ? undefined : amountOf(limit);
}
