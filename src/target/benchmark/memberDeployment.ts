import * as l10n from '@vscode/l10n';
import { share } from '../../gpu/quantity.ts';
import { formatShare } from '../../gpu/share.ts';
import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import { findWorkloads, runsLocally, type FoundWorkload } from '../../manifest/requests.ts';
import { renderManifest } from '../../manifest/renderManifest.ts';
import { refuseUnrendered } from '../../manifest/templating/findUnrendered.ts';
import type { EngineOffer } from '../../protocol/agent.ts';
import type { Deployment } from '../target.ts';
import { benchName, benchNamespace } from './benchName.ts';

/** What a member needs to be deployed: the engines of the machine, and the text of its manifest where it has one. */
export interface MemberSources {
  readonly engines: readonly EngineOffer[];
  readonly manifest?: string;
}

/**
 * The member as a deployment under a name of its own: of its manifest with the fraction in place of the file's, or of one that the launch form
 * would render. Throws where the manifest has no such workload, or the engine is not known.
 */
export function memberDeployment(member: SweepMember, { engines, manifest }: MemberSources): Deployment {
  const name = benchName(member);
  const found = manifest === undefined ? ownWorkload(member, name, engines) : workloadOf(manifest, member);
  const { workload, result } = found;
  const container = result.kind === 'request' ? result.request.container : workload.template.containers[0]?.name;
  if (container === undefined) throw new Error(l10n.t('{0}: no container in it that could serve.', workload.name.value));
  return {
    workload: { ...workload, name: { ...workload.name, value: name }, namespace: benchNamespace(process.pid) },
    request: { devices: 1, request: { kind: 'share', share: share(member.share) }, container },
    ...(member.manifestPath !== undefined && { manifestPath: member.manifestPath }),
    options: { engine: member.engine, onExisting: 'copy' },
  };
}

function ownWorkload({ engine, model, share: part }: SweepMember, name: string, engines: readonly EngineOffer[]): FoundWorkload {
  const offer = engines.find(({ id }) => id === engine);
  if (offer === undefined) {
    const known = engines.map(({ id }) => id).join(', ');
    throw new Error(l10n.t('engine "{0}": not known here. Name one of: {1}.', engine, known));
  }
  const { text } = renderManifest({ name, image: offer.image, model, request: formatShare(part), limit: '' });
  const [found] = findWorkloads(text);
  if (found === undefined) throw new Error('a rendered manifest has a workload');
  return found;
}

function workloadOf(manifest: string, { manifestPath = '', workload: name }: SweepMember): FoundWorkload {
  const all = findWorkloads(manifest).filter(runsLocally);
  const named = name === undefined ? all : all.filter(({ workload }) => workload.name.value === name);
  const [found, ...others] = named;
  const names = all.map(({ workload }) => workload.name.value).join(', ');
  if (found === undefined) {
    throw new Error(
      name === undefined
        ? l10n.t('{0}: no workload in it that this machine runs.', manifestPath)
        : l10n.t('{0}: no workload {1} in it. It has: {2}.', manifestPath, JSON.stringify(name), names),
    );
  }
  if (others.length > 0) throw new Error(l10n.t('{0} has several workloads: {1}. Name one.', manifestPath, names));
  const unrendered = refuseUnrendered(found);
  if (unrendered !== undefined) throw new Error(`${manifestPath}: ${unrendered}`);
  return found;
}
