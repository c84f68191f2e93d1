import * as l10n from '@vscode/l10n';
import { findMeantProfile, isKnownProfile, migProducts, profileOfResource, resourceOfProfile } from '../../gpu/migProfile.ts';
import type { Finding } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import type { Container, Entry } from '../workload.ts';
import { offerKey } from './entryFixes.ts';
import { entriesOfMig, listOffered } from './mig.ts';
import { listContainers, type RuleInput } from './rule.ts';

/** Requests for MIG devices: the spelling of the profile, and whether any product or node has it. */
export function checkMig(input: RuleInput): readonly Finding[] {
  return listContainers(input).flatMap((container) =>
    entriesOfMig(container).flatMap((entry) => checkProfile(input, container, entry)),
  );
}

function checkProfile(input: RuleInput, container: Container, entry: Entry): readonly Finding[] {
  const name = entry.key.value;
  if (isTemplated(name)) return [];
  const profile = profileOfResource(name)?.name;
  if (profile !== undefined && isKnownProfile(profile)) return checkOffer(input, entry, profile);
  const offered = listOffered(input.cluster)?.map((each) => each.name) ?? [];
  if (profile !== undefined && offered.includes(profile)) return [];
  const meant = findMeantProfile(name.replace(/^nvidia\.com\/mig/i, ''));
  if (profile === undefined) {
    const right = meant === undefined ? undefined : resourceOfProfile(meant);
    const message = l10n.t(
      '{0}: this is not how MIG devices are named, so no node has it and the pod stays Pending. {1}',
      name,
      right === undefined ? l10n.t('Write for example {0}.', resourceOfProfile('1g.10gb')) : l10n.t('Use {0}.', right),
    );
    const isFree =
      right !== undefined &&
      entry.isElsewhere === undefined &&
      ![...container.limits, ...container.requests].some(({ key }) => key.value === right);
    const fixes = isFree ? offerKey(input.file, entry, right) : [];
    return [{ rule: 'mig-name', severity: 'error', message, range: entry.key.range, fixes }];
  }
  const slices = profile[0] ?? '1';
  const known = new Set(
    migProducts.flatMap(({ profiles }) => profiles.filter((each) => each.startsWith(`${slices}g.`) && each.endsWith('gb'))),
  );
  const message = l10n.t(
    '{0}: no product that is known here has a MIG profile {1}. {2}',
    name,
    profile,
    known.size === 0
      ? l10n.t('Write for example {0}.', resourceOfProfile('1g.10gb'))
      : l10n.t('Of the same size there are {0}.', [...known].join(', ')),
  );
  return [{ rule: 'mig-profile', severity: 'warning', message, range: entry.key.range, fixes: [] }];
}

function checkOffer({ cluster }: RuleInput, { key }: Entry, profile: string): readonly Finding[] {
  const offered = listOffered(cluster);
  if (offered === undefined || offered.some(({ name }) => name === profile)) return [];
  const names = offered.map(({ name }) => name);
  const message = l10n.t(
    '{0}: no node of this cluster offers MIG devices {1}, so the pod stays Pending. {2}',
    key.value,
    profile,
    names.length === 0 ? l10n.t('It has none at all.') : l10n.t('It has {0}.', names.join(', ')),
  );
  return [{ rule: 'mig-not-offered', severity: 'warning', message, range: key.range, fixes: [] }];
}
