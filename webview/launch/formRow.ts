import type { LaunchRemark } from '../../src/protocol/panelLaunch.ts';
import { element, icon, setText } from '../dom.ts';

/** What a row needs of its control. */
export interface RowControl {
  readonly element: HTMLElement;
  readonly setInvalid?: (isInvalid: boolean) => void;
  readonly describeBy?: (elements: readonly HTMLElement[]) => void;
}

/** One field of a form with what helps to fill it in and what is wrong with it, both tied to the control. */
export class FormRow {
  readonly element = element('div', 'form-row');
  readonly #control: RowControl;
  readonly #hint = element('p', 'hint');
  readonly #remark = element('p', 'remark');
  readonly #icon = icon('blank');
  readonly #text = element('span');

  constructor(name: string, control: RowControl, ...extras: readonly HTMLElement[]) {
    this.#control = control;
    this.element.dataset['field'] = name;
    this.#hint.id = `launch-${name}-hint`;
    this.#remark.id = `launch-${name}-remark`;
    this.#remark.setAttribute('role', 'alert');
    this.#remark.setAttribute('aria-live', 'polite');
    this.#remark.append(this.#icon, this.#text);
    this.element.append(control.element, ...extras, this.#hint, this.#remark);
  }

  render(hint: string, remarks: readonly LaunchRemark[]): void {
    const errors = remarks.filter(({ severity }) => severity === 'error');
    const told = errors.length > 0 ? errors : remarks;
    setText(this.#hint, hint);
    this.#hint.hidden = hint === '';
    setText(this.#text, told.map(({ message }) => message).join(' '));
    this.#icon.className = `codicon codicon-${errors.length > 0 ? 'error' : 'warning'}`;
    this.#icon.hidden = told.length === 0;
    this.#remark.classList.toggle('error', errors.length > 0);
    this.#control.setInvalid?.(errors.length > 0);
    this.#control.describeBy?.([...(hint === '' ? [] : [this.#hint]), ...(told.length === 0 ? [] : [this.#remark])]);
  }
}
