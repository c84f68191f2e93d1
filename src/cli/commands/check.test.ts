import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { check } from './check.ts';

const directory = await mkdtemp(join(tmpdir(), 'check-'));
after(() => rm(directory, { recursive: true }));

const pod = (fraction: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    gpu-fraction: ${fraction}\nspec:\n  schedulerName: kai-scheduler\n  containers:\n    - name: c\n      image: x\n`;

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

async function run(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const console = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    write: () => true,
  };
  const agent = () => assert.fail('check needs no agent');
  const code = await check(args, { console, agent, signal: new AbortController().signal });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('clean files say so on stderr only', async () => {
  const good = await file('good.yaml', pod('"0.5"'));
  assert.deepEqual(await run(good), { code: 0, out: '', err: '1 file, no findings' });
  assert.deepEqual(await run(good, good), { code: 0, out: '', err: '2 files, no findings' });
});

test('a finding is a line with its place, and an error is exit code 1', async () => {
  const bad = await file('bad.yaml', pod('"50%"'));
  const { code, out, err } = await run(bad);
  assert.equal(code, 1);
  assert.match(out, /bad\.yaml:6:19: error: gpu-fraction "50%": .*\[fraction-value\]$/);
  assert.equal(err, '');
});

test('a file that cannot be read hides no other, and is exit code 2', async () => {
  const bad = await file('bad.yaml', pod('"50%"'));
  const missing = join(directory, 'nothing.yaml');
  const { code, out, err } = await run(missing, bad, '--format', 'json');
  assert.equal(code, 2);
  assert.equal(err, `${missing}: no such file.`);
  const { findings } = JSON.parse(out) as { findings: { file: string; rule: string }[] };
  assert.deepEqual(
    findings.map(({ file: where, rule }) => [where, rule]),
    [[bad, 'fraction-value']],
  );
});
