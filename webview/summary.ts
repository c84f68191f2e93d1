import type { Job } from '../src/protocol/agent.ts';
import { element, setText } from './dom.ts';
import { grantedMemory } from './facts.ts';
import { fill, type Texts } from './texts.ts';

const leastGapMs = 10_000;

/** What a screen reader is told about the selected job, politely and not more often than every ten seconds. */
export class Summary {
  readonly element = element('p', 'screen-reader-only');
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor() {
    this.element.setAttribute('role', 'status');
    this.element.setAttribute('aria-live', 'polite');
  }

  render(job: Job, now: number, texts: Texts): void {
    if (now - this.#toldAt >= leastGapMs) {
      this.#toldAt = now;
      setText(this.element, summaryText(job, texts));
    }
  }
}

function summaryText(job: Job, texts: Texts): string {
  const { strings } = texts;
  const { tokensPerSecond = null, ttftP50Ms = null, memoryMiB = null } = job.state === 'running' ? (job.latest ?? {}) : {};
  const limit = grantedMemory(job)?.limitMiB;
  return [
    `${job.name}: ${strings.states[job.state]}`,
    ...(job.exit === undefined ? [] : [job.exit.message]),
    ...(tokensPerSecond === null ? [] : [`${texts.number(tokensPerSecond)} ${strings.tokensPerSecond}`]),
    ...(ttftP50Ms === null ? [] : [`${strings.ttft} ${texts.milliseconds(ttftP50Ms)}`]),
    ...(memoryMiB === null || limit === undefined
      ? []
      : [`${strings.memory} ${texts.gibNumber(memoryMiB)} ${fill(strings.ofLimit, texts.gib(limit))}`]),
  ].join(', ');
}
