import * as vscode from 'vscode';
import { nameShare, parseFractions } from '../../load/sweep/parseFractions.ts';
import type { StepPlace, StepResult } from '../deploy/quickSteps.ts';
import { DisposableStore } from '../disposables.ts';
import type { FractionFit } from './fractionFits.ts';

type FractionItem = vscode.QuickPickItem & { readonly share?: number };

/** "Which fractions?": several of the usual ones, and those that are typed (`1/3`, `30 %`). Those that fit are chosen at first; at least one is needed. */
export async function askFractions(
  place: StepPlace,
  usual: readonly number[],
  fit: (shares: readonly number[]) => Promise<readonly FractionFit[]>,
): Promise<StepResult<readonly number[]>> {
  using resources = new DisposableStore();
  const pick = resources.add(vscode.window.createQuickPick<FractionItem>());
  Object.assign(pick, place);
  pick.placeholder = vscode.l10n.t('Which fractions of one GPU? Others: type 1/3 or 30 %, then Enter');
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.busy = true;
  pick.buttons = place.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  const result = Promise.withResolvers<StepResult<readonly number[]>>();
  let known: readonly FractionFit[] = [];
  const draw = (selected: ReadonlySet<number>): void => {
    const items = itemsOf(known);
    pick.items = items;
    pick.selectedItems = items.filter(({ share }) => share !== undefined && selected.has(share));
  };
  const chosen = (): readonly number[] => pick.selectedItems.flatMap(({ share }) => share ?? []);
  const add = async (text: string): Promise<void> => {
    const read = parseFractions(text);
    pick.prompt = read.kind === 'problem' ? read.problem : undefined;
    if (read.kind === 'problem') {
      return;
    }
    pick.value = '';
    const fresh = await fit(read.value.filter((share) => !known.some((each) => each.share === share)));
    known = [...known, ...fresh].toSorted((left, right) => right.share - left.share);
    draw(new Set([...chosen(), ...read.value]));
  };
  resources.add(pick.onDidChangeValue(() => (pick.prompt = undefined)));
  resources.add(pick.onDidTriggerButton(() => result.resolve({ kind: 'back' })));
  resources.add(pick.onDidHide(() => result.resolve({ kind: 'cancelled' })));
  resources.add(
    pick.onDidAccept(() => {
      const shares = chosen();
      if (pick.value.trim() !== '') {
        void add(pick.value).catch(result.reject);
      } else if (shares.length > 0) {
        result.resolve({ kind: 'chosen', value: shares.toSorted((left, right) => right - left) });
      }
    }),
  );
  pick.show();
  fit(usual).then((fits) => {
    known = fits;
    pick.busy = false;
    draw(new Set(fits.filter(({ fits: does }) => does).map(({ share }) => share)));
  }, result.reject);
  return await result.promise;
}

/** Those for which there is no room now stand below, with the reason. */
function itemsOf(known: readonly FractionFit[]): readonly FractionItem[] {
  const toItem = ({ share, text }: FractionFit): FractionItem => ({
    label: nameShare(share),
    description: text,
    share,
    alwaysShow: true,
  });
  const [fitting, others] = [known.filter(({ fits }) => fits), known.filter(({ fits }) => !fits)];
  const heading = { label: vscode.l10n.t('no room now'), kind: vscode.QuickPickItemKind.Separator };
  return [...fitting.map(toItem), ...(others.length === 0 ? [] : [heading, ...others.map(toItem)])];
}
