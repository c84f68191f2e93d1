import type { AgentEvent } from '../protocol/agent.ts';

const kept = 500;

/** What happened lately, newest last; bounded. */
export class Events {
  readonly #events: AgentEvent[] = [];
  readonly #onEvent: (event: AgentEvent) => void;

  constructor(onEvent: (event: AgentEvent) => void) {
    this.#onEvent = onEvent;
  }

  add(kind: AgentEvent['kind'], message: string, jobId?: string): void {
    const event: AgentEvent = { t: Date.now(), kind, message, ...(jobId !== undefined && { jobId }) };
    this.#events.push(event);
    if (this.#events.length > kept) {
      this.#events.shift();
    }
    this.#onEvent(event);
  }

  list(): readonly AgentEvent[] {
    return [...this.#events];
  }
}
