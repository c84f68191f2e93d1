import { button, type Button } from './components.ts';
import { element, icon, setText } from './dom.ts';
import type { Texts } from './texts.ts';

/** What a newcomer sees: that there is nothing, and how to get something. */
export class EmptyState {
  readonly element = element('main', 'empty');
  readonly #title = element('h1');
  readonly #hint = element('p');
  readonly #launch: Button;
  readonly #deploy: Button;

  constructor({ openLaunch, deploy }: { readonly openLaunch: () => void; readonly deploy: () => void }) {
    this.#launch = button({ icon: 'add', rank: 'primary', onClick: openLaunch });
    this.#deploy = button({ icon: 'rocket', rank: 'secondary', onClick: deploy });
    const buttons = element('div', 'buttons', this.#launch.element, this.#deploy.element);
    this.element.append(icon('graph-line', 'empty-icon'), this.#title, this.#hint, buttons);
  }

  render(texts: Texts): void {
    setText(this.#title, texts.strings.empty);
    setText(this.#hint, texts.strings.emptyHint);
    this.#launch.setLabel(texts.strings.launch.open);
    this.#deploy.setLabel(texts.strings.deploy);
  }
}
