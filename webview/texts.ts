import type { PanelStrings } from '../src/protocol/panelStrings.ts';

/** What stands for a value that is not known. */
export const dash = '–';

/** Puts values where the template says `{0}`, `{1}` and so on. */
export function fill(template: string, ...values: readonly string[]): string {
  return template.replace(/\{(\d+)\}/g, (marker, index: string) => values[Number(index)] ?? marker);
}

/** Words and number formats of one language. */
export class Texts {
  readonly strings: PanelStrings;
  readonly #locale: string;
  readonly #decimals: readonly Intl.NumberFormat[];
  readonly #gib: Intl.NumberFormat;
  readonly #clock: Intl.DateTimeFormat;

  constructor(strings: PanelStrings, locale: string) {
    this.strings = strings;
    this.#locale = knownLocale(locale);
    this.#decimals = [0, 1, 2, 3].map((maximumFractionDigits) => new Intl.NumberFormat(this.#locale, { maximumFractionDigits }));
    this.#gib = new Intl.NumberFormat(this.#locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    this.#clock = new Intl.DateTimeFormat(this.#locale, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** About two significant digits, whole from 10 on. */
  number(value: number): string {
    const size = Math.abs(value);
    return this.#format(value, size >= 10 || size === 0 ? 0 : size >= 1 ? 1 : 2);
  }

  count(value: number): string {
    return this.#format(value, 0);
  }

  milliseconds(value: number): string {
    return value >= 10_000 ? `${this.#format(value / 1000, 1)} s` : `${this.number(value)} ms`;
  }

  /** MiB as GiB with one decimal. */
  gib(memoryMiB: number): string {
    return `${this.gibNumber(memoryMiB)} GiB`;
  }

  /** The same without the unit, where another number of the sentence carries it. */
  gibNumber(memoryMiB: number): string {
    return this.#gib.format(memoryMiB / 1024);
  }

  /** 0 to 1 as per cent. */
  percent(share: number): string {
    return `${this.number(share * 100)} %`;
  }

  share(value: number): string {
    return this.#format(value, 3);
  }

  /** In the largest unit that fits: seconds, minutes, hours, days. */
  duration(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const [unit, size] = units.find(([, least]) => seconds >= least) ?? (['second', 1] as const);
    return new Intl.NumberFormat(this.#locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }).format(
      Math.floor(seconds / size),
    );
  }

  /** Time of day with seconds. */
  clock(t: number): string {
    return this.#clock.format(t);
  }

  #format(value: number, decimals: number): string {
    return this.#decimals[decimals]?.format(value) ?? String(value);
  }
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
