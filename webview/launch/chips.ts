import { element, setAttribute, setText, setTitle } from '../dom.ts';

export interface Chip {
  readonly value: string;
  readonly label: string;
  readonly title?: string;
}

/** Values that one press puts into a field. */
export class Chips {
  readonly element = element('div', 'chips');
  readonly #onChoose: (value: string) => void;

  constructor(onChoose: (value: string) => void) {
    this.#onChoose = onChoose;
    this.element.setAttribute('role', 'group');
  }

  render(label: string, chips: readonly Chip[], value: string): void {
    this.element.hidden = chips.length === 0;
    setAttribute(this.element, 'aria-label', label);
    while (this.element.children.length > chips.length) {
      this.element.lastElementChild?.remove();
    }
    chips.forEach((chip, index) => {
      const node = (this.element.children[index] as HTMLButtonElement | undefined) ?? this.#add();
      node.dataset['value'] = chip.value;
      setText(node, chip.label);
      setTitle(node, chip.title ?? '');
      setAttribute(node, 'aria-pressed', String(chip.value === value));
    });
  }

  #add(): HTMLButtonElement {
    const node = element('button', 'chip');
    node.type = 'button';
    node.addEventListener('click', () => this.#onChoose(node.dataset['value'] ?? ''));
    return this.element.appendChild(node);
  }
}
