interface HasDispose {
  dispose(): unknown;
}

/** Owns disposables; what is added after disposal is disposed at once, so nothing leaks. */
export class DisposableStore implements HasDispose, Disposable {
  readonly #items = new Set<HasDispose>();
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  add<T extends HasDispose>(item: T): T {
    if (this.#isDisposed) {
      item.dispose();
    } else {
      this.#items.add(item);
    }
    return item;
  }

  /** Takes over what speaks the language's own disposal, such as a watch on a target. */
  use(item: Disposable): void {
    this.add({ dispose: () => item[Symbol.dispose]() });
  }

  /** In reverse order of adding. */
  dispose(): void {
    this.#isDisposed = true;
    const items = [...this.#items].reverse();
    this.#items.clear();
    for (const item of items) {
      item.dispose();
    }
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
