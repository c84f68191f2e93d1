import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../../gpu/quantity.ts';
import type { Amount } from '../../gpu/request.ts';
import { applyEdits } from '../edits.ts';
import { parseManifest } from '../manifestFile.ts';
import { findWorkloads } from '../requests.ts';
import { setFraction } from '../setFraction.ts';
import type { RuleInput } from '../rules/rule.ts';
import type { AmountEdits } from './dialect.ts';
import { dra } from './dra.ts';

const tenGiB: Amount = { kind: 'memory', memoryMiB: mib(10240) };
const whole: Amount = { kind: 'share', share: share(1) };

/** The text after an edit of its first workload. */
function edited(text: string, edit: (input: RuleInput) => AmountEdits): string {
  const file = parseManifest(text);
  const [item] = file.workloads;
  assert.ok(item !== undefined);
  const result = edit({ file, item, cluster: {} });
  return result.kind === 'edits' ? applyEdits(file, result.edits) : result.problem;
}

function set(text: string, amount: Amount): string {
  return edited(text, ({ file: { text: same } }) => {
    const file = parseManifest(same);
    const [item] = file.workloads;
    assert.ok(item !== undefined);
    return setFraction(file, item, amount);
  });
}

const pod = (...resources: readonly string[]): string =>
  `apiVersion: v1
kind: Pod
metadata: { name: chat }
spec:
  resourceClaims:
    - name: gpu # mine
      resourceClaimTemplateName: part
  containers:
    - name: server
      image: x
      resources:
        claims:
          - name: gpu
${resources.map((line) => `        ${line}\n`).join('')}`;

const template = (...lines: readonly string[]): string =>
  `apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: { name: part }
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com # class
${lines.map((line) => `            ${line}\n`).join('')}`;
const capacity = (memory: string): readonly string[] => ['capacity:', '  requests:', `    memory: ${memory} # of 80`];

test('an amount is written where the claim says it, in the quotes that it has, before or behind the pod', () => {
  for (const [before, after] of [
    ['40Gi', '10Gi'],
    ['"40Gi"', '"10Gi"'],
    ["'40Gi'", "'10Gi'"],
  ] as const) {
    const [from, to] = [template(...capacity(before)), template(...capacity(after))];
    assert.equal(set(`${pod()}---\n${from}`, tenGiB), `${pod()}---\n${to}`);
    assert.equal(set(`${from}---\n${pod()}`, tenGiB), `${to}---\n${pod()}`);
    const windows = `# head\n${from}---\n${pod()}`.replaceAll('\n', '\r\n');
    assert.equal(set(windows, tenGiB), `# head\n${to}---\n${pod()}`.replaceAll('\n', '\r\n'));
  }
});

test('what is no whole GiB is written in MiB', () => {
  const to = template(...capacity('10241Mi'));
  assert.equal(
    set(`${pod()}---\n${template(...capacity('40Gi'))}`, { kind: 'memory', memoryMiB: mib(10241) }),
    `${pod()}---\n${to}`,
  );
});

test('a claim for a whole device gets a capacity, and loses it again', () => {
  const parted = template('capacity:', '  requests:', '    memory: 10Gi', 'count: 1');
  assert.equal(set(`${pod()}---\n${template('count: 1')}`, tenGiB), `${pod()}---\n${parted}`);
  assert.equal(set(`${pod()}---\n${parted}`, whole), `${pod()}---\n${template('count: 1')}`);
});

test('a claim of v1beta1 is written as that wants it', () => {
  const flat = (...lines: readonly string[]): string =>
    template()
      .replace('/v1\n', '/v1beta1\n')
      .replace(/ +exactly:\n +deviceClassName.*\n/, '') +
    ['deviceClassName: gpu.nvidia.com', ...lines].map((line) => `          ${line}\n`).join('');
  const to = flat('capacity:', '  requests:', '    memory: 10Gi');
  assert.equal(set(`${pod()}---\n${flat()}`, tenGiB), `${pod()}---\n${to}`);
});

test('what cannot be written has a cure', () => {
  const parted = template(...capacity('40Gi'));
  assert.match(set(`${pod()}---\n${parted}`, { kind: 'share', share: share(0.5) }), /Choose an amount such as 20 GiB\.$/);
  const twice = `${pod()}---\n${pod().replace('chat', 'embed')}---\n${parted}`;
  assert.match(set(twice, tenGiB), /also serves Pod embed\. Give this one a claim of its own/);
  const mig = template(`selectors: [{ cel: { expression: "device.attributes['gpu.nvidia.com'].profile == '1g.10gb'" } }]`);
  assert.match(set(`${pod()}---\n${mig}`, tenGiB), /Choose another profile in the selectors of part\.$/);
  const braces = template('capacity: { requests: { cores: 1 } }');
  assert.match(set(`${pod()}---\n${braces}`, tenGiB), /Write it by hand\.$/);
});

