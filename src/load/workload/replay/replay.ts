import * as l10n from '@vscode/l10n';
import type { Arrivals } from '../../plan/loadPlan.ts';
import { TrafficFileError } from '../files/trafficFileError.ts';
import { makeWords } from '../makeWords.ts';
import { userMessage, type Ask } from '../promptSource.ts';
import { randomNumbers } from '../randomNumbers.ts';
import { openRecording } from './openRecording.ts';
import type { Recording } from './recording.ts';

/** One request of a replay: which recorded one, and the how many-th copy of it. */
export interface ReplaySlot {
  readonly dueMs: number;
  readonly place: number;
  readonly copy: number;
}

/** Tokens of a block of a Mooncake trace. */
const blockTokens = 512;
/** Where all was recorded at one instant, so far apart are the copies. */
const loneGapMs = 1000;

/** Recorded traffic, faster or slower and more or less of it. */
export class Replay {
  readonly #recording: Recording;
  readonly #speed: number;
  readonly #volume: number;
  readonly #seed: number;
  readonly size: number;

  /** Rejects with a TrafficFileError. */
  static async open({ file, speed, volume }: Extract<Arrivals, { kind: 'replay' }>, seed: number): Promise<Replay> {
    const replay = new Replay(await openRecording(file), speed, volume, seed);
    if (replay.size > 0) return replay;
    throw new TrafficFileError(
      'empty',
      l10n.t('volume {0}: nothing is left of the {1} requests of {2}. Take more.', volume, replay.#recording.size, file),
    );
  }

  constructor(recording: Recording, speed: number, volume: number, seed: number) {
    this.#recording = recording;
    this.#speed = speed;
    this.#volume = volume;
    this.#seed = seed;
    let size = 0;
    for (let place = 0; place < recording.size; place += 1) size += this.#copies(place);
    this.size = size;
  }

  /**
   * All requests in the order in which they are due. Copies are spread over the time until the next one was recorded, but no further
   * than requests are apart on average, so that bursts stay bursts.
   */
  *slots(): Generator<ReplaySlot, undefined> {
    const meanGapMs = this.#meanGap();
    for (let from = 0, to = 0; from < this.#recording.size; from = to) {
      const atMs = this.#recording.dueMs(from);
      to = this.#endOfInstant(from);
      const gapMs = to < this.#recording.size ? Math.min(meanGapMs, this.#recording.dueMs(to) - atMs) : meanGapMs;
      const slots: ReplaySlot[] = [];
      for (let place = from; place < to; place += 1) {
        const copies = this.#copies(place);
        for (let copy = 0; copy < copies; copy += 1) {
          slots.push({ dueMs: (atMs + (gapMs * copy) / copies) / this.#speed, place, copy });
        }
      }
      yield* slots.sort((a, b) => a.dueMs - b.dueMs);
    }
    return undefined;
  }

  /** A prompt of the recorded length. The same block is the same text; a copy shares with other copies what the recorded ones share. */
  ask({ place, copy }: ReplaySlot, index: number): Ask {
    const { promptTokens, answerTokens, blocks = [] } = this.#recording.request(place);
    const texts: string[] = [];
    // an empty prompt and an answer of nothing are refused by servers
    let left = Math.max(1, promptTokens);
    for (const block of blocks.slice(0, Math.ceil(left / blockTokens))) {
      const words = Math.min(blockTokens, left);
      texts.push(makeWords(words, randomNumbers(this.#seed, 'block', block, copy)));
      left -= words;
    }
    if (left > 0) texts.push(makeWords(left, randomNumbers(this.#seed, 'request', index)));
    return { messages: [userMessage(texts.join(' '))], maxTokens: Math.max(1, answerTokens) };
  }

  #copies(place: number): number {
    const whole = Math.floor(this.#volume);
    const share = this.#volume - whole;
    return share > 0 && randomNumbers(this.#seed, 'volume', place)() < share ? whole + 1 : whole;
  }

  #endOfInstant(from: number): number {
    const atMs = this.#recording.dueMs(from);
    let to = from + 1;
    while (to < this.#recording.size && this.#recording.dueMs(to) === atMs) to += 1;
    return to;
  }

  #meanGap(): number {
    let instants = 0;
    for (let from = 0; from < this.#recording.size; from = this.#endOfInstant(from)) instants += 1;
    return instants === 1 ? loneGapMs : this.#recording.dueMs(this.#recording.size - 1) / (instants - 1);
  }
}
