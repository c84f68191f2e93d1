import * as l10n from '@vscode/l10n';
import type { DeviceReading, DeviceSource } from './deviceSource.ts';
import {
  gpuFields,
  processFields,
  readGpuLine,
  readProcessLine,
  type GpuRow,
  type ProcessRow,
  type SmiLine,
} from './nvidiaSmiFormat.ts';
import { NvidiaSmiReadings } from './nvidiaSmiReadings.ts';
import { askNvidiaSmi, type SmiProgram } from './runNvidiaSmi.ts';
import { SmiStream } from './smiStream.ts';

/** A reading that is younger is fresh. */
const freshMs = 3000;
/** An inventory is answered after so long at the latest. */
const longestWaitMs = 4500;
/** A driver that wakes up devices may take its time, once. */
const firstAnswerMs = 10_000;
/** After a failure it is not asked again for so long. */
const failurePauseMs = 10_000;
const silenceMs = 10_000;
/** A gap in the readings that is told. */
const staleMs = 5000;

/** Devices as nvidia-smi tells them: one answer when asked, two long-lived children while someone watches. */
export class NvidiaSmi implements DeviceSource {
  readonly id = 'nvidia-smi';
  readonly #program: SmiProgram;
  readonly #onChange: () => void;
  readonly #readings = new NvidiaSmiReadings();
  readonly #gpuStream: SmiStream;
  readonly #processStream: SmiStream;
  #gpuFields: readonly string[] = gpuFields;
  #readAt = -Infinity;
  #watchers = 0;
  /** What it said or did instead of telling the devices; undefined while it tells them. */
  #trouble: string | undefined;
  #troubleAt = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(program: SmiProgram, onChange: () => void) {
    this.#program = program;
    this.#onChange = onChange;
    this.#gpuStream = new SmiStream({
      program,
      args: () => gpuArguments(this.#gpuFields, '-l', '1'),
      onLine: (line) => this.#takeGpuLine(readGpuLine(line, this.#gpuFields)),
      onStart: () => undefined,
      onBreak: (why) => {
        if (why === 'silent') {
          this.#fail(notAnswering());
          this.#processStream.restart();
        } else {
          this.#fail(this.#trouble ?? l10n.t('nvidia-smi ended.'));
        }
        this.#onChange();
      },
      silenceMs,
    });
    this.#processStream = new SmiStream({
      program,
      args: () => processArguments('-l', '1'),
      onLine: (line) => this.#takeProcessLine(readProcessLine(line, processFields)),
      onStart: () => this.#readings.processesBegin(performance.now() - this.#readAt <= freshMs),
      onBreak: () => this.#readings.processesUnknown(),
    });
  }

  /** The first answer: whether there are devices, else why not, in nvidia-smi's own words. */
  async open(): Promise<{ readonly kind: 'devices' } | { readonly kind: 'none'; readonly why: string }> {
    await this.#ask(firstAnswerMs);
    return this.readings().length > 0
      ? { kind: 'devices' }
      : { kind: 'none', why: this.#trouble ?? l10n.t('No devices were found') };
  }

  readings(): readonly DeviceReading[] {
    return this.#readings.read(this.#isStale());
  }

  notes(): readonly string[] {
    return this.#trouble !== undefined && this.#isStale()
      ? [l10n.t('{0} The figures are from {1} s ago.', this.#trouble, Math.round((performance.now() - this.#readAt) / 1000))]
      : [];
  }

  async refresh(): Promise<void> {
    const now = performance.now();
    if (now - this.#readAt <= freshMs || (this.#trouble !== undefined && now - this.#troubleAt <= failurePauseMs)) {
      return;
    }
    await this.#ask(longestWaitMs);
  }

  watch(): Disposable {
    this.#watchers++;
    if (this.#watchers === 1) {
      this.#gpuStream.begin();
      this.#processStream.begin();
    }
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (!isOver) {
          isOver = true;
          this.#watchers--;
          if (this.#watchers === 0) {
            this.close();
          }
        }
      },
    };
  }

  close(): void {
    this.#gpuStream.end();
    this.#processStream.end();
  }

  /** Asks both queries once; whoever comes meanwhile waits for the same answer. */
  #ask(timeoutMs: number): Promise<void> {
    if (this.#asking === undefined) {
      const { done, gone } = this.#askBoth(timeoutMs);
      this.#asking = done;
      // a child that hangs in the driver cannot be killed: no other is started beside it
      void gone.then(() => (this.#asking = undefined));
    }
    return this.#asking;
  }

  #askBoth(timeoutMs: number): { readonly done: Promise<void>; readonly gone: Promise<unknown> } {
    const children: Promise<void>[] = [];
    const ask = (args: readonly string[], ms: number) => {
      const { answer, gone } = askNvidiaSmi(this.#program, args, ms);
      children.push(gone);
      return answer;
    };
    const read = async (): Promise<void> => {
      const deadline = performance.now() + timeoutMs;
      const left = () => Math.max(1, deadline - performance.now());
      const processes = ask(processArguments(), timeoutMs);
      let gpus = await ask(gpuArguments(this.#gpuFields), timeoutMs);
      while (gpus.kind === 'ended' && this.#dropUnknownField(gpus.lines)) {
        gpus = await ask(gpuArguments(this.#gpuFields), left());
      }
      this.#takeAnswer(gpus, await processes);
    };
    const done = read();
    return { done, gone: done.then(() => Promise.all(children)) };
  }

  #takeAnswer(gpus: Awaited<ReturnType<typeof askNvidiaSmi>['answer']>, processes: typeof gpus): void {
    if (gpus.kind !== 'ended') {
      this.#fail(gpus.kind === 'silent' ? notAnswering() : l10n.t('nvidia-smi could not be started: {0}', gpus.reason));
      return;
    }
    const read = gpus.lines.map((line) => readGpuLine(line, this.#gpuFields));
    const rows = read.flatMap((line) => (line.kind === 'row' ? [line.row] : []));
    if (rows.length === 0 && !read.some(({ kind }) => kind === 'noDevices')) {
      this.#fail(saidInstead(read, gpus.code));
      return;
    }
    this.#trouble = undefined;
    this.#readAt = performance.now();
    this.#readings.takeAnswer(rows, processes.kind === 'ended' ? processRows(processes.lines) : undefined);
    if (this.#watchers > 0) {
      this.#onChange();
    }
  }

  #takeGpuLine(line: SmiLine<GpuRow>): boolean {
    if (line.kind === 'row') {
      this.#trouble = undefined;
      this.#readAt = performance.now();
      this.#readings.takeGpu(line.row);
      this.#onChange();
      return true;
    }
    if (line.kind === 'words') {
      this.#fail(inItsWords(line.text));
    }
    return false;
  }

  #takeProcessLine(line: SmiLine<ProcessRow>): boolean {
    if (line.kind !== 'row') {
      return false;
    }
    this.#readings.takeProcess(line.row);
    return true;
  }

  /** Whether it refused a field that older drivers do not have and that can be done without. */
  #dropUnknownField(lines: readonly string[]): boolean {
    for (const line of lines) {
      const read = readGpuLine(line, this.#gpuFields);
      if (read.kind === 'unknownField' && this.#gpuFields.includes(read.field) && !needed.has(read.field)) {
        this.#gpuFields = this.#gpuFields.filter((field) => field !== read.field);
        return true;
      }
    }
    return false;
  }

  #fail(what: string): void {
    this.#trouble = what;
    this.#troubleAt = performance.now();
  }

  #isStale(): boolean {
    return this.#trouble !== undefined && performance.now() - this.#readAt > staleMs;
  }
}

const needed: ReadonlySet<string> = new Set(['index', 'uuid', 'memory.total', 'name']);

function gpuArguments(fields: readonly string[], ...more: readonly string[]): readonly string[] {
  return [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits', ...more];
}

function processArguments(...more: readonly string[]): readonly string[] {
  return [`--query-compute-apps=${processFields.join(',')}`, '--format=csv,noheader,nounits', ...more];
}

/** Undefined where it answered in words: then the processes are not known. */
function processRows(lines: readonly string[]): readonly ProcessRow[] | undefined {
  const read = lines.map((line) => readProcessLine(line, processFields));
  const rows = read.flatMap((line) => (line.kind === 'row' ? [line.row] : []));
  return rows.length > 0 || read.every(({ kind }) => kind === 'nothing' || kind === 'noDevices') ? rows : undefined;
}

function saidInstead(lines: readonly SmiLine<GpuRow>[], code: number | null): string {
  const words = lines.flatMap((line) => (line.kind === 'words' ? [line.text] : []));
  const unknown = lines.flatMap((line) => (line.kind === 'unknownField' ? [line.field] : []));
  if (words.length > 0) {
    return inItsWords(words.join(' '));
  }
  return unknown.length > 0
    ? l10n.t('nvidia-smi does not know the field {0}: the driver is too old. Update it.', unknown.join(', '))
    : l10n.t('nvidia-smi ended with code {0} and said nothing.', code ?? '–');
}

const longestWords = 300;

function inItsWords(text: string): string {
  return l10n.t('nvidia-smi: {0}', text.length > longestWords ? `${text.slice(0, longestWords)}…` : text);
}

function notAnswering(): string {
  return l10n.t('nvidia-smi does not answer; the driver may hang.');
}
