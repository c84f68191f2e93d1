import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { runCli } from './cli.ts';

function pod(name: string, amount: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  annotations:
    gpu-memory: "${amount}"
spec:
  containers:
    - name: server
      image: ghcr.io/ggml-org/llama.cpp:server
      args: ["--model", "tiny-random"]
`;
}

test('a file of which one request cannot be read is not deployed in part', async () => {
  await using home = await temporaryHome();
  await writeFile(join(home.path, 'two.yaml'), `${pod('right', '100')}---\n${pod('wrong', '8Gi')}`);
  const { code, stdout, stderr } = await runCli(home.path, ['run', '-f', 'two.yaml']);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /two\.yaml: what wrong asks for cannot be read, so nothing is deployed\..*--fraction.*--name/);
  const { stdout: jobs } = await runCli(home.path, ['ps', '--json']);
  assert.deepEqual(JSON.parse(jobs), { jobs: [] });
});
