import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { pickStep, type StepItem, type StepPlace, type StepResult } from '../deploy/quickSteps.ts';
import type { BenchmarkChoices } from '../ids.ts';
import { askLengths } from './askLengths.ts';
import { askNumber, chosen } from './askNumber.ts';
import { describeLengths, describeLoad, mostUsers, type LoadOrder } from './loadChoices.ts';

type Load = BenchmarkChoices['load'];
/** A load, or what has to be asked before it is one. */
type Answer = Load | { readonly kind: 'askUsers' | 'askRate' | 'askFile' | 'more' };

/** "What shall be measured?": `last` stands first. Rejects with `CancelledError` when the user gives up. */
export async function askLoad(name: string, start: Omit<LoadOrder, 'load'>, last: Load | undefined): Promise<LoadOrder> {
  const place = { title: vscode.l10n.t('Benchmark {0}', name), step: 1, totalSteps: 2 };
  let order = start;
  for (;;) {
    const picked = chosen(await pickLoad(place, order, last));
    const load = await complete(picked, { ...place, step: 2 });
    if (load === 'more') {
      order = { ...order, ...(await askLengths({ ...place, step: 2 }, order)) };
    } else if (load !== 'back') {
      return { ...order, load };
    }
  }
}

async function pickLoad(place: StepPlace, order: Omit<LoadOrder, 'load'>, last: Load | undefined): Promise<StepResult<Answer>> {
  const describe = (load?: Load): string => describeLengths({ ...order, load });
  const isFirstTime = last === undefined || last.kind === 'findUsers';
  const find: StepItem<Answer> = {
    label: describeLoad({ kind: 'findUsers' }, order.sloTtftMs),
    description: last === undefined ? '' : isFirstTime ? vscode.l10n.t('as last time') : '',
    value: { kind: 'findUsers' },
  };
  const again: readonly StepItem<Answer>[] = isFirstTime
    ? []
    : [{ label: describeLoad(last, order.sloTtftMs), description: vscode.l10n.t('as last time'), value: last }];
  const items: readonly (StepItem<Answer> | vscode.QuickPickItem)[] = [
    ...again,
    find,
    {
      label: vscode.l10n.t('Measure at N users…'),
      description: vscode.l10n.t('each waits for its answer before it asks again'),
      value: { kind: 'askUsers' },
    },
    {
      label: vscode.l10n.t('Measure at a rate…'),
      description: vscode.l10n.t('so many requests a second, whatever the server does'),
      value: { kind: 'askRate' },
    },
    {
      label: vscode.l10n.t('Replay a recorded trace…'),
      description: vscode.l10n.t('Mooncake or Azure: times and lengths of real traffic'),
      value: { kind: 'askFile' },
    },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('More…'), description: describe(), value: { kind: 'more' } },
  ];
  const placeholder = vscode.l10n.t('What shall be measured?');
  return await pickStep<Answer>({ ...place, placeholder, busyPlaceholder: placeholder, items: Promise.resolve(items) });
}

async function complete(answer: Answer, place: StepPlace): Promise<Load | 'more' | 'back'> {
  switch (answer.kind) {
    case 'askUsers': {
      const bounds = { name: vscode.l10n.t('Users'), least: 1, most: mostUsers, isWhole: true };
      const users = await askNumber(place, bounds, '8');
      return users === 'back' ? users : { kind: 'users', users };
    }
    case 'askRate': {
      const bounds = { name: vscode.l10n.t('Requests per second'), least: 0.01, most: 100_000, isWhole: false };
      const perSecond = await askNumber(place, bounds, '2.5');
      return perSecond === 'back' ? perSecond : { kind: 'rate', perSecond };
    }
    case 'askFile':
      return await askFile();
    case 'more':
      return answer.kind;
    case 'findUsers':
    case 'users':
    case 'rate':
    case 'replay':
      return answer;
  }
}

async function askFile(): Promise<Load | 'back'> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Which recorded trace?'),
      defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir()),
      filters: { [vscode.l10n.t('Traces')]: ['jsonl', 'csv', 'json'] },
    })) ?? [];
  return file === undefined ? 'back' : { kind: 'replay', file: file.fsPath };
}
