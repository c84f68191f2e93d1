import type { Device } from './device.ts';
import type { MiB, Share } from './quantity.ts';
import type { Slice } from './slice.ts';

/** A device and what is held on it. */
export interface DeviceUse {
  readonly device: Device;
  readonly slices: readonly Slice[];
}

/** What is left on one device and who holds the rest; the numbers of a refusal. */
export interface DeviceRoom {
  readonly device: Device;
  readonly freeMiB: MiB;
  readonly freeShare: Share;
  readonly neededMiB: MiB;
  readonly holders: readonly { readonly name: string; readonly requestMiB: MiB; readonly share: Share }[];
}

/** Where a request would land now, or the reason why it would not. */
export type Placement =
  | {
      readonly kind: 'fits';
      readonly devices: readonly Device[];
      /** Per device. */
      readonly share: Share;
      readonly requestMiB: MiB;
      readonly limitMiB: MiB;
    }
  | {
      readonly kind: 'refused';
      /** `tooLarge`: no device is that large; `full`: others hold it; `tooFewDevices`: more devices asked than there are. */
      readonly reason: 'noDevices' | 'tooLarge' | 'full' | 'tooFewDevices';
      readonly rooms: readonly DeviceRoom[];
    };
