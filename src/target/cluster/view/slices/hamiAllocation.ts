import { mib, type MiB } from '../../../../gpu/quantity.ts';
import { asList, asNumber, asRecord, asText } from '../../objects/fields.ts';
import type { PodObject } from '../../objects/pod.ts';
import { remembering } from '../remembering.ts';

/** What HAMi gave a container on one card. */
export interface HamiShare {
  readonly uuid: string;
  readonly container: string;
  readonly isInit: boolean;
  readonly memoryMiB: MiB;
  /** In percent; 0 is no bound. */
  readonly cores: number;
  /** Of a card that HAMi cuts itself: `1g.10gb`. */
  readonly profile?: string;
}

/**
 * `hami.io/vgpu-devices-allocated`, or `…-to-allocate` while HAMi binds the pod: containers by `;`, init containers first, empty ones
 * too; devices of a container `UUID,type,memory,cores:`.
 */
export const readHamiShares: (pod: PodObject) => readonly HamiShare[] = remembering((pod) => {
  const { annotations, containers } = pod;
  const written = annotations['hami.io/vgpu-devices-allocated'] || annotations['hami.io/vgpu-devices-to-allocate'] || '';
  if (annotations['hami.io/bind-phase'] === 'failed') return [];
  const profiles = readProfiles(annotations['hami.io/vgpu-mig-allocations']);
  return written.split(';').flatMap((ofContainer, containerIndex) =>
    ofContainer
      .split(':')
      .filter((device) => device.trim() !== '')
      .flatMap((device, deviceIndex): readonly HamiShare[] => {
        const [id = '', , memory, cores] = device.split(',').map((field) => field.trim());
        const container = containers[containerIndex];
        // of a card that HAMi cuts the id goes on with the place on it
        const uuid = id.replace(/\[.*$/, '');
        const memoryMiB = Number(memory);
        if (uuid === '' || !Number.isFinite(memoryMiB)) return [];
        const profile = profiles.get(`${containerIndex}/${deviceIndex}`);
        return [
          {
            uuid,
            container: container?.name ?? String(containerIndex),
            isInit: container !== undefined && container.isInit && !container.isRestartable,
            memoryMiB: mib(Math.max(0, Math.floor(memoryMiB))),
            cores: Math.max(0, Number(cores) || 0),
            ...(profile !== undefined && { profile }),
          },
        ];
      }),
  );
});

export function isOfHami({ annotations }: PodObject): boolean {
  return ['hami.io/vgpu-devices-allocated', 'hami.io/vgpu-devices-to-allocate'].some((key) => (annotations[key] ?? '') !== '');
}

function readProfiles(written = ''): ReadonlyMap<string, string> {
  try {
    return new Map(
      asList(JSON.parse(written || '[]')).flatMap((value) => {
        const allocation = asRecord(value);
        const profile = asText(allocation['profile']);
        // fields that are 0 are left out
        const place = `${asNumber(allocation['containerIndex']) ?? 0}/${asNumber(allocation['deviceIndex']) ?? 0}`;
        return profile === undefined ? [] : [[place, profile] as const];
      }),
    );
  } catch {
    return new Map();
  }
}
