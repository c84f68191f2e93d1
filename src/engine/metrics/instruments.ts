/** A family of series that writes itself in Prometheus' text format 0.0.4. */
export interface Instrument {
  expose(): string;
}

export class Counter implements Instrument {
  readonly #name: string;
  readonly #help: string;
  #value = 0;

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  get value(): number {
    return this.#value;
  }

  add(amount: number): void {
    this.#value += amount;
  }

  expose(): string {
    return `${heading(this.#name, this.#help, 'counter')}${this.#name} ${this.#value}\n`;
  }
}

/** A counter with one label whose values are known beforehand, so that each series is there from the start. */
export class LabelledCounter<Value extends string> implements Instrument {
  readonly #name: string;
  readonly #help: string;
  readonly #label: string;
  readonly #counts: Map<Value, number>;

  constructor(name: string, help: string, label: string, values: readonly Value[]) {
    this.#name = name;
    this.#help = help;
    this.#label = label;
    this.#counts = new Map(values.map((value) => [value, 0]));
  }

  increment(value: Value): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  expose(): string {
    const series = [...this.#counts].map(([value, count]) => `${this.#name}{${this.#label}="${value}"} ${count}\n`);
    return heading(this.#name, this.#help, 'counter') + series.join('');
  }
}

/** A number that is read when it is asked for. */
export class Gauge implements Instrument {
  readonly #name: string;
  readonly #help: string;
  readonly #read: () => number;

  constructor(name: string, help: string, read: () => number) {
    this.#name = name;
    this.#help = help;
    this.#read = read;
  }

  expose(): string {
    return `${heading(this.#name, this.#help, 'gauge')}${this.#name} ${this.#read()}\n`;
  }
}

export class Histogram implements Instrument {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  /** One a bound and one above the last, not cumulative. */
  readonly #counts: number[];
  #sum = 0;

  /** Ascending upper bounds. */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(value: number): void {
    const found = this.#bounds.findIndex((bound) => value <= bound);
    const index = found < 0 ? this.#bounds.length : found;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sum += value;
  }

  expose(): string {
    let cumulative = 0;
    const buckets = [...this.#bounds, '+Inf'].map((bound, index) => {
      cumulative += this.#counts[index] ?? 0;
      return `${this.#name}_bucket{le="${bound}"} ${cumulative}\n`;
    });
    const total = `${this.#name}_sum ${this.#sum}\n${this.#name}_count ${cumulative}\n`;
    return heading(this.#name, this.#help, 'histogram') + buckets.join('') + total;
  }
}

function heading(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}
