import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../manifest/finding.ts';
import { LiveManifest } from '../../manifest/liveManifest.ts';
import { check } from './check.ts';

const directory = await mkdtemp(join(tmpdir(), 'check-'));
after(() => rm(directory, { recursive: true }));

const pod = (fraction: string, { scheduler = true } = {}) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    gpu-fraction: ${fraction}\n  labels: { kai.scheduler/queue: team }\nspec:\n${scheduler ? '  schedulerName: kai-scheduler\n' : ''}  containers:\n    - name: c\n      image: x\n`;

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...args: readonly string[]): Promise<Ended> {
  const written = { out: '', err: '' };
  const console = {
    out: (line: string) => void (written.out += `${line}\n`),
    err: (line: string) => void (written.err += `${line}\n`),
    write: (text: string) => {
      written.out += text;
      return true;
    },
  };
  const agent = () => assert.fail('check needs no agent');
  const code = await check(args, { console, agent, signal: new AbortController().signal });
  return { code, ...written };
}

type ShownFinding = Pick<Finding, 'rule' | 'severity' | 'message' | 'range'> & { readonly file: string };

function findingsOf({ out }: Ended): readonly ShownFinding[] {
  return (JSON.parse(out) as { findings: readonly ShownFinding[] }).findings;
}

test('clean files say so on stderr only', async () => {
  const [good, better] = [await file('good.yaml', pod('"0.5"')), await file('better.yaml', pod('"0.25"'))];
  assert.deepEqual(await run(good), { code: 0, out: '', err: '1 file, no findings\n' });
  assert.deepEqual(await run(good, better, good), { code: 0, out: '', err: '2 files, no findings\n' });
});

test('a finding is a line with its place, and an error is exit code 1', async () => {
  const bad = await file('bad.yaml', pod('"50%"'));
  const { code, out, err } = await run(bad);
  assert.equal(code, 1);
  assert.match(out, /bad\.yaml:6:19: error: gpu-fraction "50%": .*\[fraction-value\]\n$/);
  assert.equal(err, '1 file: 1 error\n');
});

test('--fail-on says from which severity on the exit code is 1', async () => {
  const warned = await file('warned.yaml', pod('"0.5"', { scheduler: false }));
  const hinted = await file('hinted.yaml', `# ${'x'.repeat(1_000_000)}`);
  const codes = async (...paths: string[]) => {
    const ended = await Promise.all(['error', 'warning', 'hint'].map((severity) => run(...paths, '--fail-on', severity)));
    return ended.map(({ code }) => code);
  };
  assert.deepEqual(await codes(warned), [0, 1, 1]);
  assert.deepEqual(await codes(hinted), [0, 0, 1]);
  const { code, err } = await run(warned, hinted);
  assert.deepEqual([code, err], [0, '2 files: 0 errors, 1 warning, 1 hint\n']);
});

test('what cannot be read hides no other, and is exit code 2', async () => {
  const bad = await file('bad.yaml', pod('"50%"'));
  const missing = join(directory, 'nothing.yaml');
  const ended = await run(missing, bad, '--format', 'json');
  assert.equal(ended.code, 2);
  assert.equal(ended.err, `${missing}: no such file.\n1 file: 1 error\n`);
  assert.deepEqual(
    findingsOf(ended).map(({ file: where, rule }) => [where, rule]),
    [[bad, 'fraction-value']],
  );
});

test('of a folder only what looks like a manifest is checked; a file that is named is checked as it is', async () => {
  await mkdir(join(directory, 'folder'));
  await file('folder/a.yaml', pod('"50%"'));
  await file('folder/large.yaml', `${pod('"50%"')}# ${'x'.repeat(1_000_000)}`);
  const values = await file('folder/values.yaml', 'apiVersion: v1\nkind: Values\nreplicas: 1\nreplicas: 2\n');
  const ended = await run(join(directory, 'folder'), '--json');
  assert.deepEqual(
    findingsOf(ended).map(({ file: where, rule }) => [where.slice(directory.length + 1), rule]),
    [
      ['folder/a.yaml', 'fraction-value'],
      ['folder/large.yaml', 'too-large'],
    ],
  );
  assert.deepEqual([ended.code, ended.err], [1, '2 files: 1 error, 1 hint\n']);
  assert.deepEqual(
    findingsOf(await run(values, '--json')).map(({ rule }) => rule),
    ['yaml-duplicate-key'],
  );
});

test('a folder without a manifest, and a link in it that leads nowhere, are exit code 2', async () => {
  const empty = join(directory, 'empty');
  await mkdir(empty);
  const { code, err } = await run(empty);
  assert.equal(code, 2);
  assert.match(err, /empty: no manifest found\. .*\n$/);
  await symlink('nothing', join(empty, 'gone.yaml'));
  assert.deepEqual(await run(empty), { code: 2, out: '', err: `${join(empty, 'gone.yaml')}: no such file.\n` });
});

