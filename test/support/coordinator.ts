import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { DeskServer } from './desk-server.js';

const WAIT_MS = 20_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Everything in the light; the dark changes nothing but colours. */
const RULES = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

export interface Place {
  path?: string;
  cookie?: string;
  width?: number;
  height?: number;
  dark?: boolean;
}

interface AxeRun {
  violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
}

/** Somebody at a screen: presses keys, clicks, looks. Counts what the hands do, and notes what goes wrong in the page. */
export class Coordinator {
  presses = 0;
  clicks = 0;
  /** Refusals that belong to the story; a browser logs each as an error. */
  expected: number[] = [];
  private readonly logged: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly url: string,
  ) {}

  static async sitDown(browser: Browser, server: Pick<DeskServer, 'url'>, place: Place = {}): Promise<Coordinator> {
    const context = await browser.newContext({
      baseURL: server.url,
      reducedMotion: 'reduce',
      // Not the clinic's: no screen may depend on where the desk's computer believes to be.
      timezoneId: 'Asia/Tokyo',
      locale: 'en-GB',
    });
    context.setDefaultTimeout(WAIT_MS);
    const coordinator = new Coordinator(await context.newPage(), context, server.url);
    coordinator.listen();
    await coordinator.begin(place);
    return coordinator;
  }

  /** Forgets everything, as a new browser would; making one takes a second. */
  async startOver(place: Place): Promise<void> {
    await this.page.unrouteAll({ behavior: 'ignoreErrors' });
    // Of the same origin, but not the application.
    await this.page.goto('/icon.svg');
    await this.page.evaluate('localStorage.clear(); sessionStorage.clear()');
    await this.context.clearCookies();
    // A pointer that rests on a visit brings up its card, which the first Esc is for.
    await this.page.mouse.move(0, 0);
    this.presses = this.clicks = this.logged.length = 0;
    this.expected = [];
    await this.begin(place);
  }

  /** Another tab of the same browser. */
  async secondTab(path: string): Promise<Coordinator> {
    const tab = new Coordinator(await this.context.newPage(), this.context, this.url);
    tab.listen();
    await tab.page.goto(path);
    return tab;
  }

  async press(key: string): Promise<void> {
    this.presses++;
    await this.page.keyboard.press(key);
  }

  /** G and a letter, sent at once: the page forgets the G after a moment, however long an answer of the browser takes. */
  async go(letter: string): Promise<void> {
    await Promise.all([this.press('g'), this.press(letter)]);
  }

  /** A name, a reason: not counted. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async click(target: Locator): Promise<void> {
    this.clicks++;
    await target.click();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** The name of the element that would get the next key. */
  async focused(): Promise<string> {
    return this.page.evaluate<string>(`(() => {
      const focus = document.querySelector(':focus');
      return focus ? (focus.getAttribute('aria-label') ?? focus.innerText) : 'nothing';
    })()`);
  }

  /** What axe finds against WCAG 2.0 to 2.2, A and AA, in the light and in the dark, leaving out what `except` selects. */
  async violations(except?: string): Promise<string[]> {
    const found: string[] = [];
    // As an evaluation, not as a script of the page: its policy allows none but its own.
    if (!(await this.page.evaluate<boolean>('typeof axe === "object"'))) await this.page.evaluate(`(() => { ${AXE} })()`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
      const options = JSON.stringify({ runOnly: RULES[colorScheme], resultTypes: ['violations'] });
      const run = await this.page.evaluate<AxeRun>(`axe.run(${except ? JSON.stringify({ exclude: [except] }) : 'document'}, ${options})`);
      for (const { id, nodes } of run.violations)
        found.push(...nodes.map((node) => `${colorScheme} ${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    return found;
  }

  /** Whatever went wrong in the page. Who is not signed in yet is told so with 401. */
  problems(): string[] {
    const refusals = this.expected.map((status) => `status of ${status} `);
    return this.logged.filter(
      (line) => !/status of 401 .*\/api\/v1\/session$/.test(line) && !refusals.some((refusal) => line.includes(refusal)),
    );
  }

  async leave(): Promise<void> {
    await this.context.close();
  }

  private async begin({ path = '/', cookie, width = 1440, height = 900, dark = false }: Place): Promise<void> {
    await this.page.setViewportSize({ width, height });
    await this.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    if (cookie) {
      const [name = '', value = ''] = cookie.split('=');
      await this.context.addCookies([{ name, value, url: this.url, httpOnly: true, sameSite: 'Lax' }]);
    }
    await this.page.goto(path);
  }

  private listen(): void {
    this.page.on('pageerror', (error) => this.logged.push(String(error)));
    this.page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.logged.push(`${message.text()} ${message.location().url}`.trim());
    });
  }
}
