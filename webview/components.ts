import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField, type TextField } from '@vscode/webview-ui-toolkit';
import { element, icon, setText, setTitle } from './dom.ts';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());

export interface ButtonOptions {
  readonly icon: string;
  readonly rank: 'primary' | 'secondary';
  /** The label is read out and is the hint; only the icon is seen. */
  readonly isIconOnly?: boolean;
  readonly onClick: () => void;
}

/** A button whose label is set later, by `setLabel`. */
export interface Button {
  readonly element: HTMLElement;
  readonly setLabel: (label: string) => void;
  readonly setEnabled: (isEnabled: boolean) => void;
}

/** One line of text with a label above it. */
export interface Field {
  readonly element: HTMLElement;
  readonly value: string;
  readonly setValue: (value: string) => void;
  readonly setLabel: (label: string) => void;
  readonly setInvalid: (isInvalid: boolean) => void;
  /** Elements that say more about the field, in the order in which they are read out. */
  readonly describeBy: (elements: readonly HTMLElement[]) => void;
  readonly onInput: (listener: () => void) => void;
  readonly onEnter: (listener: () => void) => void;
  readonly focus: () => void;
}

export function button(options: ButtonOptions): Button {
  const node = document.createElement('vscode-button');
  const start = icon(options.icon);
  // Text, not an element: the library sizes slotted elements as icons.
  const label = document.createTextNode('');
  if (options.isIconOnly !== true) {
    start.slot = 'start';
  }
  node.setAttribute('appearance', options.rank);
  node.append(start, label);
  node.addEventListener('click', options.onClick);
  return {
    element: node,
    setLabel: (text) => {
      if (options.isIconOnly === true) {
        node.ariaLabel = text;
        setTitle(node, text);
      } else {
        setText(label, text);
      }
    },
    setEnabled: (isEnabled) => node.toggleAttribute('disabled', !isEnabled),
  };
}

export function textField(value: string): Field {
  const node = document.createElement('vscode-text-field') as TextField;
  const label = element('span');
  node.append(label);
  node.value = value;
  node.addEventListener('keydown', keepSelectAll);
  return {
    element: node,
    get value() {
      return node.value;
    },
    setLabel: (text) => {
      setText(label, text);
      // The library's own label is slotted, which not every screen reader follows.
      node.ariaLabel = text;
    },
    setInvalid: (isInvalid) => {
      node.classList.toggle('invalid', isInvalid);
      node.ariaInvalid = String(isInvalid);
    },
    setValue: (text) => {
      if (node.value !== text) {
        node.value = text;
      }
    },
    describeBy: (elements) => {
      // The library's own input is in a shadow tree, which ids do not reach.
      const input = node.shadowRoot?.querySelector('input');
      if (input !== null && input !== undefined) {
        input.ariaDescribedByElements = elements;
      }
    },
    onInput: (listener) => node.addEventListener('input', listener),
    onEnter: (listener) =>
      node.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') {
          // The listener may move the focus to a button, which the same key would press.
          event.preventDefault();
          listener();
        }
      }),
    focus: () => node.focus(),
  };
}

/** VS Code would select all once more, late: over what was typed in the meantime, which the next key then replaces. */
function keepSelectAll(event: KeyboardEvent): void {
  if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    event.stopPropagation();
  }
}

/** One choice of a group; one that cannot be taken stays in sight with the reason. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
  readonly isEnabled: boolean;
}

/** Radio buttons in a group with a name. */
export interface ChoiceGroup {
  readonly element: HTMLElement;
  readonly setLabel: (label: string) => void;
  /** Draws the choices anew only where they changed. */
  readonly setChoices: (choices: readonly Choice[], value: string) => void;
  readonly setInvalid: (isInvalid: boolean) => void;
  readonly describeBy: (elements: readonly HTMLElement[]) => void;
  readonly focus: () => void;
}

/** Native radio buttons: those of the library hide what is disabled from the keyboard and from screen readers. */
export function choiceGroup(name: string, onChoose: (value: string) => void): ChoiceGroup {
  const legend = element('legend');
  const rows = element('div', 'choices');
  const node = element('fieldset', 'choice-group', legend, rows);
  let shown = '';
  const inputs = (): HTMLInputElement[] => [...rows.querySelectorAll('input')];
  return {
    element: node,
    setLabel: (text) => setText(legend, text),
    setChoices: (choices, value) => {
      const key = JSON.stringify(choices);
      if (key !== shown) {
        const focused = inputs().find((input) => input === document.activeElement)?.value;
        shown = key;
        rows.replaceChildren(...choices.map((choice, index) => choiceRow(choice, `${name}-${index}`, name, onChoose)));
        inputs()
          .find((input) => input.value === focused)
          ?.focus();
      }
      for (const input of inputs()) {
        input.checked = input.value === value;
      }
    },
    setInvalid: (isInvalid) => node.classList.toggle('invalid', isInvalid),
    describeBy: (elements) => {
      node.ariaDescribedByElements = elements;
    },
    focus: () => (inputs().find((input) => input.checked) ?? inputs().find((input) => !input.disabled))?.focus(),
  };
}

function choiceRow(
  { value, label, detail, isEnabled }: Choice,
  id: string,
  name: string,
  onChoose: (value: string) => void,
): HTMLElement {
  const input = element('input');
  const text = element('label', '', label);
  const more = element('span', 'choice-detail', detail ?? '');
  Object.assign(input, { type: 'radio', id, name, value, disabled: !isEnabled });
  Object.assign(more, { id: `${id}-detail`, hidden: detail === undefined });
  text.htmlFor = id;
  input.setAttribute('aria-describedby', more.id);
  input.addEventListener('change', () => onChoose(value));
  return element('div', `choice${isEnabled ? '' : ' disabled'}`, input, element('div', '', text, more));
}

/** One of several in a closed list. */
export interface Select {
  readonly element: HTMLElement;
  readonly setLabel: (label: string) => void;
  readonly setChoices: (choices: readonly Choice[], value: string) => void;
  readonly focus: () => void;
}

/** The native list, in the look of the editor's. */
export function select(id: string, onChoose: (value: string) => void): Select {
  const label = element('label');
  const node = element('select');
  let shown = '';
  node.id = id;
  label.htmlFor = id;
  node.addEventListener('change', () => onChoose(node.value));
  return {
    element: element('div', 'select', label, node),
    setLabel: (text) => setText(label, text),
    setChoices: (choices, value) => {
      const key = JSON.stringify(choices);
      if (key !== shown) {
        shown = key;
        node.replaceChildren(...choices.map((choice) => new Option(choice.label, choice.value)));
        choices.forEach(({ isEnabled }, index) => node.options[index]?.toggleAttribute('disabled', !isEnabled));
      }
      node.value = value;
    },
    focus: () => node.focus(),
  };
}
