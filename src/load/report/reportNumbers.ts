/** What stands for a value that is not known. */
export const unknown = '–';

/** Numbers and dates of one language; null and undefined are `unknown`. */
export class ReportNumbers {
  readonly locale: string;
  readonly #timeZone: string | undefined;
  readonly #decimals: readonly Intl.NumberFormat[];

  /** A locale that is not known becomes English. `timeZone`: IANA name; the machine's own where absent. */
  constructor(locale = 'en', timeZone?: string) {
    this.locale = isKnown(locale) ? locale : 'en';
    this.#timeZone = timeZone;
    this.#decimals = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits }));
  }

  /** Three significant digits, whole from 100 on. */
  number(value: number | null | undefined): string {
    const size = Math.abs(value ?? 0);
    return this.#format(value, size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  }

  count(value: number | null | undefined): string {
    return this.#format(value, 0);
  }

  /** 0 to 1 as per cent. */
  percent(share: number | null | undefined): string {
    return typeof share === 'number' && Number.isFinite(share)
      ? `${this.#format(share * 100, Math.abs(share) < 0.1 ? 1 : 0)} %`
      : unknown;
  }

  /** MiB as GiB with one decimal. */
  gib(memoryMiB: number): string {
    return `${this.#format(memoryMiB / 1024, 1)} GiB`;
  }

  /** What is paid: two decimals, or three below a tenth. */
  money(amount: number | null | undefined): string {
    if (typeof amount !== 'number' || !Number.isFinite(amount)) return unknown;
    const digits = Math.abs(amount) < 0.1 ? 3 : 2;
    return amount.toLocaleString(this.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  /** Epoch milliseconds as date and time with its zone. */
  instant(at: number): string {
    if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return unknown;
    const zone = this.#timeZone === undefined ? {} : { timeZone: this.#timeZone };
    return new Intl.DateTimeFormat(this.locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
      ...zone,
    }).format(at);
  }

  #format(value: number | null | undefined, digits: 0 | 1 | 2 | 3): string {
    if (typeof value !== 'number' || !Number.isFinite(value)) return unknown;
    return this.#decimals[digits]?.format(value) ?? String(value);
  }
}

function isKnown(locale: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}
