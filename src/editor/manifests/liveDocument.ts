import { setTimeout as delay } from 'node:timers/promises';
import type { CheckedManifest, LiveManifest } from '../../manifest/liveManifest.ts';

/** A text that changes under the user's hands; the version grows with each change. */
export interface TextSource {
  readonly version: number;
  getText(): string;
}

/** What one version of a text says; no manifest where the text is not one. */
export interface CheckedVersion {
  readonly version: number;
  readonly manifest: CheckedManifest | undefined;
}

export interface LiveDocumentOptions {
  readonly manifest: LiveManifest;
  /** A cheap look; once it was one it stays one, so that its findings do not come and go while it is edited. */
  readonly isManifest: (text: string) => boolean;
  /** Stillness of the keyboard that a check waits for. */
  readonly delayMs: number;
  /** Gives way between two documents of a large file. */
  readonly pause: () => Promise<void>;
  readonly onChecked: (checked: CheckedVersion) => void;
}

/** Keeps one text checked, off the path of typing: newer text cancels the check of older text. */
export class LiveDocument {
  readonly #source: TextSource;
  readonly #options: LiveDocumentOptions;
  #manifest: LiveManifest;
  #current: AbortController | undefined;
  #last: CheckedVersion | undefined;
  #wasManifest = false;
  #isDisposed = false;
  #next = Promise.withResolvers<void>();

  constructor(source: TextSource, options: LiveDocumentOptions) {
    this.#source = source;
    this.#options = options;
    this.#manifest = options.manifest;
    void this.#check(0);
  }

  /** Of the newest version that was checked; undefined before the first. */
  get last(): CheckedVersion | undefined {
    return this.#last;
  }

  /** The text changed: it is checked once the keyboard rests. */
  changed(): void {
    void this.#check(this.#options.delayMs);
  }

  /** More is known: the text is checked anew. Until then what was said of it stands. */
  recheck(manifest: LiveManifest): void {
    this.#manifest = manifest;
    void this.#check(0);
  }

  /** What the version says that is there when this answers; undefined when the text was closed. */
  async whenCurrent(): Promise<CheckedManifest | undefined> {
    while (!this.#isDisposed && this.#last?.version !== this.#source.version) {
      await this.#next.promise;
    }
    return this.#isDisposed ? undefined : this.#last?.manifest;
  }

  async #check(delayMs: number): Promise<void> {
    this.#current?.abort();
    this.#current = new AbortController();
    const { signal } = this.#current;
    let { version } = this.#source;
    try {
      await delay(delayMs, undefined, { signal });
      ({ version } = this.#source);
      this.#put({ version, manifest: await this.#read(this.#source.getText(), signal) });
    } catch (error) {
      if (!signal.aborted) {
        // Nobody shall wait for what will not come.
        this.#put({ version, manifest: undefined });
        throw error;
      }
    }
  }

  async #read(text: string, signal: AbortSignal): Promise<CheckedManifest | undefined> {
    this.#wasManifest ||= this.#options.isManifest(text);
    return this.#wasManifest ? await this.#manifest.checkSlowly(text, this.#options.pause, signal) : undefined;
  }

  #put(checked: CheckedVersion): void {
    this.#last = checked;
    this.#options.onChecked(checked);
    this.#tell();
  }

  #tell(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#current?.abort();
    this.#tell();
  }
}