test('a request comes out with the fields that it alone fills; the claim stays', () => {
  const bare = 'apiVersion: v1\nkind: Pod\nmetadata: { name: chat }\nspec:\n  containers:\n    - name: server\n      image: x\n';
  const remove = (text: string): string => edited(text, (input) => dra.remove(input));
  assert.equal(remove(`${pod()}---\n${template()}`), `${bare}---\n${template()}`);
  const limits = ['limits: { cpu: 1 }'];
  const left = bare + '      resources:\n        limits: { cpu: 1 }\n';
  assert.equal(remove(`${pod(...limits)}---\n${template()}`), `${left}---\n${template()}`);
  const nic = pod().replace('          - name: gpu\n', '          - name: nic\n          - name: gpu\n');
  const both = nic.replace('  containers', '    - name: nic\n      resourceClaimName: nic\n  containers');
  const kept = both
    .replace('    - name: gpu # mine\n      resourceClaimTemplateName: part\n', '')
    .replace('          - name: gpu\n', '');
  assert.equal(remove(`${both}---\n${template()}`), `${kept}---\n${template()}`);
  const braces = pod().replace('claims:\n          - name: gpu\n', 'claims: [{ name: gpu }]\n');
  assert.equal(remove(`${braces}---\n${template()}`), `${bare}---\n${template()}`);
  assert.match(remove(`${braces.replace('claims: [', 'claims: &r [')}---\n${template()}`), /by hand\.$/);
  assert.match(remove(`apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [] }\n`), /by hand\.$/);
});

const plain = (tail: string): string => `apiVersion: v1
kind: Pod
metadata: { name: chat, namespace: ml }
spec:
  # what runs
  containers:
    - name: proxy
      image: envoy
    - name: server
      image: x${tail}`;

test('a claim is added as the last document, and is read as what was asked', () => {
  for (const text of [
    plain(''),
    plain('\n'),
    plain('\n').replaceAll('\n', '\r\n'),
    plain('\n      resources:\n        limits: { cpu: 1 }\n'),
  ]) {
    const after = edited(text, (input) => dra.add(input, { devices: 2, request: tenGiB, container: 'server' }));
    const [found] = findWorkloads(after);
    assert.ok(found?.result.kind === 'request', after);
    assert.equal(found.result.dialect, 'dra');
    assert.deepEqual(found.result.request, { devices: 2, request: tenGiB, container: 'server' });
    assert.deepEqual(
      parseManifest(after).findings.map(({ message }) => message),
      [],
    );
    const back = edited(after, (input) => dra.remove(input));
    assert.ok(back.startsWith(text.trimEnd()), back);
    assert.match(
      edited(back, (input) => dra.add(input, { devices: 1, request: whole, container: '' })),
      /name: chat-gpu-2/,
    );
  }
});

test('a claim beside another, and a share, are left to the user', () => {
  const add = (text: string, request: Amount): string =>
    edited(text, (input) => dra.add(input, { devices: 1, request, container: '' }));
  assert.match(add(pod(), tenGiB), /Write a ResourceClaimTemplate and name it in resourceClaims\.$/);
  assert.match(add(plain('\n'), { kind: 'share', share: share(0.5) }), /Choose an amount such as 20 GiB\.$/);
});

test('equal requests of a container are counted together, others stand beside', () => {
  const requests = (...classes: readonly string[]): string =>
    `apiVersion: resource.k8s.io/v1\nkind: ResourceClaimTemplate\nmetadata: { name: part }\nspec:\n  spec:\n    devices:\n      requests:\n${classes
      .map((name, index) => `        - { name: r${index}, exactly: { deviceClassName: ${name} } }\n`)
      .join('')}`;
  const [found] = findWorkloads(
    `${requests('gpu.nvidia.com', 'mig.nvidia.com', 'gpu.nvidia.com', 'mig.nvidia.com')}---\n${pod()}`,
  );
  assert.ok(found?.result.kind === 'request');
  assert.equal(found.result.request.devices, 2);
  assert.deepEqual(
    found.result.others.map((ask) => ask.kind === 'fixed' && ask.piece),
    [{ kind: 'mig', profile: 'any', count: 2, container: 'server' }],
  );
});
