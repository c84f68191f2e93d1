import { button, type Button } from './components.ts';
import { element, icon, setText } from './dom.ts';
import type { Texts } from './texts.ts';

/** What a newcomer sees: that there is nothing, and how to get something. */
export class EmptyState {
  readonly element = element('main', 'empty');
  readonly #title = element('h1');
  readonly #hint = element('p');
  readonly #deploy: Button;

  constructor(deploy: () => void) {
    this.#deploy = button({ icon: 'rocket', rank: 'primary', onClick: deploy });
    this.element.append(icon('graph-line', 'empty-icon'), this.#title, this.#hint, this.#deploy.element);
  }

  render(texts: Texts): void {
    setText(this.#title, texts.strings.empty);
    setText(this.#hint, texts.strings.emptyHint);
    this.#deploy.setLabel(texts.strings.deploy);
  }
}
