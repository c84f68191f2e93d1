import { mib, type MiB } from './quantity.ts';

/** A kind of MIG device. */
export interface MigProfile {
  /** As NVIDIA spells it: `1g.10gb`, `1g.10gb+me`. */
  readonly name: string;
  /** Slices of the cores. */
  readonly slices: number;
  /** By the name, which counts in GB of 2^30 bytes and rounds up: the device has a little less. */
  readonly memoryMiB: MiB;
}

/** A product with the profiles that its driver offers (NVIDIA MIG user guide, supported profiles; mig-parted). */
export interface MigProduct {
  readonly name: string;
  readonly profiles: readonly string[];
}

const sevenths = (one: string, two: string, half: string, all: string): readonly string[] => [
  `1g.${one}gb`,
  `1g.${one}gb+me`,
  `1g.${two}gb`,
  `2g.${two}gb`,
  `3g.${half}gb`,
  `4g.${half}gb`,
  `7g.${all}gb`,
];

export const migProducts: readonly MigProduct[] = [
  { name: 'A30', profiles: ['1g.6gb', '1g.6gb+me', '2g.12gb', '2g.12gb+me', '4g.24gb'] },
  { name: 'A100 40GB', profiles: sevenths('5', '10', '20', '40') },
  { name: 'A100 80GB', profiles: sevenths('10', '20', '40', '80') },
  { name: 'H100 80GB', profiles: sevenths('10', '20', '40', '80') },
  { name: 'H100 NVL', profiles: sevenths('12', '24', '47', '94') },
  { name: 'GH200 96GB', profiles: sevenths('12', '24', '48', '96') },
  { name: 'H200', profiles: sevenths('18', '35', '71', '141') },
  { name: 'GH200 144GB', profiles: sevenths('18', '36', '72', '144') },
  { name: 'B200', profiles: sevenths('23', '45', '90', '180') },
  { name: 'GB200', profiles: [...sevenths('23', '47', '93', '186'), '7g.189gb'] },
  { name: 'B300', profiles: sevenths('34', '67', '135', '269') },
  { name: 'GB300', profiles: sevenths('35', '70', '139', '278') },
  {
    name: 'RTX PRO 5000',
    profiles: ['1g.12gb', '1g.12gb+me', '1g.12gb+gfx', '1g.12gb-me', '2g.24gb-me', '4g.48gb', '4g.48gb+gfx'],
  },
  {
    name: 'RTX PRO 6000',
    profiles: [
      '1g.24gb',
      '1g.24gb+me',
      '1g.24gb+gfx',
      '1g.24gb+me.all',
      '1g.24gb-me',
      '2g.48gb',
      '2g.48gb+gfx',
      '2g.48gb+me.all',
      '2g.48gb-me',
      '4g.96gb',
      '4g.96gb+gfx',
    ],
  },
];

const resourcePrefix = 'nvidia.com/mig-';

/** Reads a profile, also one of a product that is not known here; undefined for what is none. */
export function parseMigProfile(name: string): MigProfile | undefined {
  const [, slices, size] = /^(?:[1-7]c\.)?([1-7])g\.([1-9]\d{0,3})gb(?:\+me|\+gfx|\+me\.all|-me)*$/.exec(name) ?? [];
  return size === undefined ? undefined : { name, slices: Number(slices), memoryMiB: mib(Number(size) * 1024) };
}

/** Its memory, for a piece of that profile; nothing where the name says none. */
export function memoryOfProfile(name: string): { readonly memoryMiB?: MiB } {
  const profile = parseMigProfile(name);
  return profile === undefined ? {} : { memoryMiB: profile.memoryMiB };
}

/** The profile of an extended resource `nvidia.com/mig-1g.10gb.me`, which has no "+". */
export function profileOfResource(resource: string): MigProfile | undefined {
  if (!resource.startsWith(resourcePrefix) || resource.includes('+')) return undefined;
  return parseMigProfile(resource.slice(resourcePrefix.length).replace(/\.(?=me|gfx)/g, '+'));
}

export function resourceOfProfile(profile: string): string {
  return resourcePrefix + profile.replaceAll('+', '.');
}

export function isKnownProfile(profile: string): boolean {
  return migProducts.some(({ profiles }) => profiles.includes(profile));
}

/** The profile that somebody meant (`1g.10GB`, `1g10gb`, `1g.10g`, `1g.10gb+me`); undefined where no product has it. */
export function findMeantProfile(written: string): string | undefined {
  const [, slices, size, extra] = /^[-_.]?([1-7])g[-_.]?(\d{1,3})(?:g|gb|gi|gib)?(?:[-_.+]?(me|gfx))?$/i.exec(written) ?? [];
  const name = `${slices}g.${size}gb${extra === undefined ? '' : `+${extra.toLowerCase()}`}`;
  return isKnownProfile(name) ? name : undefined;
}
