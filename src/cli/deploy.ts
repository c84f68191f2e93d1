import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { share } from '../gpu/quantity.ts';
import type { FractionRequest } from '../gpu/request.ts';
import { checkManifest } from '../manifest/checkManifest.ts';
import type { Finding } from '../manifest/finding.ts';
import { nameKinds } from '../manifest/kindNames.ts';
import { parseManifest, type ManifestFile } from '../manifest/manifestFile.ts';
import { findWorkloads, runsLocally, type FoundWorkload } from '../manifest/requests.ts';
import { refuseUnrendered } from '../manifest/templating/findUnrendered.ts';
import type { Job } from '../protocol/agent.ts';
import { AgentError } from '../target/agent/agentError.ts';
import type { Target } from '../target/target.ts';
import { readCheckSettings } from './checkSettings.ts';
import type { Console } from './console.ts';
import { launchOptions, overrideRequest, type LaunchFlags } from './launchOptions.ts';
import { readManifestText } from './readManifestText.ts';
import { UsageError } from './usage.ts';

/** The manifest was refused: errors found, or nothing in it to deploy. Exit code 1. */
class DeployRefused extends Error {
  override readonly name = 'DeployRefused';
}

/** Deploys the workloads of a file that ask for a GPU; what is not honoured is said before the launch. */
export async function deploy(
  target: Target,
  flags: LaunchFlags,
  { console, signal, only }: { console: Console; signal: AbortSignal; only?: 'one' },
): Promise<[Job, ...Job[]]> {
  if (flags.file === undefined) {
    throw new UsageError(l10n.t('name the manifest: -f FILE.'));
  }
  const manifestPath = resolve(flags.file);
  const manifest = parseManifest(await readManifestText(flags.file), await readCheckSettings(flags));
  const chosen = chooseWorkloads(manifest, flags, console);
  if (only === 'one' && chosen.length > 1) {
    const names = chosen.map(({ workload }) => workload.name.value).join(', ');
    throw new UsageError(l10n.t('{0} has {1} workloads: {2}. Choose one with --name.', flags.file, chosen.length, names));
  }
  const options = launchOptions(flags, (await target.inventory(signal)).devices);
  const jobs: Job[] = [];
  for (const { workload, request } of chosen) {
    const deployment = { workload, request, manifestPath, options };
    try {
      const plan = await target.plan(deployment, signal);
      plan.notes.forEach((note) => console.err(`${workload.name.value}: ${note}`));
      jobs.push(await target.deploy(deployment, signal));
    } catch (error) {
      jobs.forEach(({ name }) => console.err(l10n.t('{0} was deployed before that and runs on', name)));
      throw withCure(error);
    }
  }
  return jobs as [Job, ...Job[]];
}

interface Chosen {
  readonly workload: FoundWorkload['workload'];
  readonly request: FractionRequest;
}

function chooseWorkloads(file: ManifestFile, flags: LaunchFlags, console: Console): readonly Chosen[] {
  const findings = checkManifest(file);
  const place = ({ range, message }: Finding) => `${flags.file}:${range.start.line + 1}:${range.start.character + 1}: ${message}`;
  const named = findWorkloads(file).filter(({ workload }) => flags.name === undefined || workload.name.value === flags.name);
  const all = named.filter(runsLocally);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new DeployRefused(errors.map(place).join('\n'));
  }
  findings.forEach((finding) => console.err(place(finding)));
  const unrendered = all.flatMap((found) => refuseUnrendered(found) ?? []);
  if (unrendered.length > 0) {
    throw new DeployRefused(unrendered.map((refusal) => `${flags.file}: ${refusal}`).join('\n'));
  }
  const isAmountGiven = flags.fraction !== undefined || flags.memory !== undefined;
  const unread = isAmountGiven ? [] : all.filter(({ result }) => result.kind === 'invalid' || result.kind === 'fixed');
  if (unread.length > 0) {
    throw new DeployRefused(cannotRead(flags, unread));
  }
  const asking = all.flatMap(({ workload, result }): Chosen[] => {
    if (result.kind === 'request') {
      return [{ workload, request: result.request }];
    }
    const container = workload.template.containers[0]?.name;
    const whole = { devices: 1, request: { kind: 'share', share: share(1) }, container: container ?? '' } as const;
    return isAmountGiven && container !== undefined ? [{ workload, request: whole }] : [];
  });
  if (asking.length === 0) {
    throw new DeployRefused(nothingToDeploy(flags, all, named));
  }
  return asking.map(({ workload, request }) => ({ workload, request: overrideRequest(request, flags, console.err) }));
}

/** None of the file is deployed then: a part of it would look like all of it. */
function cannotRead(flags: LaunchFlags, unread: readonly FoundWorkload[]): string {
  const names = unread.map(({ workload }) => workload.name.value).join(', ');
  return l10n.t(
    '{0}: what {1} asks for cannot be read, so nothing is deployed. Mend it, use --fraction, or choose others with --name.',
    flags.file ?? '',
    names,
  );
}

function nothingToDeploy(flags: LaunchFlags, found: readonly FoundWorkload[], named: readonly FoundWorkload[]): string {
  const [first] = named;
  if (first !== undefined && found.length === 0) {
    const { kind, name } = first.workload;
    return l10n.t('{0}: only a cluster runs {1} {2}. This machine runs a {3}.', flags.file ?? '', kind, name.value, nameKinds());
  }
  if (found.length > 0) {
    return l10n.t('{0}: no workload asks for a GPU. Add the annotation gpu-fraction, or use --fraction.', flags.file ?? '');
  }
  return flags.name === undefined
    ? l10n.t('{0}: no {1} in it.', flags.file ?? '', nameKinds())
    : l10n.t('{0}: no workload named {1} in it.', flags.file ?? '', flags.name);
}

/** Adds the flag that is the cure on the command line. */
function withCure(error: unknown): unknown {
  const problem = AgentError.problemOf(error);
  if (problem === undefined) {
    return error;
  }
  const cure =
    problem.reason === 'alreadyDeployed'
      ? l10n.t('Use --replace or --copy.')
      : problem.alternativeEngine === undefined
        ? undefined
        : l10n.t('To run it on another engine use --engine {0}.', problem.alternativeEngine);
  return cure === undefined
    ? error
    : new AgentError({ reason: 'refused', problem }, `${problem.message} ${cure}`, { cause: error });
}
