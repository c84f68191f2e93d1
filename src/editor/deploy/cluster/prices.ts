import * as l10n from '@vscode/l10n';
import { displayProduct } from '../../../gpu/product.ts';

/** A price as it was written: what stands before the number (`$`), and what behind it (` $`). */
export interface Price {
  readonly amount: number;
  readonly before: string;
  readonly after: string;
}

/** What an hour of one GPU of a product costs, by the user's own list; undefined where it says nothing that can be read. */
export function findPrice(prices: Readonly<Record<string, unknown>>, product: string): Price | undefined {
  const names = [product, displayProduct(product)].map(plain);
  const entry = Object.entries(prices).find(
    ([name]) => names.includes(plain(name)) || names.includes(plain(displayProduct(name))),
  );
  return entry === undefined ? undefined : readPrice(entry[1]);
}

/** `2.20 $`, `$2.20`, `2,20 €/h`, `2.2`. */
export function readPrice(value: unknown): Price | undefined {
  const match = /^\s*([^\d.,-]*)(\d+(?:[.,]\d+)?)([^\d]*)$/.exec(typeof value === 'number' ? String(value) : asText(value));
  if (match === null) {
    return undefined;
  }
  const [, before = '', digits = '', after = ''] = match;
  return { amount: Number(digits.replace(',', '.')), before, after: after.replace(/\s*\/\s*h(our)?\s*$/i, '').trimEnd() };
}

/** `≈ 1.10 $/h` for what is asked in GPUs: half of one is 0.5. */
export function describePrice({ amount, before, after }: Price, gpus: number): string {
  const cost = amount * gpus;
  return l10n.t('≈ {0}/h', `${before}${cost.toFixed(cost !== 0 && cost < 0.1 ? 3 : 2)}${after}`);
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
