import type { PanelConnection } from '../src/protocol/panel.ts';
import { button, type Button } from './components.ts';
import { element, setText } from './dom.ts';
import { fill, type Texts } from './texts.ts';

/** Says that the agent does not answer, above content that stays. */
export class Banner {
  readonly element = element('div', 'banner');
  readonly #icon = element('span');
  readonly #text = element('span', 'banner-text');
  readonly #reconnect: Button;

  constructor(reconnect: () => void) {
    this.#reconnect = button({ icon: 'refresh', rank: 'secondary', onClick: reconnect });
    this.#icon.ariaHidden = 'true';
    this.element.setAttribute('role', 'status');
    this.element.append(this.#icon, this.#text, this.#reconnect.element);
  }

  render(connection: PanelConnection, texts: Texts): void {
    const { strings } = texts;
    this.element.hidden = connection.state === 'connected';
    const failure = connection.state === 'disconnected' ? connection.message : undefined;
    const calmText = connection.state === 'connecting' ? strings.connecting : strings.disconnected;
    setText(this.#text, failure === undefined ? calmText : fill(strings.unreachable, failure));
    this.#icon.className = `codicon ${failure === undefined ? 'codicon-loading codicon-modifier-spin' : 'codicon-debug-disconnect'}`;
    this.#reconnect.setLabel(strings.reconnect);
    this.#reconnect.element.hidden = failure === undefined;
  }
}
