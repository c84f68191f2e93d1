import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseClusterFacts } from './clusterFactsFile.ts';

test('facts are read from YAML and JSON, versions as they are written', () => {
  const cluster = {
    kai: { major: 0, minor: 10, patch: 0 },
    runai: null,
    sharing: 'NonMemoryEnforced',
    queues: [{ name: 'team', parent: 'all', gpuQuota: 0.5, gpuLimit: -1 }],
    nodes: [{ name: 'a', memoryMiB: 81559, gpus: 8, sharing: 'kai', resources: { 'nvidia.com/gpu': 8 } }],
  };
  const yaml = [
    'kai: 0.10',
    'runai: null',
    'sharing: NonMemoryEnforced',
    'queues: [{ name: team, parent: all, gpuQuota: 0.5, gpuLimit: -1 }]',
    'nodes:',
    '  - { name: a, memoryMiB: 81559, gpus: 8, resources: { nvidia.com/gpu: 8 } }',
  ].join('\n');
  assert.deepEqual(parseClusterFacts(yaml), { kind: 'value', value: cluster });
  assert.deepEqual(parseClusterFacts(JSON.stringify({ ...cluster, kai: 'v0.10.0' })), { kind: 'value', value: cluster });
  assert.deepEqual(parseClusterFacts(''), { kind: 'value', value: {} });
  assert.deepEqual(parseClusterFacts('hami:\n'), { kind: 'value', value: { hami: null } });
});

const problems: Readonly<Record<string, RegExp>> = {
  'kai: new': /^kai "new": the value must be a version, or null where there is none\. Write for example "0\.17\.2"\.$/,
  'kubernetes: null': /^kubernetes "null": the value must be a version/,
  'kia: 0.17': /^"kia": no such fact\. Use kubernetes, kai, /,
  'queues: [{ name: a, gpu: 1 }]': /^"gpu" in queues\[0\]: no such fact\. Remove it\.$/,
  'queues: [{ gpuQuota: 1 }]': /^queues\[0\]\.name is missing: a name is needed\.$/,
  'queues: [{ name: a, gpuQuota: many }]': /^queues\[0\]\.gpuQuota "many": the value must be a number\. /,
  'queues: a': /^queues "a": a list is needed\. /,
  'queues: [a]': /^queues\[0\] "a": a map is needed\. /,
  'nodes: [{ name: a, gpus: 1.5 }]': /^nodes\[0\]\.gpus "1\.5": the value must be a whole number/,
  'nodes: [{ name: a, gpus: 1, memoryMiB: 80Gi }]': /^nodes\[0\]\.memoryMiB "80Gi": the value must be a whole number of MiB/,
  'nodes: [{ name: a, gpus: 1, sharing: yes }]': /^nodes\[0\]\.sharing "yes": .* Use kai, hami, dra, mig, /,
  'nodes: [{ name: a }]': /^nodes\[0\]\.gpus is missing: /,
  '- kai': /^the file: a map is needed\. /,
  'just text': /^the file: a map is needed\. /,
  'kai: "0.17': /^it is neither YAML nor JSON: /,
  'queues: &a [*a]': /^queues\[0\] \[…\]: a map is needed\. /,
  'queues: *nothing': /^it(s aliases cannot be resolved| is neither YAML nor JSON): /,
};

for (const [text, said] of Object.entries(problems)) {
  test(`of ${JSON.stringify(text)} the problem says field, value and cure`, () => {
    const read = parseClusterFacts(text);
    assert.equal(read.kind, 'problem');
    assert.match(read.kind === 'problem' ? read.problem : '', said);
  });
}
