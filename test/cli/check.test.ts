import assert from 'node:assert/strict';
import { spawn, type SpawnOptionsWithoutStdio } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(repository, 'dist/cli.js');
const directory = await mkdtemp(join(tmpdir(), 'check-cli-'));
after(() => rm(directory, { recursive: true }));

const pod = (fraction: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    gpu-fraction: ${fraction}\n  labels: { kai.scheduler/queue: team }\nspec:\n  schedulerName: kai-scheduler\n  containers:\n    - name: c\n      image: x\n`;

before(async () => {
  await mkdir(join(directory, 'deploy/more'), { recursive: true });
  await writeFile(join(directory, 'deploy/bad one.yaml'), pod('"50%"'));
  await writeFile(join(directory, 'deploy/more/good.yml'), pod('"0.5"'));
  await writeFile(join(directory, 'deploy/values.yaml'), 'a: 1\na: 2\n');
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the folder of the tests. */
function run(
  program: string,
  args: readonly string[],
  { input = '', ...options }: SpawnOptionsWithoutStdio & { input?: string } = {},
) {
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(program, args, { cwd: directory, ...options });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.stdin.on('error', () => undefined).end(input);
    child.once('error', reject).once('close', (code) => resolve({ code, ...output }));
  });
}

const check = (args: readonly string[], input?: string) =>
  run(process.execPath, [cli, 'check', ...args], input === undefined ? {} : { input });

test('a folder: its findings on stdout, a summary on stderr, exit code 1', async () => {
  const { code, stdout, stderr } = await check(['deploy']);
  assert.match(stdout, /^deploy\/bad one\.yaml:6:19: error: gpu-fraction "50%": .*\[fraction-value\]\n$/);
  assert.deepEqual([code, stderr], [1, '2 files: 1 error\n']);
});

test('standard input has a name of its own; clean is exit code 0, what could not run 2', async () => {
  assert.match((await check(['-'], pod('"50%"'))).stdout, /^<stdin>:6:19: error: /);
  assert.match((await check(['-', '--stdin-filename', 'chart.yaml'], pod('"50%"'))).stdout, /^chart\.yaml:6:19: error: /);
  assert.deepEqual(await check(['-'], pod('"0.5"')), { code: 0, stdout: '', stderr: '1 file, no findings\n' });
  assert.equal((await check([])).code, 2);
  assert.equal((await check(['--colour'])).code, 2);
  assert.equal((await check(['nothing.yaml', 'deploy'])).code, 2);
});

test('a large standard input is read to its end and told as too large', async () => {
  const { code, stdout } = await check(['-'], `# ${'x'.repeat(5_000_000)}`);
  assert.equal(code, 0);
  assert.match(stdout, /^<stdin>:1:1: hint: .*\[too-large\]\n$/);
});

test('a pipe that a shell names is a file', async () => {
  await writeFile(join(directory, 'large.yaml'), `# ${'x'.repeat(500_000)}\n---\n${pod('"50%"')}`);
  const { code, stdout } = await run('bash', ['-c', '"$0" "$1" check <(cat large.yaml)', process.execPath, cli]);
  assert.equal(code, 1);
  assert.match(stdout, /:8:19: error: /);
});

test('SARIF names a file by its URI', async () => {
  const { code, stdout } = await check(['deploy', '--format', 'sarif']);
  assert.equal(code, 1);
  const { version, runs } = JSON.parse(stdout) as {
    readonly version: string;
    readonly runs: readonly {
      readonly results: readonly {
        readonly ruleId: string;
        readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: unknown } }[];
      }[];
    }[];
  };
  assert.equal(version, '2.1.0');
  assert.deepEqual(
    runs[0]?.results.map(({ ruleId, locations }) => [ruleId, locations[0]?.physicalLocation.artifactLocation]),
    [['fraction-value', { uri: 'deploy/bad%20one.yaml' }]],
  );
});

