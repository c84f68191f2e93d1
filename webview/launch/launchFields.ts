import type { EngineOffer } from '../../src/protocol/agent.ts';
import type { LaunchChoices, LaunchField } from '../../src/protocol/panelLaunch.ts';
import type { LaunchStrings } from '../../src/protocol/panelStrings.ts';
import { choiceGroup, select, textField, type Choice, type Field } from '../components.ts';
import { element, setText } from '../dom.ts';
import { fill } from '../texts.ts';
import { Chips } from './chips.ts';
import { FormRow } from './formRow.ts';
import type { LaunchSession } from './launchSession.ts';

const presets = [
  { value: '1', label: '1' },
  { value: '0.5', label: '1/2' },
  { value: '0.25', label: '1/4' },
  { value: '0.125', label: '1/8' },
];
/** More models than this are left to the keyboard. */
const mostModels = 8;

type TextName = 'name' | 'model' | 'request' | 'limit';

/** The fields of the launch form. */
export class LaunchFields {
  readonly element = element('div', 'launch-fields');
  readonly #session: LaunchSession;
  readonly #texts: Readonly<Record<TextName, Field>>;
  readonly #engine = choiceGroup('launch-engine', (id) => this.#session.chooseEngine(id));
  readonly #enginesState = element('p', 'hint');
  readonly #device = select('launch-device', (device) => this.#session.edit({ device }));
  readonly #models = new Chips((model) => this.#session.edit({ model }));
  readonly #presets = new Chips((request) => this.#session.edit({ request }));
  readonly #rows: Readonly<Record<LaunchField, FormRow>>;

  constructor(session: LaunchSession, onEnter: () => void) {
    this.#session = session;
    this.#texts = {
      name: this.#textField('name', onEnter),
      model: this.#textField('model', onEnter),
      request: this.#textField('request', onEnter),
      limit: this.#textField('limit', onEnter),
    };
    this.#rows = {
      name: new FormRow('name', this.#texts.name),
      engine: new FormRow('engine', this.#engine, this.#enginesState),
      model: new FormRow('model', this.#texts.model, this.#models.element),
      request: new FormRow('request', this.#texts.request, this.#presets.element),
      limit: new FormRow('limit', this.#texts.limit),
      device: new FormRow('device', this.#device),
    };
    for (const [name, row] of Object.entries(this.#rows) as [LaunchField, FormRow][]) {
      row.element.addEventListener('focusout', ({ relatedTarget }) => {
        // a press on a suggestion stays in the field
        if (!(relatedTarget instanceof Node) || !row.element.contains(relatedTarget)) {
          session.touch(name);
        }
      });
      this.element.append(row.element);
    }
  }

  focus(field: LaunchField): void {
    (field === 'engine' ? this.#engine : field === 'device' ? this.#device : this.#texts[field]).focus();
  }

  render(strings: LaunchStrings): void {
    const { form, view, offer } = this.#session;
    const choices = view?.choices ?? { state: 'reading' };
    for (const name of ['name', 'model', 'request', 'limit'] as const) {
      this.#texts[name].setLabel(strings[name]);
      this.#texts[name].setValue(form[name]);
    }
    this.#engine.setLabel(strings.engine);
    this.#engine.setChoices(
      choices.state === 'read' ? choices.engines.map((engine) => engineChoice(engine, strings)) : [],
      form.engine,
    );
    const enginesState = enginesText(choices, strings);
    setText(this.#enginesState, enginesState);
    this.#enginesState.hidden = enginesState === '';
    this.#models.render(
      strings.models,
      (offer?.models ?? []).slice(0, mostModels).map((model) => ({ value: model, label: lastPart(model), title: model })),
      form.model,
    );
    this.#presets.render(strings.presets, presets, form.request.trim());
    this.#device.setLabel(strings.device);
    this.#device.setChoices(
      [
        { value: '', label: strings.anyDevice, isEnabled: true },
        ...(choices.state === 'read'
          ? choices.devices.map(({ uuid, label, isUsable }) => ({ value: uuid, label, isEnabled: isUsable }))
          : []),
      ],
      form.device,
    );
    const hints: Readonly<Record<LaunchField, string>> = {
      name: strings.nameHint,
      engine: '',
      model: offer?.modelFormat === 'huggingFace' ? strings.modelHintHuggingFace : strings.modelHintGguf,
      request: strings.requestHint,
      limit: strings.limitHint,
      device: '',
    };
    for (const [name, row] of Object.entries(this.#rows) as [LaunchField, FormRow][]) {
      row.render(hints[name], this.#session.remarksOn(name));
    }
  }

  #textField(name: TextName, onEnter: () => void): Field {
    const field = textField('');
    field.onInput(() => this.#session.edit({ [name]: field.value }));
    field.onEnter(onEnter);
    return field;
  }
}

function engineChoice({ id, label, state, detail, downloadSize }: EngineOffer, strings: LaunchStrings): Choice {
  const download = state === 'installable' && downloadSize !== undefined ? fill(strings.engineDownload, downloadSize) : '';
  const words = [download, detail].filter((word) => word !== '');
  return { value: id, label, isEnabled: state !== 'missing', ...(words.length > 0 && { detail: words.join(' · ') }) };
}

function enginesText(choices: LaunchChoices, strings: LaunchStrings): string {
  switch (choices.state) {
    case 'reading':
      return strings.enginesReading;
    case 'unreadable':
      return fill(strings.enginesUnreadable, choices.message);
    case 'read':
      return choices.engines.length === 0 ? strings.enginesNone : '';
  }
}

function lastPart(path: string): string {
  return path.startsWith('/') ? path.slice(path.lastIndexOf('/') + 1) : path;
}
