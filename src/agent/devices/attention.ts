import type { DeviceSource } from './deviceSource.ts';

/** A connection of somebody who looks. */
interface Looker {
  readonly onClose: (listener: () => void) => void;
}

/** Has the devices read every second while somebody looks or a job lives on a real one, and only then. */
export class Attention {
  readonly #source: Pick<DeviceSource, 'watch'>;
  readonly #holdsRealDevice: () => boolean;
  readonly #looks = new Map<Looker, Disposable>();
  readonly #known = new WeakSet<Looker>();
  #jobs: Disposable | undefined;

  constructor(source: Pick<DeviceSource, 'watch'>, holdsRealDevice: () => boolean) {
    this.#source = source;
    this.#holdsRealDevice = holdsRealDevice;
  }

  /** Ends with the connection of the client at the latest. */
  look(client: Looker): void {
    if (!this.#known.has(client)) {
      this.#known.add(client);
      client.onClose(() => this.lookAway(client));
    }
    if (!this.#looks.has(client)) {
      this.#looks.set(client, this.#source.watch());
    }
  }

  lookAway(client: Looker): void {
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
