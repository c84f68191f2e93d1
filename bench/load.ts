import { cliCost } from './load/cliCost.ts';
import { measureClockError } from './load/clockError.ts';
import { openStreamServer } from './load/openStreamServer.ts';
import { measurePeers, measureTokenCost, type ComparedLoad, type TokenCost } from './load/peers.ts';
import { rawCost } from './load/rawCost.ts';
import { median, round } from './manifest/timing.ts';

// What our load generator costs for each token that is streamed to it, beside a reader of sockets that does nothing else and the load
// generators of others; and how far its clock is from that of the server. One server for all, of our own.
//   --json        one JSON object a line
//   --rounds N    each tool in turn, so often; 3 unless told
//   --no-peers    without the load generators of others
const users = 64;
/** Tokens of each answer, and of each stream a second. */
const answerTokens = 200;
const rate = 100;
const lengths = { short: 1, long: 5 };
const crowd = { users: 1000, rate: 10, answerTokens: 20, requests: 4000 };

const args = process.argv.slice(2);
const isJson = args.includes('--json');
const rounds = Number(args[args.indexOf('--rounds') + 1] ?? NaN) || 3;
const say = (line: string) => console.error(line);

const ours: TokenCost[] = [];
const raw: TokenCost[] = [];
const peers: TokenCost[] = [];
{
  await using server = await openStreamServer({ rate, firstTokenMs: 50 });
  const load: ComparedLoad = { url: server.url, model: 'made-up', users, promptWords: 32, answerTokens };
  const contenders: readonly (() => Promise<unknown>)[] = [
    async () => raw.push(await measureTokenCost('raw reader', users, lengths, rawCost(load))),
    async () => ours.push(await measureTokenCost('gpu-fractions bench', users, lengths, cliCost(load))),
    async () => !args.includes('--no-peers') && peers.push(...(await measurePeers(load, lengths, say))),
  ];
  for (let index = 0; index < rounds; index++) {
    say(`round ${index + 1} of ${rounds}`);
    for (const measure of index % 2 === 0 ? contenders : contenders.toReversed()) await measure();
  }
}
const costs = Object.entries(Object.groupBy([...raw, ...ours, ...peers], ({ name }) => name)).map(([name, all = []]) => ({
  name,
  median: median(all.map(({ cpuMicrosecondsPerToken }) => cpuMicrosecondsPerToken)),
}));
for (const cost of costs) tell(`${cost.name}: CPU µs per streamed token`, cost.median);
tell('ours / raw', median(ours.map((cost, index) => cost.cpuMicrosecondsPerToken / costAt(raw, index))));
const [best] = costs
  .filter(({ name }) => peers.some((peer) => peer.name === name))
  .toSorted((left, right) => left.median - right.median);
if (best !== undefined) {
  const ofBest = peers.filter(({ name }) => name === best.name);
  const ratios = ofBest.map((cost, index) => cost.cpuMicrosecondsPerToken / costAt(ours, index));
  tell('best peer / ours', median(ratios), { peer: best.name });
}

await using server = await openStreamServer({ rate: crowd.rate, firstTokenMs: 50 });
const clock = await measureClockError(server, crowd);
tell(`TTFT clock error p50 ms at ${crowd.users} users`, clock.p50, { p95: round(clock.p95), clientLimited: clock.clientLimited });

function costAt(all: readonly TokenCost[], index: number): number {
  return all[index]?.cpuMicrosecondsPerToken ?? NaN;
}

function tell(name: string, value: number, more: object = {}): void {
  const figures = { name, median: round(value), ...more };
  const words = Object.entries(more).map(([key, said]) => `, ${key} ${String(said)}`);
  console.log(isJson ? JSON.stringify(figures) : `${name}: ${figures.median}${words.join('')}`);
}
