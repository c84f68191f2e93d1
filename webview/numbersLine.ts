import type { Sample, SampleField } from '../src/inference/sample.ts';
import type { Job } from '../src/protocol/agent.ts';
import { element, setAttribute, setText, setTitle } from './dom.ts';
import { boundsText } from './bucketBounds.ts';
import { figure, grantedMemory, whyNothingKnown, whyUnmeasured, whyUntold, type Shown } from './facts.ts';
import { dash, fill, type Texts } from './texts.ts';

const tileNames = ['tokensPerSecond', 'ttft', 'itl', 'queue', 'requests', 'kv', 'memory'] as const;
type TileName = (typeof tileNames)[number];

/** One number with what it is; `parts` are told with a dot between them. */
interface Tile {
  readonly label: string;
  readonly hint?: string;
  readonly parts: readonly (Shown & { readonly suffix?: string })[];
}

interface Box {
  readonly box: HTMLElement;
  readonly label: HTMLElement;
  readonly value: HTMLElement;
}

/** The figures of this second; of a job without an engine its memory alone. */
export class NumbersLine {
  readonly element = element('dl', 'numbers');
  readonly #tiles = new Map<TileName, Box & { shown: string }>();
  readonly #meter = element('div', 'meter');
  readonly #meterFill = element('div', 'meter-fill');

  constructor() {
    for (const name of tileNames) {
      const label = element('dt');
      const value = element('span');
      const cell = element('dd', '', value);
      const tile = element('div', 'tile', label, cell);
      tile.dataset['tile'] = name;
      if (name === 'memory') {
        this.#meter.append(this.#meterFill);
        cell.append(this.#meter);
      }
      this.element.append(tile);
      this.#tiles.set(name, { box: tile, label, value, shown: '' });
    }
  }

  /** `age` of the latest sample in milliseconds. */
  render(job: Job, age: number, texts: Texts): void {
    for (const [name, { box }] of this.#tiles) {
      box.hidden = job.engine === null && name !== 'memory';
    }
    for (const [name, content] of Object.entries(tilesOf(job, age, texts)) as [TileName, Tile][]) {
      this.#show(name, content);
    }
    const used = job.latest?.memoryMiB ?? null;
    const limit = grantedMemory(job)?.limitMiB;
    const use = used === null || limit === undefined || whyNothingKnown(job, age, texts) !== undefined ? undefined : used / limit;
    this.#meter.hidden = use === undefined;
    this.#meterFill.style.width = `${Math.min(1, use ?? 0) * 100}%`;
    setAttribute(this.#meter, 'data-level', use !== undefined && use >= 0.9 ? 'high' : 'normal');
  }

  #show(name: TileName, { label, hint, parts }: Tile): void {
    const tile = this.#tiles.get(name);
    const key = JSON.stringify(parts);
    if (tile === undefined || tile.shown === key) {
      return;
    }
    tile.shown = key;
    setText(tile.label, label);
    setTitle(tile.label, hint ?? '');
    tile.value.replaceChildren(
      ...parts.flatMap(({ text, title, suffix }, index) => {
        const strong = element('b', text === dash ? 'unknown' : '', text);
        const part = element('span', 'part', strong, ...(suffix === undefined ? [] : [element('span', 'suffix', ` ${suffix}`)]));
        part.title = title;
        if (text === dash) {
          // the reason is for the keyboard and for screen readers too
          part.tabIndex = 0;
          part.append(element('span', 'screen-reader-only', title));
        }
        return index === 0 ? [part] : [' · ', part];
      }),
    );
  }
}

function tilesOf(job: Job, age: number, texts: Texts): Readonly<Record<TileName, Tile>> {
  const { strings } = texts;
  const nothing = whyNothingKnown(job, age, texts);
  const sample: Partial<Sample> = nothing === undefined ? (job.latest ?? {}) : {};
  const show = (value: number | null | undefined, format: (value: number) => string, whyUnknown: string): Shown =>
    figure(value ?? null, format, nothing ?? whyUnknown);
  const milliseconds = (value: number): string => texts.milliseconds(value);
  const count = (value: number): string => texts.count(value);
  const latencyReason = whyUnmeasured(sample.latencySource ?? 'none', job, texts);
  const notReported = whyUntold(job, texts);
  const latency = (field: SampleField): Shown => {
    const bounds = boundsText(field, (other) => sample[other], texts);
    const shown = show(sample[field], milliseconds, latencyReason);
    return bounds === undefined ? shown : { ...shown, title: fill(strings.bucketHint, bounds) };
  };
  const limit = grantedMemory(job)?.limitMiB;
  const formatMemory = (value: number): string => (limit === undefined ? texts.gib(value) : texts.gibNumber(value));
  const memory = show(sample.memoryMiB, formatMemory, strings.unknownMemory);
  const exact = [sample.memoryMiB ?? undefined, limit].filter((value) => value !== undefined);
  return {
    tokensPerSecond: {
      label: strings.tokensPerSecond,
      parts: [
        show(
          sample.tokensPerSecond,
          (value) => fill(strings.tokensPerSecondUnit, texts.number(value)),
          whyUnmeasured(sample.source ?? 'none', job, texts),
        ),
        ...replicasOf(sample, texts),
      ],
    },
    ttft: {
      label: strings.ttftShort,
      hint: strings.ttft,
      parts: [
        { ...latency('ttftP50Ms'), suffix: strings.p50 },
        { ...latency('ttftP95Ms'), suffix: strings.p95 },
      ],
    },
    itl: {
      label: strings.itlShort,
      hint: strings.itl,
      parts: [{ ...latency('itlP50Ms'), suffix: strings.p50 }],
    },
    queue: {
      label: strings.queue,
      parts: [
        { ...show(sample.running, count, notReported), suffix: strings.running },
        { ...show(sample.waiting, count, notReported), suffix: strings.waiting },
        ...rare(sample.preemptions, count, { suffix: strings.preempted, title: strings.preemptedHint }),
      ],
    },
    requests: {
      label: strings.requests,
      hint: strings.requestsHint,
      parts: [
        show(sample.requestsPerSecond, (value) => fill(strings.perSecond, texts.number(value)), notReported),
        ...rare(sample.errorsPerSecond, (value) => texts.number(value), { suffix: strings.errorsPerSecond, title: '' }),
      ],
    },
    kv: {
      label: strings.kv,
      hint: strings.kvHint,
      parts: [show(sample.kvUse, (value) => texts.percent(value), notReported)],
    },
    memory: {
      label: strings.memory,
      parts: [
        {
          text: memory.text,
          ...(limit !== undefined && { suffix: fill(strings.ofLimit, texts.gib(limit)) }),
          title: [memory.title, ...exact.map((value) => fill(strings.exactMiB, texts.count(value)))].filter(Boolean).join(' / '),
        },
      ],
    },
  };
}

/** What is only worth its place when there is any. */
function rare(
  value: number | null | undefined,
  format: (value: number) => string,
  more: { readonly suffix: string; readonly title: string },
): Tile['parts'] {
  return value ? [{ text: format(value), ...more }] : [];
}

/** Said only of an engine that is several processes. */
function replicasOf({ replicas, replicasAsked }: Partial<Sample>, texts: Texts): Tile['parts'] {
  const { ofReplicas, replicasHint } = texts.strings;
  return typeof replicas === 'number' && typeof replicasAsked === 'number' && replicasAsked > 1
    ? [{ text: texts.count(replicas), suffix: fill(ofReplicas, texts.count(replicasAsked)), title: replicasHint }]
    : [];
}
