import * as vscode from 'vscode';
import { describeAmount, parseAmount } from '../../../gpu/amount.ts';
import { formatGiB } from '../../../gpu/memory.ts';
import { nameProduct } from '../../../gpu/product.ts';
import type { Amount } from '../../../gpu/request.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import type { Fit } from '../../../target/cluster/fit/fitResult.ts';
import { amountChoices, type AmountChoice } from '../amountChoices.ts';
import type { Deployable } from '../deployables.ts';
import { livePickStep, type LiveItem, type StepPlace, type StepResult } from '../quickSteps.ts';
import { describeFit, type Prices } from './contextFit.ts';

/** `file`: the text is sent as it asks. */
export type ClusterAmount = { readonly kind: 'file' } | { readonly kind: 'amount'; readonly amount: Amount };

/** A workload as it would ask, and whether it fits; or why the text cannot ask so. */
export type Outlook =
  | { readonly kind: 'fit'; readonly found: FoundWorkload; readonly fit: Fit }
  | { readonly kind: 'problem'; readonly problem: string };

export interface ClusterAmountQuestion {
  readonly deployable: Deployable;
  readonly last: Amount | undefined;
  /** Without an amount as the text asks. */
  readonly outlook: (amount: Amount | undefined) => Outlook;
  readonly prices: Prices;
  readonly place: StepPlace;
}

/** "How much?" of a cluster: what does not fit now can be chosen too, for it may wait. Any amount can be typed. */
export async function askClusterAmount(question: ClusterAmountQuestion): Promise<StepResult<ClusterAmount>> {
  const { deployable, last, place } = question;
  const { request, isRequestInFile } = deployable;
  const asking = deployable.found.result.kind;
  // what asks for pieces of a fixed size, or for nothing, has no amount of its own to choose from
  const choices = asking === 'request' || asking === 'none' ? amountChoices(request, { isInFile: isRequestInFile, last }) : [];
  return await livePickStep<ClusterAmount>({
    ...place,
    placeholder: vscode.l10n.t('How much? Choose, or type a share (0.3, 30 %) or memory (20 GiB)'),
    busyPlaceholder: vscode.l10n.t('Looking for room…'),
    typed: (text) => {
      const read = parseAmount(text);
      return read.kind === 'problem' ? undefined : itemOf(question, { origin: 'preset', amount: read.value.amount }, true);
    },
    show: (show) => {
      const asIs = isRequestInFile ? [] : [fileItem(question)];
      show([...asIs, ...choices.map((choice) => itemOf(question, { origin: choice.origin, amount: choice.request.request }))]);
      return Promise.resolve();
    },
  });
}

/** Of a text that asks for no amount: it goes as it is. */
function fileItem(question: ClusterAmountQuestion): LiveItem<ClusterAmount> {
  const outlook = question.outlook(undefined);
  const text = question.deployable.found.result.kind === 'none' ? vscode.l10n.t('no GPU') : describeOutlook(outlook);
  return { id: 'file', label: vscode.l10n.t('As in the file — {0}', text), value: { kind: 'file' } };
}

function itemOf(
  question: ClusterAmountQuestion,
  { origin, amount }: { readonly origin: AmountChoice['origin']; readonly amount: Amount },
  isTyped = false,
): LiveItem<ClusterAmount> {
  const isFile = origin === 'file';
  const outlook = question.outlook(isFile ? undefined : amount);
  const { devices } = question.deployable.request;
  const much = devices > 1 ? `${devices} × ${describeAmount(amount)}` : describeAmount(amount);
  const named = {
    file: vscode.l10n.t('{0} as in the file', much),
    last: vscode.l10n.t('{0} as last time', much),
    preset: much,
  }[origin];
  const item = {
    id: `${isTyped ? 'typed' : origin} ${much}`,
    label: vscode.l10n.t('{0} — {1}', named, describeOutlook(outlook)),
    ...(isTyped && { alwaysShow: true }),
  };
  if (outlook.kind === 'problem') {
    return item;
  }
  return { ...item, description: describeCost(question, outlook), value: isFile ? { kind: 'file' } : { kind: 'amount', amount } };
}

function describeOutlook(outlook: Outlook): string {
  return outlook.kind === 'problem' ? outlook.problem : outlook.fit.summary;
}

/** `39.8 GiB of an H100 80GB · ≈ 1.10 $/h` of the GPU that it would get. */
function describeCost({ prices }: ClusterAmountQuestion, { fit, found }: Outlook & { readonly kind: 'fit' }): string {
  const [place] = fit.places;
  const { price } = describeFit(fit, found, prices);
  const part =
    place?.requestMiB === undefined || place.product === undefined
      ? []
      : [vscode.l10n.t('{0} of {1}', formatGiB(place.requestMiB), nameProduct(place.product))];
  return [...part, ...(price === undefined ? [] : [price])].join(' · ');
}