test('an output of which only the head is read ends quietly', async () => {
  const many = join(directory, 'many');
  await mkdir(many);
  const documents = Array.from({ length: 500 }, () => pod('"50%"')).join('---\n');
  for (const name of ['a', 'b', 'c', 'd']) await writeFile(join(many, `${name}.yaml`), documents);
  const whole = await check(['many']);
  assert.equal(whole.stdout.split('\n').length, 2001);
  assert.ok(whole.stdout.length > 100_000, 'more than a pipe holds');
  const { code, stdout, stderr } = await run('bash', [
    '-c',
    '"$0" "$1" check many | head -n 1; exit "${PIPESTATUS[0]}"',
    process.execPath,
    cli,
  ]);
  assert.deepEqual([code, stdout.split('\n').length, stderr], [1, 2, '']);
});

test('the texts of the rule pages are in the command line, and in nothing that the editor loads before a rule is set', async () => {
  const { outputs } = JSON.parse(await readFile(join(repository, 'dist/metafile.json'), 'utf8')) as {
    readonly outputs: Readonly<
      Record<
        string,
        {
          readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
          readonly entryPoint?: string;
          readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
        }
      >
    >;
  };
  const reached = (file: string, isLater: boolean, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    outputs[file]?.imports
      .filter(({ kind, external }) => (isLater || kind === 'import-statement') && external !== true)
      .forEach(({ path }) => reached(path, isLater, seen));
    return seen;
  };
  /** `isLater`: what it imports while it runs counts too. */
  const pagesIn = (entry: string, isLater = false) =>
    [...reached(entry, isLater)]
      .flatMap((file) => Object.entries(outputs[file]?.inputs ?? {}))
      .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && /manifest\/rules\/pages\/|ruleTable/.test(input));
  const chunkOf = (source: string): string =>
    Object.keys(outputs).find((file) => outputs[file]?.entryPoint === source) ?? assert.fail(source);
  assert.notDeepEqual(pagesIn('dist/cli.js', true), []);
  assert.deepEqual(pagesIn('dist/extension.js'), []);
  assert.deepEqual(pagesIn(chunkOf('src/editor/manifests/manifestLanguage.ts')), []);
});

test('what npm packs has all that the command needs, and nothing of the editor or the sources', async () => {
  const packed = await run('npm', ['pack', '--json', '--pack-destination', directory], { cwd: repository });
  assert.equal(packed.code, 0, packed.stderr);
  const archive = (await readdir(directory)).find((name) => name.endsWith('.tgz'));
  assert.ok(archive !== undefined);
  const place = join(directory, 'installed');
  const flags = ['--offline', '--no-audit', '--no-fund', '--prefix', place];
  const installed = await run('npm', ['install', '-g', ...flags, join(directory, archive)]);
  assert.equal(installed.code, 0, installed.stderr);
  const command = join(place, 'bin/gpu-fractions');
  const env = { ...process.env, PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}` };
  assert.deepEqual((await run(command, ['check', 'deploy/more'], { env })).stderr, '1 file, no findings\n');
  const files = await readdir(join(place, 'lib/node_modules/gpu-fractions'));
  assert.equal(files.includes('src'), false);
});

test('the hook of pre-commit runs the command that is built here, on manifests only', async () => {
  const hooks = await readFile(join(repository, '.pre-commit-hooks.yaml'), 'utf8');
  const [script = '', ...args] = (/entry: (scripts\/.*)/.exec(hooks)?.[1] ?? '').split(' ');
  const { code, stdout } = await run(join(repository, script), [...args, 'deploy/values.yaml', 'deploy/bad one.yaml']);
  assert.equal(code, 1);
  assert.match(stdout, /^deploy\/bad one\.yaml:6:19: error: [^\n]*\n$/);
  assert.equal((await run(join(repository, script), [...args, 'deploy/values.yaml'])).code, 0);
});
