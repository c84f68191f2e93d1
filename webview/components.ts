import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField, type TextField } from '@vscode/webview-ui-toolkit';
import { element, icon, setText } from './dom.ts';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());

export interface ButtonOptions {
  readonly icon: string;
  readonly rank: 'primary' | 'secondary';
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
  readonly setLabel: (label: string) => void;
  readonly setInvalid: (isInvalid: boolean) => void;
  readonly onInput: (listener: () => void) => void;
  readonly onEnter: (listener: () => void) => void;
  readonly focus: () => void;
}

export function button(options: ButtonOptions): Button {
  const node = document.createElement('vscode-button');
  const start = icon(options.icon);
  // Text, not an element: the library sizes slotted elements as icons.
  const label = document.createTextNode('');
  start.slot = 'start';
  node.setAttribute('appearance', options.rank);
  node.append(start, label);
  node.addEventListener('click', options.onClick);
  return {
    element: node,
    setLabel: (text) => setText(label, text),
    setEnabled: (isEnabled) => node.toggleAttribute('disabled', !isEnabled),
  };
}

export function textField(value: string): Field {
  const node = document.createElement('vscode-text-field') as TextField;
  const label = element('span');
  node.append(label);
  node.value = value;
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
