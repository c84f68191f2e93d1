import * as l10n from '@vscode/l10n';
import { share } from '../../gpu/quantity.ts';
import { formatShare } from '../../gpu/share.ts';
import { findEngine } from '../../inference/engines/engines.ts';
import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import { textAlone, type CheckOptions } from '../../manifest/checkOptions.ts';
import { parseManifest } from '../../manifest/manifestFile.ts';
import { readPlainObjects, type PlainObject } from '../../manifest/plainObjects.ts';
import { renderManifest } from '../../manifest/renderManifest.ts';
import { findWorkloads } from '../../manifest/requests.ts';
import { writeChoices } from '../../manifest/writeChoices.ts';

/** What a member's text holds: its workload with the fraction written into it, and the other objects, of which a copy may need some. */
export interface MemberObjects {
  readonly workload: PlainObject;
  readonly others: readonly PlainObject[];
}

/**
 * The member's manifest with the fraction written into it as a deploy writes it, or one of that name as the launch form would render it.
 * Throws where the text has no such workload, has no place for the fraction, or cannot be sent.
 */
export function memberObjects(
  member: SweepMember,
  name: string,
  { manifest, options = textAlone }: { readonly manifest?: string; readonly options?: CheckOptions },
): MemberObjects {
  const text = manifest ?? ownManifest(member, name);
  const place = member.manifestPath ?? name;
  const index = findIndex(text, member, place);
  const amount = { kind: 'share', share: share(member.share) } as const;
  const written = writeChoices(text, options, { amount: { workload: index, amount } });
  if (written.kind === 'problem') throw new Error(`${place}: ${written.problem}`);
  const { objects, problems } = readPlainObjects(written.text);
  const [problem] = problems;
  if (problem !== undefined) {
    throw new Error(l10n.t('{0}, line {1}: {2}', place, problem.range.start.line + 1, problem.message));
  }
  const found = parseManifest(written.text, options).workloads[index]?.workload;
  const workload = objects.find((object) => object.kind === found?.kind && object.name === found.name.value);
  if (workload === undefined) throw new Error(l10n.t('{0}: the workload is no object of its own.', place));
  return { workload, others: objects.filter((object) => object !== workload) };
}

function ownManifest({ engine, model, share: part }: SweepMember, name: string): string {
  const image = findEngine(engine)?.manifestImage;
  if (image === undefined) throw new Error(l10n.t('engine "{0}": no image of it is known. Give a manifest.', engine));
  return renderManifest({ name, image, model, request: formatShare(part), limit: '' }).text;
}

/** Counted among all workloads of the text. */
function findIndex(text: string, { workload: wanted }: SweepMember, place: string): number {
  const names = findWorkloads(text).map(({ workload }) => workload.name.value);
  const indices = names.flatMap((name, index) => (wanted === undefined || name === wanted ? [index] : []));
  const [index] = indices;
  if (index === undefined) {
    throw new Error(
      wanted === undefined
        ? l10n.t('{0}: no workload in it.', place)
        : l10n.t('{0}: no workload {1} in it.', place, JSON.stringify(wanted)),
    );
  }
  if (indices.length > 1) throw new Error(l10n.t('{0} has several workloads: {1}. Name one.', place, names.join(', ')));
  return index;
}
