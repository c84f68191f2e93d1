import { setTimeout as delay } from 'node:timers/promises';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** In the menus of a manifest. */
export const deployEntry = 'Deploy on GPU Fraction…';

/** The parts of the workbench that our tests touch. Locators and gestures; assertions stay in the tests. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Of the explorer. */
  file(name: string): Locator {
    return this.page.getByRole('treeitem', { name });
  }

  /** Of the tree of GPUs, by what it shows. */
  treeRow(text: RegExp): Locator {
    return this.page.getByRole('treeitem').filter({ hasText: text });
  }

  /** Opens a file's context menu in the explorer and takes an entry. */
  async chooseInExplorer(fileName: string, entry: string): Promise<void> {
    await this.#choose(entry, this.file(fileName));
  }

  /** Opens the context menu on a word of the active editor and takes an entry. */
  async chooseInEditor(word: string, entry: string): Promise<void> {
    await this.#choose(entry, this.editorLines.getByText(word).first());
  }

  /** Opens the context menu of a row and takes an entry. */
  async chooseFrom(row: Locator, entry: string): Promise<void> {
    await this.#choose(entry, row);
  }

  /** Again while the extension's entries are not known yet. */
  async #choose(entry: string, place: Locator): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: entry });
    await place.waitFor();
    for (let attempt = 0; attempt < 30; attempt++) {
      // A menu that is still open is in the way of the click; Escape below closes it.
      const isClicked = await succeeds(place.click({ button: 'right', timeout: 3000 }));
      if (isClicked && (await succeeds(item.waitFor({ timeout: 1500 })))) {
        // VS Code's menus take no click in their first tenth of a second.
        await delay(300);
        await item.click();
        if (await succeeds(item.waitFor({ state: 'hidden', timeout: 2000 }))) {
          return;
        }
      }
      await this.page.keyboard.press('Escape');
      await delay(250);
    }
    throw new Error(`no entry "${entry}" in the menu`);
  }

  async openFile(name: string): Promise<void> {
    await this.file(name).dblclick();
    await this.page.getByRole('tab', { name }).waitFor();
  }

  /** A button in the title of the active editor. */
  titleAction(name: string): Locator {
    return this.page.locator('.editor-actions').getByRole('button', { name });
  }

  /** Of a quick pick with steps. */
  get back(): Locator {
    return this.quickPick.getByRole('button', { name: 'Back' });
  }

  /** Again while the workbench does not listen yet, or does not know the command yet. */
  async runCommand(title: string): Promise<void> {
    // What is typed is marked in the entries that answer it: a list of before may still stand there.
    const entry = this.option(title)
      .filter({ has: this.page.locator('.highlight') })
      .first();
    for (let attempt = 0; attempt < 30; attempt++) {
      await this.page.keyboard.press('F1');
      if (await succeeds(this.quickInput.fill(`>${title}`, { timeout: 1000 }))) {
        if (await succeeds(entry.waitFor({ timeout: 1500 }))) {
          return await entry.click();
        }
      }
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`no command "${title}" in the palette`);
  }

  /** Of the open quick pick, by mouse. */
  option(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget').getByRole('option', { name: text });
  }

  /** Does a gesture while the window is too busy to draw: by then the rows that show live figures have been told anew. */
  async whileBusy(gesture: () => Promise<unknown>): Promise<void> {
    const busy = this.page.evaluate(() => {
      const end = performance.now() + 1500;
      let turns = 0;
      while (performance.now() < end) {
        turns++;
      }
      return turns;
    });
    await Promise.all([busy, gesture()]);
  }

  /** Of an open quick pick that takes several. */
  checkOption(text: string | RegExp): Locator {
    return this.quickPick.getByRole('checkbox', { name: text }).first();
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** By its placeholder: the list before it has the same widget, and would take what is typed too early. */
  inputBox(placeholder: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget').getByPlaceholder(placeholder, { exact: true });
  }

  get quickPick(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  get dialog(): Locator {
    return this.page
      .getByRole('dialog')
      .locator('visible=true')
      .filter({ has: this.page.locator('.dialog-buttons') });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  get editorLines(): Locator {
    return this.page.locator('.monaco-editor .view-lines');
  }

  /** Under what the active editor's problems are about. */
  get squiggle(): Locator {
    return this.page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning');
  }

  /** One part of the line above a line of the active editor: a text or an action. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration > span, .codelens-decoration > a').getByText(text, { exact: true });
  }

  /** By mouse, where it stands: a lens takes no focus. Again where it was just drawn anew. */
  async clickLens(text: string): Promise<void> {
    const lens = this.lens(text);
    // A hover would be in the way.
    await this.page.mouse.move(0, 0);
    await this.page.locator('.monaco-resizable-hover').first().waitFor({ state: 'hidden' });
    for (let attempt = 0; attempt < 20; attempt++) {
      await lens.waitFor();
      const box = await lens.boundingBox();
      if (box !== null) {
        await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        return;
      }
    }
    throw new Error(`the lens "${text}" went away`);
  }

  /** Rests the mouse on a word of the active editor until that is said of it; again, since what comes late may be left out. */
  async hover(word: string, said: RegExp): Promise<Locator> {
    const place = this.editorLines.getByText(word, { exact: true }).first();
    const widget = this.page.locator('.monaco-resizable-hover').filter({ hasText: said, visible: true });
    for (let attempt = 0; attempt < 10; attempt++) {
      await place.hover();
      if (await succeeds(widget.waitFor({ timeout: 3000 }))) {
        return widget;
      }
      await this.page.mouse.move(0, 0);
    }
    throw new Error(`${said} is not said of "${word}"`);
  }

  /** Puts the cursor on a word of the active editor and takes one of its quick fixes; again where the list closed in the meantime. */
  async chooseQuickFix(word: string, title: RegExp): Promise<void> {
    const fix = this.page.locator('.action-widget').getByRole('option', { name: title });
    await this.editorLines.getByText(word, { exact: true }).first().click();
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.page.keyboard.press('Control+.');
      if (await succeeds(fix.click({ timeout: 3000 }))) {
        return;
      }
    }
    throw new Error(`no quick fix ${title} of "${word}"`);
  }

  /** `Ln 12` of the active editor. */
  async cursorPosition(): Promise<string | undefined> {
    const text = await this.page.locator('.statusbar-item', { hasText: /Ln \d+/ }).innerText();
    return /Ln \d+/.exec(text)?.[0];
  }

  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** The picture of the open step of a walkthrough. */
  get walkthroughPicture(): Locator {
    return this.page.frameLocator('.getting-started-media iframe').frameLocator('#active-frame').locator('svg');
  }

  /** The page of a rendered Markdown file. */
  get preview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** The page of a benchmark. */
  get report(): FrameLocator {
    return this.preview;
  }

  get statusItem(): Locator {
    return this.page.locator('.statusbar-item', { hasText: /GPU \d/ });
  }

  get jobsPanel(): JobsPanelPage {
    return new JobsPanelPage(this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame'));
  }
}

/** The view "GPU Fractions". Rows are found by what a screen reader says of them. */
export class TargetsView {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** By its icon in the activity bar; again while the workbench does not listen yet. */
  async open(): Promise<void> {
    const icon = this.page.locator('.activitybar').getByRole('tab', { name: 'GPU Fractions' });
    const title = this.page.locator('.sidebar').getByRole('heading', { name: 'GPU Fractions' });
    await icon.click();
    await title.waitFor();
  }

  row(name: RegExp): Locator {
    return this.page.locator('.sidebar').getByRole('treeitem', { name });
  }

  /** Shows what is below a row; again where the row was just drawn anew. */
  async expand(name: RegExp): Promise<void> {
    await this.#toggle(name, 'true');
  }

  async collapse(name: RegExp): Promise<void> {
    await this.#toggle(name, 'false');
  }

  async #toggle(name: RegExp, isExpanded: 'true' | 'false'): Promise<void> {
    const row = this.row(name).first();
    const toggled = row.and(this.page.locator(`[aria-expanded="${isExpanded}"]`));
    await row.waitFor();
    for (let attempt = 0; attempt < 20; attempt++) {
      if ((await row.getAttribute('aria-expanded')) === isExpanded) {
        return;
      }
      await succeeds(row.click({ timeout: 3000 }));
      await succeeds(toggled.waitFor({ timeout: 3000 }));
    }
    throw new Error(`the row ${name} does not become expanded: ${isExpanded}`);
  }

  /** Brings the keyboard to the view: what is pressed after this is for its rows. */
  async focus(): Promise<void> {
    await new Workbench(this.page).runCommand('GPU Fractions: Focus on GPU Fractions View');
    await this.page.locator('.sidebar .monaco-list:focus').waitFor();
  }

  /** Where the keyboard is. A list without it keeps its row, and so does not count. */
  focusedRow(name: RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list:focus .monaco-list-row.focused').and(this.row(name));
  }

  /** Takes an action that a row shows while the mouse is over it. */
  async act(row: Locator, action: RegExp): Promise<void> {
    await row.hover();
    await row.getByRole('button', { name: action }).click();
  }

  /** What stands in the view while it has no rows. */
  get welcome(): Locator {
    return this.page.locator('.sidebar .welcome-view-content');
  }
}

/** The page inside the jobs panel. */
export class JobsPanelPage {
  readonly frame: FrameLocator;

  constructor(frame: FrameLocator) {
    this.frame = frame;
  }

  /** Row of the list. */
  job(name: string | RegExp): Locator {
    return this.frame.getByRole('option').filter({ has: this.frame.getByText(name, { exact: true }) });
  }

  get heading(): Locator {
    return this.frame.getByRole('heading', { level: 1 });
  }

  /** The numbers of this second, by their label. */
  number(label: string): Locator {
    return this.frame
      .locator('.tile')
      .filter({ has: this.frame.getByText(label, { exact: true }) })
      .locator('dd');
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Whichever view is open: after a reload it is the one that VS Code saved last, which may be an older one. */
  async showTable(): Promise<void> {
    const [table, charts] = [this.button('Table'), this.button('Charts')];
    await table.or(charts).waitFor();
    if (await table.isVisible()) {
      await table.click();
    }
  }

  /** Rows of the table of samples, newest first; the first cell of each is its time. */
  get sampleTimes(): Locator {
    return this.frame.getByRole('rowheader');
  }
}

function succeeds(action: Promise<unknown>): Promise<boolean> {
  return action.then(
    () => true,
    () => false,
  );
}
