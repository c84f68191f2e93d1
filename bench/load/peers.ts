import { commonWords } from '../../src/inference/commonWords.ts';
import { aiperfPeer } from '../peers/aiperfPeer.ts';
import { guidellmPeer } from '../peers/guidellmPeer.ts';
import type { PeerLoad } from '../peers/peer.ts';
import { readyPeers, runPeer } from '../peers/runPeer.ts';
import { vllmBenchPeer } from '../peers/vllmBenchPeer.ts';

/** What every tool sends in the comparison: requests for each user, all with answers of one length. */
export interface ComparedLoad {
  readonly url: string;
  readonly model: string;
  readonly users: number;
  readonly promptWords: number;
  readonly answerTokens: number;
}

/** What a tool computes for each token that is streamed to it; start-up is taken out. */
export interface TokenCost {
  readonly name: string;
  readonly cpuMicrosecondsPerToken: number;
}

/** Requests for each user of the short and of the long run: what both cost alike is start-up. */
export interface RunLengths {
  readonly short: number;
  readonly long: number;
}

/** What a run of so many requests cost. */
export type CountedRun = (requests: number) => Promise<{ readonly cpuSeconds: number; readonly tokens: number }>;

/** CPU of all processes of a tool by the tokens that a longer run streams more than a shorter one. */
export async function measureTokenCost(
  name: string,
  users: number,
  { short, long }: RunLengths,
  run: CountedRun,
): Promise<TokenCost> {
  const less = await run(users * short);
  const more = await run(users * long);
  return { name, cpuMicrosecondsPerToken: ((more.cpuSeconds - less.cpuSeconds) / (more.tokens - less.tokens)) * 1e6 };
}

/** The cost of each load generator of others that can be had; of one that cannot `say` gets a line with the reason. Installs them the first time. */
export async function measurePeers(
  load: ComparedLoad,
  lengths: RunLengths,
  say: (line: string) => void,
): Promise<readonly TokenCost[]> {
  const costs: TokenCost[] = [];
  for (const ready of await readyPeers([aiperfPeer, guidellmPeer, vllmBenchPeer], say)) {
    say(`${ready.peer.name}…`);
    const run: CountedRun = (requests) => runPeer(ready, peerLoad(load, requests));
    costs.push(await measureTokenCost(ready.peer.name, load.users, lengths, run));
  }
  return costs;
}

function peerLoad({ url, model, users, promptWords, answerTokens }: ComparedLoad, requests: number): PeerLoad {
  const words = (index: number) =>
    Array.from({ length: promptWords }, (_, at) => commonWords[(index * 31 + at) % commonWords.length]);
  return {
    url,
    model,
    users,
    asks: Array.from({ length: requests }, (_, index) => ({ prompt: words(index).join(' '), answerTokens })),
  };
}
