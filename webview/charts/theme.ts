/** Colours that charts draw with, by what they are for. */
export interface ChartColors {
  readonly text: string;
  readonly grid: string;
  readonly first: string;
  readonly second: string;
  readonly request: string;
  readonly limit: string;
}

/** Colours of the editor's theme, read again when it changes. */
export class ChartTheme {
  #colors = readColors();
  readonly #listeners = new Set<() => void>();

  constructor() {
    const observer = new MutationObserver(() => {
      this.#colors = readColors();
      for (const listener of this.#listeners) {
        listener();
      }
    });
    observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  }

  get colors(): ChartColors {
    return this.#colors;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }
}

function readColors(): ChartColors {
  const style = getComputedStyle(document.body);
  const read = (...names: readonly string[]): string =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? style.color;
  return {
    text: read('descriptionForeground', 'foreground'),
    grid: read('contrastBorder', 'editorWidget-border', 'panel-border'),
    first: read('charts-blue', 'textLink-foreground'),
    second: read('charts-yellow', 'editorWarning-foreground'),
    request: read('descriptionForeground', 'foreground'),
    limit: read('charts-red', 'errorForeground'),
  };
}
