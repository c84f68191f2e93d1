import { button } from '../components.ts';
import { element, icon, setText } from '../dom.ts';
import type { LaunchField } from '../../src/protocol/panelLaunch.ts';
import type { Texts } from '../texts.ts';
import { LaunchAside } from './launchAside.ts';
import { LaunchFields } from './launchFields.ts';
import type { LaunchSession } from './launchSession.ts';

/** The form that launches an engine on a part of a GPU: one page, fields at the left, what they mean at the right. */
export class LaunchPage {
  readonly element = element('main', 'launch-page');
  readonly #session: LaunchSession;
  readonly #title = element('h1');
  readonly #problem = element('p', 'problem');
  readonly #problemText = element('span');
  readonly #fields: LaunchFields;
  readonly #aside: LaunchAside;
  readonly #launch = button({ icon: 'rocket', rank: 'primary', onClick: () => this.#submit() });
  readonly #cancel: ReturnType<typeof button>;

  constructor(session: LaunchSession, cancel: () => void) {
    this.#session = session;
    this.#fields = new LaunchFields(session, () => this.#submit());
    this.#aside = new LaunchAside(session);
    this.#cancel = button({ icon: 'close', rank: 'secondary', onClick: cancel });
    this.#problem.setAttribute('role', 'alert');
    this.#problem.append(icon('error'), this.#problemText);
    this.element.append(
      this.#title,
      this.#problem,
      this.#fields.element,
      element('div', 'buttons launch-buttons', this.#launch.element, this.#cancel.element),
      this.#aside.element,
    );
    this.element.addEventListener('keydown', ({ key, defaultPrevented }) => {
      if (key === 'Escape' && !defaultPrevented) {
        cancel();
      }
    });
  }

  /** Never from the editor into the panel. */
  focus(field: LaunchField | undefined): void {
    if (field !== undefined && document.hasFocus()) {
      this.#fields.focus(field);
    }
  }

  render(texts: Texts): void {
    const { strings } = texts;
    const { launch } = strings;
    const { view, isLaunching } = this.#session;
    setText(this.#title, launch.title);
    this.#fields.render(launch);
    this.#aside.render(strings);
    this.#launch.setLabel(isLaunching ? launch.starting : launch.start);
    this.#cancel.setLabel(strings.cancel);
    const whole = this.#session.remarksOn(null).map(({ message }) => message);
    const refusal = view?.progress.state === 'refused' ? [view.progress.message] : [];
    const problem = [...refusal, ...whole].join(' ');
    setText(this.#problemText, problem);
    this.#problem.hidden = problem === '';
  }

  #submit(): void {
    this.focus(this.#session.launch());
  }
}
