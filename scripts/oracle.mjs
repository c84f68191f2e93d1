// npm run oracle -- admission FILE: replays recordings of a real cluster through the checks of editor, command line and deploy.
// Exit code 0: we agree on all, 1: not on all, 2: it could not be read. The last line is JSON: {"agree": n, "total": n}.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureNode24, fail, node24 } from './bootstrap.mjs';

const [subject, file, ...rest] = process.argv.slice(2);
if (subject !== 'admission' || file === undefined || rest.length > 0) {
  fail('oracle: write "npm run -s oracle -- admission FILE", with FILE a recording such as test/data/kai/admission.jsonl.');
}
if (Number(process.versions.node.split('.')[0]) < 24) {
  // The checks are TypeScript, which older versions do not read.
  await ensureNode24();
  const { status } = spawnSync(node24, [fileURLToPath(import.meta.url), subject, file], { stdio: 'inherit' });
  process.exit(status ?? 2);
}
const { readRecording } = await import('../src/manifest/oracle/recordedPod.ts');
const { judgeRecorded } = await import('../src/manifest/oracle/judgeRecorded.ts');

const lines = read();
let agree = 0;
for (const { line, recorded } of lines) {
  const disagreement = judgeRecorded(recorded);
  if (disagreement === undefined) {
    agree += 1;
  } else {
    const name = recorded.pod.metadata.name ?? 'without a name';
    console.log(`line ${line}, pod ${name}:\n  expected ${disagreement.expected}\n  got      ${disagreement.got}`);
  }
}
console.log(JSON.stringify({ agree, total: lines.length }));
process.exitCode = agree === lines.length ? 0 : 1;

function read() {
  try {
    return readRecording(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail(`oracle: ${file}: ${error.message}`);
  }
}
