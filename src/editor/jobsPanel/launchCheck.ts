import * as l10n from '@vscode/l10n';
import type { CheckOptions } from '../../manifest/checkOptions.ts';
import type { LiveManifest } from '../../manifest/liveManifest.ts';
import type { ManifestField, renderManifest } from '../../manifest/renderManifest.ts';
import type { EngineOffer } from '../../protocol/agent.ts';
import type { LaunchChoices, LaunchField, LaunchForm, LaunchRemark } from '../../protocol/panelLaunch.ts';
import type { Deployment } from '../../target/target.ts';

/** The parts of the manifest floor that a form needs, which load on first use. */
export interface ManifestFloor {
  readonly render: typeof renderManifest;
  readonly live: LiveManifest;
}

export interface CheckedForm {
  readonly manifest: string;
  readonly remarks: readonly LaunchRemark[];
  /** Absent where an error forbids it. */
  readonly deployment?: Deployment;
}

const fields: Readonly<Record<ManifestField, LaunchField>> = {
  name: 'name',
  image: 'engine',
  model: 'model',
  request: 'request',
  limit: 'limit',
};

export async function loadManifestFloor(options?: CheckOptions): Promise<ManifestFloor> {
  const [{ LiveManifest }, { renderManifest }] = await Promise.all([
    import('../../manifest/liveManifest.ts'),
    import('../../manifest/renderManifest.ts'),
  ]);
  return { render: renderManifest, live: new LiveManifest(options) };
}

/** Renders a form and checks the text by the rules of manifests; what they find stands on the field that it comes from. `home`: what `~` means. */
export function checkLaunch(
  form: LaunchForm,
  choices: LaunchChoices,
  { render, live }: ManifestFloor,
  home: string,
): CheckedForm {
  const offer = choices.state === 'read' ? choices.engines.find(({ id }) => id === form.engine) : undefined;
  const rendered = render({
    name: form.name.trim(),
    image: offer?.image ?? '',
    model: form.model.trim().replace(/^~(?=\/)/, home),
    request: form.request,
    limit: form.limit,
  });
  const { findings, workloads } = live.check(rendered.text);
  // Without an engine there is no image yet: that none is chosen is said already.
  const told = offer === undefined ? findings.filter(({ rule }) => rule !== 'image') : findings;
  const found = told.map(({ severity, message, range }): LaunchRemark => {
    const field = rendered.fieldOfLine(range.start.line);
    return { field: field === undefined ? null : fields[field], severity, message };
  });
  const remarks = [...missingChoices(form, choices, offer), ...found];
  const [workload] = workloads;
  if (workload?.result.kind !== 'request' || offer === undefined || remarks.some(({ severity }) => severity === 'error')) {
    return { manifest: rendered.text, remarks };
  }
  const options = { engine: offer.id, ...(form.device !== '' && { deviceUuid: form.device }) };
  return {
    manifest: rendered.text,
    remarks,
    deployment: { workload: workload.workload, request: workload.result.request, options },
  };
}

/** What a launch needs and no rule of manifests knows of. */
function missingChoices(form: LaunchForm, choices: LaunchChoices, offer: EngineOffer | undefined): readonly LaunchRemark[] {
  const error = (field: LaunchField, message: string): LaunchRemark => ({ field, severity: 'error', message });
  const remarks: LaunchRemark[] = [];
  if (choices.state === 'reading') {
    remarks.push(error('engine', l10n.t('The engines of this machine are still being looked for.')));
  } else if (choices.state === 'unreadable') {
    remarks.push(error('engine', choices.message));
  } else if (offer === undefined) {
    remarks.push(error('engine', l10n.t('No engine is chosen. Choose one that this machine has.')));
  } else if (offer?.state === 'missing') {
    remarks.push(error('engine', l10n.t('{0} cannot run on this machine. {1}', offer.label, offer.detail)));
  }
  if (form.model.trim() === '') {
    remarks.push(error('model', l10n.t('No model is named. Choose one of this machine, or write the path of a file.')));
  }
  return remarks;
}
