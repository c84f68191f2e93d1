import type { ChildProcess } from 'node:child_process';
import { killGroup, startNvidiaSmi, type SmiProgram } from './runNvidiaSmi.ts';

const firstPauseMs = 1000;
const longestPauseMs = 60_000;
const checkMs = 1000;
/** What ran for so long had no lasting fault. */
const steadyMs = 10_000;

export interface SmiStreamOptions {
  readonly program: SmiProgram;
  /** Asked anew at each start: fields may have proved unknown to this driver. */
  readonly args: () => readonly string[];
  /** Whether the line is one of those that the stream is for. */
  readonly onLine: (line: string) => boolean;
  /** It started, again or for the first time. */
  readonly onStart: () => void;
  /** It ended by itself or was silent for too long; it is started again after a pause. */
  readonly onBreak: (why: 'ended' | 'silent') => void;
  /** Silence that is taken for a hung driver; absent where silence means something else. */
  readonly silenceMs?: number;
}

/** One long-lived nvidia-smi with `-l 1`, started again with growing pauses when it ends; never two at a time. */
export class SmiStream {
  readonly #options: SmiStreamOptions;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;
  /** The child was told to end; its end says nothing about the driver. */
  #isDismissed = false;
  #pauseMs = firstPauseMs;
  #startedAt = 0;
  #heardAt = 0;

  constructor(options: SmiStreamOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#isWanted = true;
    this.#pauseMs = firstPauseMs;
    this.#start();
  }

  end(): void {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    if (this.#child !== undefined) {
      this.#isDismissed = true;
      killGroup(this.#child);
    }
  }

  /** Ends the child now; it is started again as after an end of its own. */
  restart(): void {
    if (this.#child !== undefined) {
      killGroup(this.#child);
    }
  }

  #start(): void {
    clearTimeout(this.#timer);
    if (!this.#isWanted || this.#child !== undefined) {
      return;
    }
    this.#startedAt = performance.now();
    this.#heardAt = this.#startedAt;
    const child = startNvidiaSmi(this.#options.program, this.#options.args(), (line) => {
      if (this.#isWanted && !this.#isDismissed && this.#child === child && this.#options.onLine(line)) {
        this.#heardAt = performance.now();
      }
    });
    this.#child = child;
    child.once('error', () => this.#ended(child));
    child.once('close', () => this.#ended(child));
    this.#options.onStart();
    this.#check(child);
  }

  #check(child: ChildProcess): void {
    const { silenceMs } = this.#options;
    if (silenceMs === undefined) {
      return;
    }
    this.#timer = setTimeout(() => {
      if (performance.now() - this.#heardAt > silenceMs) {
        this.#options.onBreak('silent');
        killGroup(child);
      } else {
        this.#check(child);
      }
    }, checkMs);
    this.#timer.unref();
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) {
      return;
    }
    clearTimeout(this.#timer);
    this.#child = undefined;
    if (this.#isDismissed) {
      this.#isDismissed = false;
      this.#start();
    } else if (this.#isWanted) {
      this.#options.onBreak('ended');
      this.#pauseMs = performance.now() - this.#startedAt > steadyMs ? firstPauseMs : this.#pauseMs;
      this.#timer = setTimeout(() => this.#start(), this.#pauseMs);
      this.#timer.unref();
      this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    }
  }
}
