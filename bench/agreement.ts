import { parseArgs } from 'node:util';
import { compare, type Comparison } from './agreement/compare.ts';
import { shareCores } from './agreement/cores.ts';
import { plannedAsks, runOurs } from './agreement/ours.ts';
import { engineNames, startEngine, type EngineName } from './agreement/startEngine.ts';
import { round } from './manifest/timing.ts';
import { aiperfPeer } from './peers/aiperfPeer.ts';
import { guidellmPeer } from './peers/guidellmPeer.ts';
import type { PeerFigures, PeerLoad } from './peers/peer.ts';
import { readyPeers, runPeer } from './peers/runPeer.ts';

// Do our numbers agree with those of AIPerf and guidellm? The same requests to the same real engine, medians of some rounds.
const users = 8;
/** So many that the first of each user, for which tools still set themselves up, are fewer than one in twenty. */
const requests = 200;
const explanation = [
  'Compared are figures of one definition. tokens/s: all tokens by the time from the first request to the last answer; ours is wholeRun',
  'of --json, not the steady window. TTFT: to the first output that is not empty. ITL: of each request (last - first output) / (tokens - 1),',
  "AIPerf's definition and guidellm's; ours is tpotMs. guidellm counts it once for each token, so that long answers weigh more.",
];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    engine: { type: 'string', multiple: true, default: ['embedded'] },
    rounds: { type: 'string', default: '5' },
  },
});
const rounds = Number(values.rounds);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
if (!Number.isSafeInteger(rounds) || rounds < 1) fail(`--rounds ${values.rounds}: give a whole number from 1 on.`);
const engines = values.engine.map((name) => engineNames.find((known) => known === name) ?? fail(unknownEngine(name)));

const peers = await readyPeers([aiperfPeer, guidellmPeer], say);
if (peers.length === 0) fail('None of the tools to compare with can be had; see above.');
const cores = shareCores();
say(`${users} users, ${requests} requests, ${rounds} rounds, ${cores.description}.`);
const comparisons: Comparison[] = [];
for (const engine of engines) comparisons.push(...(await measureEngine(engine)));

if (values.json) for (const { unit: _unit, ...comparison } of comparisons) console.log(JSON.stringify(comparison));
else print(comparisons);
process.exit(comparisons.every(({ isWithin }) => isWithin) ? 0 : 1);

async function measureEngine(name: EngineName): Promise<readonly Comparison[]> {
  await using server = await startEngine(name, say, cores.forEngine);
  const load: PeerLoad = { ...server, users, asks: await plannedAsks(server.model, users, requests) };
  const ours: PeerFigures[] = [];
  const theirs = new Map(peers.map((peer) => [peer, [] as PeerFigures[]]));
  const runs = [
    { label: 'gpu-fractions', run: async () => void ours.push(await runOurs(load, cores.forTool)) },
    ...peers.map((peer) => ({
      label: peer.peer.name,
      run: async () => void theirs.get(peer)?.push(await runPeer(peer, load, cores.forTool)),
    })),
  ];
  // what the engine does once, at its first requests, is nobody's figure
  await runOurs({ ...load, asks: load.asks.slice(0, users) }, cores.forTool);
  for (let index = 0; index < rounds; index += 1) {
    for (const { label, run } of index % 2 === 0 ? runs : runs.toReversed()) {
      say(`${name}, round ${index + 1}: ${label}…`);
      await run();
    }
  }
  return peers.flatMap((peer) => compare(`${name}, ${peer.peer.name}`, ours, theirs.get(peer) ?? []));
}

function print(all: readonly Comparison[]): void {
  for (const line of explanation) console.log(line);
  console.log();
  const cells = all.map(({ name, unit, ours, theirs, differencePercent, isWithin }) => [
    name,
    `${round(ours)} ${unit}`,
    `${round(theirs)} ${unit}`,
    `${differencePercent.toFixed(2)} %`,
    isWithin ? 'within' : 'OUTSIDE',
  ]);
  const table = [['figure', 'ours', 'theirs', 'difference', ''], ...cells];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function unknownEngine(name: string): string {
  return `--engine ${name}: no such engine here. Use one of ${engineNames.join(', ')}.`;
}

function fail(text: string): never {
  say(text);
  process.exit(2);
}
