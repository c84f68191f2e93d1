import { present } from '../../objects/fields.ts';
import type { FitReport, Refused } from './refusal.ts';

const byReason = /(?<count>\d+) nodes? (?<reason>[A-Z]\w+)\((?<nodes>[^)]*)\)/g;
const byCard = /(?<hit>\d+)\/(?<cards>\d+) (?<reason>[A-Z]\w+)/g;
const total = /no available node, (?<nodes>\d+) nodes? do not meet/;

/**
 * Reads HAMi's `FilteringFailed` (v2.10): `no available node, 3 nodes do not meet`, `2 nodes CardInsufficientMemory(a,b)`, and of a
 * node `1/2 CardTypeMismatch`. What it says of each node is a refusal of its own; nothing understood leaves all in `rest`.
 */
export function readHami(text: string): FitReport {
  const refused: Refused[] = [
    ...[...text.matchAll(byReason)].flatMap((match) => {
      const { count = '', reason = '', nodes = '' } = match.groups ?? {};
      const names = nodes
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
      const refusal = { kind: 'card', reason } as const;
      return names.length === 0
        ? [{ count: Number(count), refusal, text: match[0] }]
        : names.map((node) => ({ node, count: 1, refusal, text: match[0] }));
    }),
    ...[...text.matchAll(byCard)].map((match) => {
      const { hit, cards, reason = '' } = match.groups ?? {};
      return { count: 1, refusal: { kind: 'card', reason, hit: Number(hit), cards: Number(cards) } as const, text: match[0] };
    }),
  ];
  const nodes = total.exec(text)?.groups?.['nodes'];
  return {
    refused,
    rest: refused.length === 0 && nodes === undefined ? [text] : [],
    ...present({ nodes: nodes === undefined ? undefined : Number(nodes) }),
  };
}