test('with --manifests-only other YAML is left out where it is named too, and nothing to check is no failure', async () => {
  const bad = await file('bad.yaml', pod('"50%"'));
  const template = await file('template.yaml', 'apiVersion: v1\nkind: Values\na: {{ .Values.x }}\nb: 1\nb: 2\n');
  assert.equal((await run(template)).code, 1);
  assert.deepEqual(await run(template, '--manifests-only'), { code: 0, out: '', err: '' });
  const { code, err } = await run(template, bad, '--manifests-only');
  assert.deepEqual([code, err], [1, '1 file: 1 error\n']);
  assert.equal((await run(template, join(directory, 'nothing.yaml'), '--manifests-only')).code, 2);
});

test('a byte order mark takes no column, as in the editor', async () => {
  const text = '{apiVersion: v1, kind: Values, a: 1, a: 2}';
  const [plain, marked] = [await file('plain.yaml', text), await file('marked.yaml', `\uFEFF${text}`)];
  const ranges = async (path: string) => findingsOf(await run(path, '--json')).map(({ rule, range }) => ({ rule, range }));
  assert.notDeepEqual(await ranges(plain), []);
  assert.deepEqual(await ranges(marked), await ranges(plain));
});

test('options that cannot be understood name what can be', async () => {
  const good = await file('good.yaml', pod('"0.5"'));
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /check: name files, folders, or - for standard input/],
    [[''], /a path is empty/],
    [[good, '--format', 'xml'], /--format xml: not a format\. Use text, json, sarif, github\./],
    [[good, '--format', 'toString'], /not a format/],
    [[good, '--json', '--format', 'sarif'], /two formats/],
    [[good, '--fail-on', 'info'], /--fail-on info: not a severity\. Use error, warning, hint\./],
    [[good, '--stdin-filename', 'a.yaml'], /standard input is not read/],
  ];
  for (const [args, message] of refusals) {
    await assert.rejects(run(...args), { name: 'UsageError', message }, args.join(' '));
  }
});

const testdata = fileURLToPath(new URL('../../manifest/testdata/', import.meta.url));
const names = (await readdir(testdata)).filter((name) => name.endsWith('.yaml')).toSorted();
assert.ok(names.length > 0);
for (const name of names) {
  test(`the findings in ${name} are those of the editor`, async () => {
    const path = join(testdata, name);
    const manifest = new LiveManifest();
    const { signal } = new AbortController();
    const { findings } = await manifest.checkSlowly(await readFile(path, 'utf8'), () => Promise.resolve(), signal);
    assert.deepEqual(
      findingsOf(await run(path, '--json', '--no-models')),
      findings.map(({ rule, severity, message, range }) => ({ file: path, rule, severity, message, range })),
    );
  });
}

test('models that a manifest names are looked for, unless --no-models says otherwise', async () => {
  const server = 'image: vllm/vllm-openai:v0.18.1\n      args: [--model=Qwen/Qwen3-8B, --gpu-memory-utilization=0.1]';
  const path = await file('model.yaml', pod('"0.05"').replace('image: x', server));
  const rulesOf = async (...args: string[]) => findingsOf(await run(path, '--json', ...args)).map(({ rule }) => rule);
  assert.ok((await rulesOf()).includes('model-too-large'));
  assert.ok(!(await rulesOf('--no-models')).includes('model-too-large'));
});

test('facts of a cluster and severities of rules count as the flags say', async () => {
  const good = await file('good.yaml', pod('"0.5"'));
  const facts = await file('facts.yaml', 'queues: [{ name: vision }]\n');
  const { code, out } = await run(good, '--cluster', facts);
  assert.equal(code, 0);
  assert.match(out, /warning: queue "team": the cluster does not have it, .*\[unknown-queue\]\n$/);
  assert.equal((await run(good, '--cluster', facts, '--rule', 'unknown-queue=error')).code, 1);
  assert.equal((await run(good, '--cluster', facts, '--rule', 'unknown-queue=off')).out, '');
});

test('flags about rules and facts that cannot be understood name the flag, the value and the cure', async () => {
  const good = await file('good.yaml', pod('"0.5"'));
  const broken = await file('broken.yaml', 'kai: new\n');
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--rule', 'no-queue'], /--rule no-queue: no severity\. Write for example --rule no-queue=off\./],
    [['--rule', 'no-queu=off'], /--rule: rule "no-queu": there is no such rule\. Use "no-queue"\./],
    [['--rule', 'no-queue=loud'], /--rule: rule "no-queue" "loud": not a severity\. Use off, hint, warning, error\./],
    [['--cluster', join(directory, 'nothing.yaml')], /--cluster: .*nothing\.yaml: no such file\./],
    [['--cluster', broken], /--cluster .*broken\.yaml: kai "new": the value must be a version, .*\./],
  ];
  for (const [flags, said] of cases) await assert.rejects(run(good, ...flags), said);
});
