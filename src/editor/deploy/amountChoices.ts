import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { describePlacement, describeShortRefusal } from '../../gpu/describePlacement.ts';
import { formatGiB } from '../../gpu/memory.ts';
import type { Placement } from '../../gpu/placement.ts';
import { nameProduct } from '../../gpu/product.ts';
import { share } from '../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';

const presets = [1, 0.75, 0.5, 0.25, 0.1];

/** One answer to "How much?". */
export interface AmountChoice {
  readonly origin: 'file' | 'last' | 'preset';
  readonly request: FractionRequest;
}

/**
 * The last choice, what the file asks for, the presets; each amount once. `base` names the devices and the container.
 * A limit of the file belongs to the request of the file; `limit` is the user's own and goes with all of them.
 */
export function amountChoices(
  base: FractionRequest,
  options: { readonly isInFile: boolean; readonly last?: Amount | undefined; readonly limit?: Amount | undefined },
): readonly AmountChoice[] {
  const choices: AmountChoice[] = [];
  const add = (origin: AmountChoice['origin'], amount: Amount): void => {
    if (!choices.some(({ request }) => isSameAmount(request.request, amount))) {
      choices.push({ origin: isFromFile(amount) ? 'file' : origin, request: withAmount(base, amount, options.limit) });
    }
  };
  const isFromFile = (amount: Amount): boolean => options.isInFile && isSameAmount(amount, base.request);
  if (options.last !== undefined) {
    add('last', options.last);
  }
  if (options.isInFile) {
    add('file', base.request);
  }
  for (const preset of presets) {
    add('preset', { kind: 'share', share: share(preset) });
  }
  return choices;
}

/** The request with another amount; it keeps the file's limit only where the amount is the file's own. */
export function withAmount({ limit: fileLimit, ...base }: FractionRequest, amount: Amount, ownLimit?: Amount): FractionRequest {
  const limit = ownLimit ?? (isSameAmount(amount, base.request) ? fileLimit : undefined);
  return { ...base, request: amount, ...(limit && { limit }) };
}

function isSameAmount(a: Amount, b: Amount): boolean {
  return a.kind === 'share' ? b.kind === 'share' && a.share === b.share : b.kind === 'memory' && a.memoryMiB === b.memoryMiB;
}

/** `0.5 as in the file — fits` and `39.8 GiB of an H100 80GB`; a refusal says what is missing. */
export function describeChoice(
  { origin, request }: AmountChoice,
  placement: Placement,
): { readonly label: string; readonly description: string } {
  const amount =
    request.devices > 1 ? `${request.devices} × ${describeAmount(request.request)}` : describeAmount(request.request);
  const named = { file: l10n.t('{0} as in the file', amount), last: l10n.t('{0} as last time', amount), preset: amount }[origin];
  if (placement.kind === 'refused') {
    return { label: l10n.t('{0} — {1}', named, refusalInShort(placement)), description: '' };
  }
  const [device] = placement.devices;
  const memory = formatGiB(placement.requestMiB);
  const where = device === undefined ? memory : l10n.t('{0} of {1}', memory, nameProduct(device.product));
  const limit = request.limit === undefined ? [] : [l10n.t('limit {0}', describeAmount(request.limit))];
  return { label: l10n.t('{0} — fits', named), description: [where, ...limit].join(' · ') };
}

function refusalInShort(refusal: Placement & { kind: 'refused' }): string {
  const why = describeShortRefusal(refusal);
  return refusal.reason === 'full' ? l10n.t('no room: {0}', why) : why;
}

/** The refusal of a placement for this workload, with the numbers and the holders. */
export function refusalText(name: string, placement: Placement, request: FractionRequest): string {
  return l10n.t('{0}: {1}', name, describePlacement(placement, request));
}
