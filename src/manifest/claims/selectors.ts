import { parseKubernetesQuantity } from '../../gpu/kubernetesQuantity.ts';
import { mibOfBytes } from '../../gpu/memory.ts';
import type { MiB } from '../../gpu/quantity.ts';
import type { Located } from '../workload.ts';

/** One thing that a CEL expression wants of a device. */
export type DeviceCondition =
  | { readonly kind: 'product'; readonly product: string }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'memoryAtLeast'; readonly memoryMiB: MiB }
  | { readonly kind: 'other'; readonly expression: string };

/** `cel.expression` of a selector: all of its conditions must hold. */
export interface DeviceSelector {
  readonly expression: Located<string>;
  readonly conditions: readonly DeviceCondition[];
}

const text = `(?:'([^']*)'|"([^"]*)")`;
const attribute = new RegExp(`^device\\.attributes\\[${text}\\]\\.(productName|profile)\\s*==\\s*${text}$`);
const memory = new RegExp(
  `^device\\.capacity\\[${text}\\]\\.memory\\.compareTo\\(\\s*quantity\\(\\s*${text}\\s*\\)\\s*\\)\\s*>=\\s*0$`,
);

/** Reads an expression that joins conditions with `&&`; what else it says stays text. */
export function readConditions(expression: string): readonly DeviceCondition[] {
  return splitConjunction(expression).map(readCondition);
}

function readCondition(written: string): DeviceCondition {
  const named = attribute.exec(written);
  if (named !== null) {
    const value = named[4] ?? named[5] ?? '';
    return named[3] === 'profile' ? { kind: 'profile', profile: value } : { kind: 'product', product: value };
  }
  const sized = memory.exec(written);
  const quantity = sized === null ? undefined : parseKubernetesQuantity(sized[3] ?? sized[4] ?? '');
  const size = quantity?.kind === 'value' ? mibOfBytes(quantity.value) : undefined;
  return size === undefined ? { kind: 'other', expression: written } : { kind: 'memoryAtLeast', memoryMiB: size.memoryMiB };
}

/** The parts between `&&` outside of brackets and texts; the whole where `||` or `?` stands there, for it binds weaker. */
function splitConjunction(expression: string): readonly string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  const tokens = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|&&|\|\||[?()[\]{}]/gs;
  for (const { 0: token, index } of expression.matchAll(tokens)) {
    if (/^[([{]$/.test(token)) depth += 1;
    else if (/^[)\]}]$/.test(token)) depth -= 1;
    else if (depth === 0 && (token === '||' || token === '?')) return [expression.trim()];
    else if (depth === 0 && token === '&&') {
      parts.push(expression.slice(start, index).trim());
      start = index + 2;
    }
  }
  return [...parts, expression.slice(start).trim()];
}
