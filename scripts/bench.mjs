// npm run bench -- NAME [--json]: runs bench/NAME.ts against a fresh build.
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, ensureNode24, ensureYamlLanguageServer, fail, node24, root } from './bootstrap.mjs';

const names = (await readdir(join(root, 'bench'))).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  fail(`bench ${name ?? ''}: no such benchmark. Use one of ${names.join(', ')}.`);
}
await ensureNode24();
await build();
if (name === 'manifest') {
  process.env.YAML_LANGUAGE_SERVER = await ensureYamlLanguageServer();
}
process.exit(spawnSync(node24, [join(root, 'bench', `${name}.ts`), ...rest], { stdio: 'inherit' }).status ?? 1);
