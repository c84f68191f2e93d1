import * as vscode from 'vscode';
import type { Parsed } from '../../gpu/parsed.ts';
import { DisposableStore } from '../disposables.ts';
import { keepPlaces } from './keepPlaces.ts';

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

interface PickTexts extends StepPlace {
  readonly placeholder: string;
  /** Shown while the items are on their way. */
  readonly busyPlaceholder: string;
}

interface PickStep<T> extends PickTexts {
  /** What the user should know before picking; shown below the input. */
  readonly prompt?: Promise<string | undefined>;
  readonly items: Promise<readonly (StepItem<T> | vscode.QuickPickItem)[]>;
}

/** Lets the user pick one item; rejects when the items do. */
export async function pickStep<T>(options: PickStep<T>): Promise<StepResult<T>> {
  using resources = new DisposableStore();
  const { pick, result } = openPick<T>(options, resources);
  Promise.all([options.items, options.prompt]).then(([items, prompt]) => {
    pick.items = items;
    pick.prompt = prompt;
    pick.placeholder = options.placeholder;
    pick.busy = false;
  }, result.reject);
  return await result.promise;
}

/** An item that stays the same one while its text changes; without a value it cannot be picked. */
export type LiveItem<T> = vscode.QuickPickItem & { readonly id: string; readonly value?: T };

interface LivePickStep<T> extends PickTexts {
  /** Offers what is typed as an item of its own; undefined for what cannot be taken. */
  readonly typed?: (text: string) => LiveItem<T> | undefined;
  /** Shows items as they come until it resolves; aborted when the user has picked. A rejection is that of the step. */
  readonly show: (show: (items: readonly LiveItem<T>[]) => void, signal: AbortSignal) => Promise<void>;
}

/** Lets the user pick one of items that come and change while the list is open; what is under the keyboard or the mouse stays there. */
export async function livePickStep<T>(options: LivePickStep<T>): Promise<StepResult<T>> {
  using resources = new DisposableStore();
  const { pick, result } = openPick<T>(options, resources);
  const closing = new AbortController();
  resources.add({ dispose: () => closing.abort() });
  let items: readonly LiveItem<T>[] = [];
  let drawn: readonly LiveItem<T>[] = [];
  let hasMoved = false;
  const draw = (): void => {
    const typed = pick.value.trim() === '' ? undefined : options.typed?.(pick.value.trim());
    const [active] = pick.activeItems as readonly Partial<LiveItem<T>>[];
    drawn = keepPlaces(drawn, typed === undefined ? items : [...items, typed]);
    pick.items = drawn;
    const again = hasMoved ? drawn.find(({ id }) => id === active?.id) : undefined;
    if (again !== undefined) {
      pick.activeItems = [again];
    }
  };
  resources.add(pick.onDidChangeActive(([item]) => (hasMoved = item !== undefined && item !== pick.items[0])));
  resources.add(pick.onDidChangeValue(draw));
  pick.keepScrollPosition = true;
  options
    .show((next) => {
      if (!closing.signal.aborted) {
        items = next;
        pick.placeholder = options.placeholder;
        draw();
      }
    }, closing.signal)
    .then(
      () => {
        if (!closing.signal.aborted) {
          pick.placeholder = options.placeholder;
          pick.busy = false;
        }
      },
      (error: unknown) => result.reject(error),
    );
  return await result.promise;
}

interface OpenPick<T> {
  readonly pick: vscode.QuickPick<StepItem<T> | vscode.QuickPickItem>;
  readonly result: PromiseWithResolvers<StepResult<T>>;
}

function openPick<T>(options: PickTexts, resources: DisposableStore): OpenPick<T> {
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
  return { pick, result };
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
