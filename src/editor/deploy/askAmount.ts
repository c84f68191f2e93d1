import * as vscode from 'vscode';
import { parseAmount, type TypedAmount } from '../../gpu/amount.ts';
import type { Parsed } from '../../gpu/parsed.ts';
import type { Placement } from '../../gpu/placement.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import type { Deployment, Target } from '../../target/target.ts';
import { amountChoices, describeChoice, refusalText, withAmount } from './amountChoices.ts';
import { inputStep, pickStep, type StepItem, type StepPlace, type StepResult } from './quickSteps.ts';

type Answer =
  | { readonly kind: 'request'; readonly request: FractionRequest; readonly placement: Placement }
  | { readonly kind: 'memory' | 'limit' };

export interface AmountQuestion {
  readonly deployment: Deployment;
  readonly target: Target;
  readonly isInFile: boolean;
  readonly last: Amount | undefined;
  /** Of the user, known before the question; absent: asked for, if at all. */
  readonly limit: Amount | undefined;
  readonly place: StepPlace;
  readonly openPanel: () => void;
}

/** "How much?": answers with a request that fits now. */
export async function askAmount(question: AmountQuestion): Promise<StepResult<FractionRequest>> {
  let { limit } = question;
  for (;;) {
    const picked = await pickAmount(question, limit);
    if (picked.kind !== 'chosen') {
      return picked;
    }
    const answer = picked.value.kind === 'request' ? picked.value : await askTyped(question, picked.value.kind, limit);
    if (answer.kind === 'cancelled') {
      return answer;
    }
    if (answer.kind === 'limit') {
      limit = answer.limit;
    } else if (answer.kind === 'request') {
      if (answer.placement.kind === 'fits') {
        return { kind: 'chosen', value: answer.request };
      }
      const next = await showRefusal(question, answer.request, answer.placement);
      if (next === 'giveUp') {
        return { kind: 'cancelled' };
      }
    }
  }
}

async function pickAmount(question: AmountQuestion, limit: Amount | undefined): Promise<StepResult<Answer>> {
  const { deployment, target, isInFile, last, place } = question;
  const choices = amountChoices(deployment.request, { isInFile, last, limit });
  const plans = Promise.all(choices.map(({ request }) => target.plan({ ...deployment, request })));
  const items = plans.then((all): readonly (StepItem<Answer> | vscode.QuickPickItem)[] => [
    ...choices.flatMap((choice, index) => {
      const placement = all[index]?.placement;
      const value = { kind: 'request', request: choice.request, placement } as const;
      return placement === undefined ? [] : [{ ...describeChoice(choice, placement), value: { ...value, placement } }];
    }),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('Memory…'), description: vscode.l10n.t('an amount such as 20 GiB'), value: { kind: 'memory' } },
    {
      label: vscode.l10n.t('Limit…'),
      description: vscode.l10n.t('how far it may grow beyond its request'),
      value: { kind: 'limit' },
    },
  ]);
  return pickStep<Answer>({
    ...place,
    placeholder: vscode.l10n.t('How much?'),
    busyPlaceholder: vscode.l10n.t('Looking for room…'),
    prompt: plans.then(([first]) => first?.notes.join(' · ')),
    items,
  });
}

type TypedAnswer =
  | (Answer & { readonly kind: 'request' })
  | { readonly kind: 'limit'; readonly limit: Amount }
  | { readonly kind: 'back' | 'cancelled' };

async function askTyped(question: AmountQuestion, kind: 'memory' | 'limit', limit: Amount | undefined): Promise<TypedAnswer> {
  const { deployment, target, place } = question;
  const typed = await inputStep({
    ...place,
    prompt:
      kind === 'memory'
        ? vscode.l10n.t('How much of one GPU: memory (20 GiB, 8192 MiB, 8 GB) or a share (0.3, 30 %)')
        : vscode.l10n.t('Limit on one GPU: a share (0.6, 60 %) or memory (48 GiB); it is stopped when it grows beyond'),
    placeholder: kind === 'memory' ? '20 GiB' : '0.6',
    read: readAmount,
  });
  if (typed.kind !== 'chosen') {
    return typed;
  }
  if (kind === 'limit') {
    return { kind: 'limit', limit: typed.value.amount };
  }
  const request = withAmount(deployment.request, typed.value.amount, limit);
  const { placement } = await target.plan({ ...deployment, request });
  return { kind: 'request', request, placement };
}

function readAmount(text: string): Parsed<TypedAmount> & { readonly note?: string | undefined } {
  const read = parseAmount(text);
  return read.kind === 'value' ? { ...read, note: read.value.rounding } : read;
}

async function showRefusal(
  question: AmountQuestion,
  request: FractionRequest,
  placement: Placement,
): Promise<'again' | 'giveUp'> {
  const again = vscode.l10n.t('Choose another fraction');
  const panel = vscode.l10n.t('Open panel');
  const text = refusalText(question.deployment.workload.name.value, placement, request);
  const choice = await vscode.window.showWarningMessage(text, { modal: true }, again, panel);
  if (choice === panel) {
    question.openPanel();
  }
  return choice === again ? 'again' : 'giveUp';
}
