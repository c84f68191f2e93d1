import { decimalToNumber, formatDecimal, parseDecimal, shiftDecimal } from '../../gpu/decimal.ts';
import { parseKubernetesQuantity } from '../../gpu/kubernetesQuantity.ts';
import { mibOfBytes, parseMemory } from '../../gpu/memory.ts';
import { formatShare } from '../../gpu/share.ts';
import { parseGoFloat } from '../goNumbers.ts';

/** What somebody meant who wrote a `gpu-fraction` that KAI refuses (`50%`, `0,5`, `500m`, ` 0.5`); undefined where that is a guess. */
export function cureFraction(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim();
  const percent = /^(.*?)\s*%$/.exec(plain)?.[1];
  const typed = (percent ?? plain).replace(/^(\d*),(\d+)$/, '$1.$2');
  const decimal = parseDecimal(typed);
  if (decimal !== undefined) {
    const value = percent === undefined ? decimal : shiftDecimal(decimal, -2);
    return isPart(decimalToNumber(value)) ? formatDecimal(value) : undefined;
  }
  const quantity = /^\d+m$/.test(typed) ? parseKubernetesQuantity(typed) : undefined;
  if (quantity?.kind === 'value') return isPart(decimalToNumber(quantity.value)) ? formatDecimal(quantity.value) : undefined;
  const [, above, below] = /^(\d{1,3})\s*[/\u2044]\s*(\d{1,3})$/.exec(typed) ?? [];
  if (above !== undefined && Number(below) > 0) {
    const ratio = Math.floor((Number(above) / Number(below)) * 1e5) / 1e5;
    return isPart(ratio) ? formatShare(ratio) : undefined;
  }
  const value = parseGoFloat(typed);
  return value !== undefined && isPart(value) ? formatShare(value) : undefined;
}

/** Whole MiB of what somebody meant who wrote a `gpu-memory` that KAI refuses (`8Gi`, `2000.0`, `1_000`); undefined where that is a guess. */
export function cureMemory(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim().replace(/^\+/, '');
  const bare = plain.replace(/(?<=\d)[_,](?=\d{3}(?!\d))/g, '').replace(/\.0*$/, '');
  if (/^\d{1,15}$/.test(bare)) return Number(bare) > 0 ? String(Number(bare)) : undefined;
  const typed = parseMemory(plain);
  if (typed.kind === 'value') return String(typed.value.memoryMiB);
  const quantity = /[A-Za-z]$/.test(plain) && !/[mnu]$/.test(plain) ? parseKubernetesQuantity(plain) : undefined;
  const rounded = quantity?.kind === 'value' ? mibOfBytes(quantity.value) : undefined;
  return rounded === undefined ? undefined : String(rounded.memoryMiB);
}

function isPart(value: number): boolean {
  return value > 0 && value < 1;
}
