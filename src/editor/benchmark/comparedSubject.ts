import * as vscode from 'vscode';
import type { SweepModel } from '../../load/sweep/sweepPlan.ts';
import { askWhere, type Where } from '../deploy/cluster/askWhere.ts';
import { findContext } from '../deploy/findContext.ts';
import { DeployError } from '../deploy/deployError.ts';
import { readManifestText } from '../deploy/manifestText.ts';
import type { StepPlace } from '../deploy/quickSteps.ts';
import type { CompareChoices, CompareSubject } from '../ids.ts';
import { jobIdOf } from '../jobs/jobArgument.ts';
import { askModel } from './askModel.ts';
import { chosen } from './askNumber.ts';
import type { BenchmarkedContext } from './benchmarkFile.ts';
import { chooseComparedManifest, type ComparedManifest } from './comparedManifest.ts';
import { fitFractions, type FractionFit } from './fractionFits.ts';
import { shortModel } from './headline.ts';
import type { BenchmarkServices } from './registerBenchmark.ts';
import { modelHere, modelOfJob, modelThere } from './sweepModels.ts';

/** What is compared, and where. */
export interface ComparedSubject {
  readonly name: string;
  readonly model: SweepModel;
  /** Of this machine; absent: the target chooses. */
  readonly deviceUuid?: string | undefined;
  /** Absent: this machine. */
  readonly context?: BenchmarkedContext;
  /** The user was asked what or where, and can go back to that. */
  readonly wasAsked: boolean;
  readonly fit: (shares: readonly number[]) => Promise<readonly FractionFit[]>;
}

/** The model of a manifest, of a job, or one that the user picks. Rejects with what the user should read, or when the user gives up. */
export async function findSubject(
  services: BenchmarkServices,
  subject: CompareSubject | undefined,
  choices: CompareChoices,
  place: StepPlace,
): Promise<ComparedSubject> {
  if (subject instanceof vscode.Uri) {
    return await subjectOfManifest(services, await chooseComparedManifest(services.settings, subject, choices), choices, place);
  }
  const jobId = jobIdOf(subject);
  if (jobId !== undefined) {
    const job = (await services.jobs.jobs()).find(({ id }) => id === jobId);
    if (job === undefined) {
      throw new Error(vscode.l10n.t('The job {0} is no longer known: it was removed.', jobId));
    }
    return await subjectHere(services, await modelOfJob(job), { name: job.name, wasAsked: false });
  }
  const picked = await askModel(services, place);
  return picked instanceof vscode.Uri
    ? await findSubject(services, picked, choices, place)
    : await subjectHere(services, picked, { deviceUuid: deviceOf(subject), wasAsked: true });
}

function deviceOf(subject: CompareSubject | undefined): string | undefined {
  return typeof subject === 'object' && 'deviceUuid' in subject ? subject.deviceUuid : undefined;
}

async function subjectOfManifest(
  services: BenchmarkServices,
  compared: ComparedManifest,
  choices: CompareChoices,
  place: StepPlace,
): Promise<ComparedSubject> {
  const { deployable, path } = compared;
  const wasAsked = choices.fractions === undefined;
  const settling = wasAsked ? 'ask' : 'refuse';
  const where = wasAsked ? await askPlace(services, compared, place) : await chosenPlace(services, choices);
  if (where.kind === 'machine') {
    const model = await modelHere(services.target, deployable, path, settling);
    return await subjectHere(services, model, { deviceUuid: where.deviceUuid, name: deployable.workload.name.value, wasAsked });
  }
  const { fitOnCluster } = await import('./clusterFits.ts');
  const { connection } = where;
  const { id, name } = connection.context;
  const settings = await services.settings.read();
  const question = { connection, manifest: compared.manifest.text, index: deployable.index, settings };
  return {
    name: deployable.workload.name.value,
    model: modelThere(deployable, path),
    context: { id, name, ...(choices.namespace !== undefined && { namespace: choices.namespace }) },
    wasAsked,
    fit: (shares) => fitOnCluster(question, shares),
  };
}

async function askPlace(
  { target, hub, memento }: BenchmarkServices,
  { deployable, manifest }: ComparedManifest,
  place: StepPlace,
): Promise<Where> {
  const nowhere = (): Error =>
    new DeployError(
      { reason: 'nothingToDeploy' },
      vscode.l10n.t('{0}: neither this machine nor a cluster of a kubeconfig can run it.', manifest.fileName),
    );
  return chosen(await askWhere({ target, memento, deployable, openClusters: () => hub.clusters(), place, nowhere }));
}

async function chosenPlace({ hub }: BenchmarkServices, { context }: CompareChoices): Promise<Where> {
  return context === undefined ? { kind: 'machine' } : { kind: 'context', connection: await findContext(hub, context) };
}

async function subjectHere(
  { target }: BenchmarkServices,
  model: SweepModel,
  from: Pick<ComparedSubject, 'deviceUuid' | 'wasAsked'> & { readonly name?: string },
): Promise<ComparedSubject> {
  const { manifestPath } = model;
  const { deviceUuid } = from;
  const manifest = manifestPath === undefined ? undefined : (await readManifestText(vscode.Uri.file(manifestPath))).text;
  const question = { model, ...(manifest !== undefined && { manifest }), ...(deviceUuid !== undefined && { deviceUuid }) };
  return { name: shortModel(model.model), ...from, model, fit: (shares) => fitFractions(target, question, shares) };
}
