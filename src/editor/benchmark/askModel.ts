import * as vscode from 'vscode';
import type { SweepModel } from '../../load/sweep/sweepPlan.ts';
import type { EngineOffer, Job } from '../../protocol/agent.ts';
import { pickStep, type StepItem, type StepPlace } from '../deploy/quickSteps.ts';
import { CancelledError } from '../errors.ts';
import { chosen } from './askNumber.ts';
import { shortModel } from './headline.ts';
import { isMeasurable } from './findJob.ts';
import type { BenchmarkServices } from './registerBenchmark.ts';
import { modelOfJob } from './sweepModels.ts';

type Answer =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'model'; readonly model: SweepModel }
  | { readonly kind: 'manifest' };

/** "Which model?": of the jobs that run, of the models that engines have here, or of a manifest, whose file is answered. Rejects when the user gives up. */
export async function askModel(
  { target }: Pick<BenchmarkServices, 'target'>,
  place: StepPlace,
): Promise<SweepModel | vscode.Uri> {
  const items = Promise.all([target.jobs(), target.engines()]).then(([jobs, engines]) => itemsOf(jobs, engines));
  const placeholder = vscode.l10n.t('Which model?');
  const busyPlaceholder = vscode.l10n.t('Looking for models…');
  const answer = chosen(await pickStep<Answer>({ ...place, placeholder, busyPlaceholder, items }));
  switch (answer.kind) {
    case 'job':
      return await modelOfJob(answer.job);
    case 'model':
      return answer.model;
    case 'manifest':
      return await pickManifest();
  }
}

function itemsOf(jobs: readonly Job[], engines: readonly EngineOffer[]): readonly (StepItem<Answer> | vscode.QuickPickItem)[] {
  const running = jobs.filter(isMeasurable);
  const ready = engines.filter(({ state }) => state !== 'missing');
  return [
    ...(running.length === 0 ? [] : [separator(vscode.l10n.t('Jobs'))]),
    ...running.map((job): StepItem<Answer> => {
      const description = `${shortModel(job.model)} · ${job.engine?.label ?? ''}`;
      return { label: job.name, description, value: { kind: 'job', job } };
    }),
    separator(vscode.l10n.t('Models of this machine')),
    ...ready.flatMap(({ id, label, models }) =>
      models.map((model): StepItem<Answer> => {
        const value = { kind: 'model', model: { engine: id, model } } as const;
        return { label: shortModel(model), description: `${label} · ${model}`, value };
      }),
    ),
    separator(''),
    { label: vscode.l10n.t('From a manifest…'), value: { kind: 'manifest' } },
  ];
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function pickManifest(): Promise<vscode.Uri> {
  const found = await vscode.workspace.findFiles('**/*.{yaml,yml}', '**/{node_modules,.git}/**', 500);
  if (found.length === 0) {
    throw new Error(vscode.l10n.t('There is no YAML file here. Open a folder that has a manifest.'));
  }
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const options = { title: vscode.l10n.t('Which manifest?') };
  const picked = await vscode.window.showQuickPick(
    items.toSorted((a, b) => a.label.localeCompare(b.label)),
    options,
  );
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.uri;
}
