import * as vscode from 'vscode';
import type { Parsed } from '../../gpu/parsed.ts';
import { DisposableStore } from '../disposables.ts';

/** What a step ended with; `back` only where a step comes before it. */
export type StepResult<T> =
  | { readonly kind: 'chosen'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancelled' };

export interface StepItem<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

interface PickStep<T> extends StepPlace {
  readonly placeholder: string;
  /** Shown while the items are on their way. */
  readonly busyPlaceholder: string;
  /** What the user should know before picking; shown below the input. */
  readonly prompt?: Promise<string | undefined>;
  readonly items: Promise<readonly (StepItem<T> | vscode.QuickPickItem)[]>;
}

/** Lets the user pick one item; rejects when the items do. */
export async function pickStep<T>(options: PickStep<T>): Promise<StepResult<T>> {
  using resources = new DisposableStore();
  const pick = resources.add(vscode.window.createQuickPick<StepItem<T> | vscode.QuickPickItem>());
  pick.title = options.title;
  pick.step = options.step;
  pick.totalSteps = options.totalSteps;
  pick.buttons = options.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  pick.placeholder = options.busyPlaceholder;
  pick.busy = true;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;

  const result = Promise.withResolvers<StepResult<T>>();
  resources.add(
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item !== undefined && 'value' in item) {
        result.resolve({ kind: 'chosen', value: item.value });
      }
    }),
  );
  resources.add(pick.onDidTriggerButton(() => result.resolve({ kind: 'back' })));
  resources.add(pick.onDidHide(() => result.resolve({ kind: 'cancelled' })));
  pick.show();
  Promise.all([options.items, options.prompt]).then(([items, prompt]) => {
    pick.items = items;
    pick.prompt = prompt;
    pick.placeholder = options.placeholder;
    pick.busy = false;
  }, result.reject);
  return await result.promise;
}

interface InputStep<T> extends StepPlace {
  readonly prompt: string;
  readonly placeholder: string;
  /** The value, with what the user should know of how it was read, or what is wrong with the text. */
  readonly read: (text: string) => Parsed<T> & { readonly note?: string | undefined };
}

/** Asks for a text; it cannot be accepted while `read` finds a problem in it. */
export async function inputStep<T>(options: InputStep<T>): Promise<StepResult<T>> {
  using resources = new DisposableStore();
  const input = resources.add(vscode.window.createInputBox());
  input.title = options.title;
  input.step = options.step;
  input.totalSteps = options.totalSteps;
  input.buttons = [vscode.QuickInputButtons.Back];
  input.prompt = options.prompt;
  input.placeholder = options.placeholder;
  input.ignoreFocusOut = true;

  const result = Promise.withResolvers<StepResult<T>>();
  resources.add(
    input.onDidChangeValue((text) => {
      const read = text.trim() === '' ? undefined : options.read(text);
      input.validationMessage = read?.kind === 'problem' ? read.problem : information(read?.note);
    }),
  );
  resources.add(
    input.onDidAccept(() => {
      const read = options.read(input.value);
      if (read.kind === 'value') {
        result.resolve({ kind: 'chosen', value: read.value });
      } else {
        input.validationMessage = read.problem;
      }
    }),
  );
  resources.add(input.onDidTriggerButton(() => result.resolve({ kind: 'back' })));
  resources.add(input.onDidHide(() => result.resolve({ kind: 'cancelled' })));
  input.show();
  return await result.promise;
}

function information(message: string | undefined): vscode.InputBoxValidationMessage | undefined {
  return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
}
