import type { DeviceSource } from './deviceSource.ts';

/** Has the devices read every second while somebody looks or a job lives on a real one, and only then. */
export class Attention {
  readonly #source: Pick<DeviceSource, 'watch'>;
  readonly #holdsRealDevice: () => boolean;
  readonly #looks = new Map<object, Disposable>();
  #jobs: Disposable | undefined;

  constructor(source: Pick<DeviceSource, 'watch'>, holdsRealDevice: () => boolean) {
    this.#source = source;
    this.#holdsRealDevice = holdsRealDevice;
  }

  look(client: object): void {
    if (!this.#looks.has(client)) {
      this.#looks.set(client, this.#source.watch());
    }
  }

  lookAway(client: object): void {
    this.#looks.get(client)?.[Symbol.dispose]();
    this.#looks.delete(client);
  }

  /** To be called when jobs took or gave back devices, and when it is known which devices there are. */
  jobsChanged(): void {
    if (this.#holdsRealDevice()) {
      this.#jobs ??= this.#source.watch();
    } else {
      this.#jobs?.[Symbol.dispose]();
      this.#jobs = undefined;
    }
  }
}
