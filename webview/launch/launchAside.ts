import type { LaunchOutlook } from '../../src/protocol/panelLaunch.ts';
import type { PanelStrings } from '../../src/protocol/panelStrings.ts';
import { button } from '../components.ts';
import { element, icon, setAttribute, setText } from '../dom.ts';
import { fill } from '../texts.ts';
import type { LaunchSession } from './launchSession.ts';

/** Beside the fields: what they mean on this machine, and the manifest that they render. */
export class LaunchAside {
  readonly element = element('div', 'launch-aside');
  readonly #session: LaunchSession;
  readonly #outlookTitle = element('h2');
  readonly #outlook = element('div', 'outlook');
  readonly #meaning = element('p', 'meaning');
  readonly #stateIcon = icon('blank');
  readonly #state = element('span');
  readonly #notes = element('ul', 'notes');
  readonly #manifestTitle = element('h2');
  readonly #manifestHint = element('p', 'hint');
  readonly #manifest = element('pre', 'manifest');
  readonly #saveAs = button({ icon: 'save-as', rank: 'secondary', onClick: () => this.#session.keepManifest('file') });
  readonly #untitled = button({ icon: 'new-file', rank: 'secondary', onClick: () => this.#session.keepManifest('untitled') });

  constructor(session: LaunchSession) {
    this.#session = session;
    this.#outlook.setAttribute('role', 'status');
    this.#outlook.append(this.#meaning, element('p', 'outlook-state', this.#stateIcon, this.#state), this.#notes);
    this.#manifest.tabIndex = 0;
    this.#manifest.setAttribute('role', 'region');
    const buttons = element('div', 'buttons', this.#saveAs.element, this.#untitled.element);
    this.element.append(this.#outlookTitle, this.#outlook, this.#manifestTitle, this.#manifestHint, this.#manifest, buttons);
  }

  render(strings: PanelStrings): void {
    const { launch } = strings;
    const { view } = this.#session;
    setText(this.#outlookTitle, launch.outlook);
    this.#renderOutlook(view?.outlook ?? { state: 'unknown' }, strings);
    setText(this.#manifestTitle, launch.manifest);
    setText(this.#manifestHint, launch.manifestHint);
    setText(this.#manifest, view?.manifest ?? '');
    setAttribute(this.#manifest, 'aria-label', launch.manifest);
    this.#saveAs.setLabel(launch.saveAs);
    this.#untitled.setLabel(launch.openUntitled);
  }

  #renderOutlook(outlook: LaunchOutlook, strings: PanelStrings): void {
    const { launch } = strings;
    const isPlanned = outlook.state === 'fits' || outlook.state === 'refused';
    const problems = isPlanned ? outlook.problems : [];
    this.#outlook.dataset['state'] = problems.length > 0 ? 'refused' : outlook.state;
    setText(this.#meaning, isPlanned ? outlook.meaning : '');
    this.#meaning.hidden = !isPlanned;
    this.#stateIcon.className = `codicon codicon-${stateIcons[outlook.state]}`;
    setText(
      this.#state,
      outlook.state === 'unreadable'
        ? fill(launch.outlookUnreadable, outlook.message)
        : isPlanned
          ? outlook.text
          : launch.outlookUnknown,
    );
    const notes = [
      ...problems.map((text) => ({ text, iconName: 'warning' })),
      ...(isPlanned ? outlook.notes : []).map((text) => ({ text, iconName: 'info' })),
    ];
    const key = JSON.stringify(notes);
    if (this.#notes.dataset['shown'] !== key) {
      this.#notes.dataset['shown'] = key;
      this.#notes.replaceChildren(
        ...notes.map(({ text, iconName }) => element('li', iconName, icon(iconName), element('span', '', text))),
      );
    }
    this.#notes.ariaLabel = strings.notes;
    this.#notes.hidden = notes.length === 0;
  }
}

const stateIcons: Readonly<Record<LaunchOutlook['state'], string>> = {
  unknown: 'circle-outline',
  unreadable: 'question',
  fits: 'pass',
  refused: 'error',
};
