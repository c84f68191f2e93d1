// npm run oracle -- SUBJECT FILE: replays recordings of a real cluster through the functions of editor, command line and deploy.
//   admission: verdicts on pods. The last line is JSON: {"agree": n, "total": n}.
//   placement: where pods land. The last line is JSON: {"verdict": share, "node": share, "gpu": share, "total": n}.
// Exit code 0: we agree (of nodes and GPUs, on 99 of 100), 1: we do not, 2: it could not be read.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureNode24, fail, node24 } from './bootstrap.mjs';

const subjects = { admission: replayAdmission, placement: replayPlacement };

const [subject, file, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(subjects, subject ?? '') || file === undefined || rest.length > 0) {
  fail(
    'oracle: write "npm run -s oracle -- admission FILE" or "… placement FILE", with FILE a recording such as test/data/kai/admission.jsonl.',
  );
}
if (Number(process.versions.node.split('.')[0]) < 24) {
  // The checks are TypeScript, which older versions do not read.
  await ensureNode24();
  const { status } = spawnSync(node24, [fileURLToPath(import.meta.url), subject, file], { stdio: 'inherit' });
  process.exit(status ?? 2);
}
await subjects[subject]();

async function replayAdmission() {
  const { readRecording } = await import('../src/manifest/oracle/recordedPod.ts');
  const { judgeRecorded } = await import('../src/manifest/oracle/judgeRecorded.ts');
  const lines = read(readRecording);
  let agree = 0;
  for (const { line, recorded } of lines) {
    const disagreement = judgeRecorded(recorded);
    if (disagreement === undefined) agree += 1;
    else show(`line ${line}, pod ${recorded.pod.metadata.name ?? 'without a name'}`, disagreement);
  }
  console.log(JSON.stringify({ agree, total: lines.length }));
  process.exitCode = agree === lines.length ? 0 : 1;
}

async function replayPlacement() {
  const { readClusters } = await import('../src/manifest/oracle/recordedCluster.ts');
  const { judgeCluster } = await import('../src/manifest/oracle/judgePlacement.ts');
  const { countAgreement } = await import('../src/manifest/oracle/countAgreement.ts');
  const judgements = read(readClusters).flatMap(({ line, recorded }) =>
    judgeCluster(recorded).map((judgement) => ({ line, ...judgement })),
  );
  for (const { line, step, pod, subject, disagreement } of judgements) {
    if (disagreement !== undefined) show(`line ${line}, step ${step}, pod ${pod}, ${subject}`, disagreement);
  }
  const agreement = countAgreement(judgements);
  console.log(JSON.stringify(agreement));
  process.exitCode = agreement.verdict === 1 && agreement.node >= 0.99 && agreement.gpu >= 0.99 ? 0 : 1;
}

function show(where, { expected, got }) {
  console.log(`${where}:\n  expected ${expected}\n  got      ${got}`);
}

function read(reader) {
  try {
    return reader(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail(`oracle: ${file}: ${error.message}`);
  }
}
