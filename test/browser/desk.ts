import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium, whyNoBrowser } from '../support/chromium.js';
import { Coordinator, type Place } from '../support/coordinator.js';
import { DeskServer } from '../support/desk-server.js';
import { ROOT } from '../support/root.js';

// Generous: two cores may be busy with other suites.
const START_MS = 240_000;
const STORY_MS = 300_000;
const SOON_MS = 20_000;
const PICTURES = join(ROOT, 'test/.tmp/browser');

/** One server and one browser for a suite; every story begins as on a new computer. */
export class Desk {
  server!: DeskServer;
  browser!: Browser;
  cookie = '';
  private kim?: Coordinator;
  private guests: Coordinator[] = [];

  async open(env: Record<string, string>): Promise<void> {
    [this.server, this.browser] = await Promise.all([DeskServer.start(undefined, env), launchChromium()]);
    this.cookie = (await this.server.signIn()).cookie;
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.server?.close();
  }

  /** Somebody else, in a browser of their own; signed in, unless `cookie` says otherwise. */
  async guest(place: Place = {}): Promise<Coordinator> {
    const guest = await Coordinator.sitDown(this.browser, this.server, { cookie: this.cookie, ...place });
    this.guests.push(guest);
    return guest;
  }

  /** A story that fails leaves a picture of what was on the screens. */
  story(title: string, place: Place, tell: (kim: Coordinator) => Promise<void>): void {
    it(
      title,
      async () => {
        try {
          await tell(await this.seat({ cookie: this.cookie, ...place }));
          for (const coordinator of this.everybody()) expect(coordinator.problems()).toEqual([]);
        } catch (error) {
          await mkdir(PICTURES, { recursive: true });
          const name = title.replace(/\W+/g, '-').slice(0, 60);
          for (const [index, { page }] of this.everybody().entries())
            await page.screenshot({ path: join(PICTURES, `${name}-${index}.png`) }).catch(() => undefined);
          throw error;
        }
      },
      STORY_MS,
    );
  }

  async guestsLeave(): Promise<void> {
    await Promise.all(this.guests.splice(0).map((guest) => guest.leave()));
  }

  private async seat(place: Place): Promise<Coordinator> {
    if (this.kim) await this.kim.startOver(place);
    else this.kim = await Coordinator.sitDown(this.browser, this.server, place);
    return this.kim;
  }

  private everybody(): Coordinator[] {
    return [...(this.kim ? [this.kim] : []), ...this.guests];
  }
}

/** A suite of stories in a real browser; without one it is left out, or fails where services are required. */
export function describeDesk(
  name: string,
  tell: (desk: Desk) => void,
  env: Record<string, string> | (() => Promise<Record<string, string>>) = {},
): void {
  const missing = whyNoBrowser();
  if (missing && process.env['REQUIRE_SERVICES'] === '1') {
    it(`${name}: a browser is required`, () => expect(missing).toBeUndefined());
  } else if (missing) {
    console.warn(`${name} is not tested in a browser: ${missing}`);
    describe.skip(`${name} (${missing})`, () => it('skipped', () => undefined));
  } else {
    describe(name, () => {
      const desk = new Desk();
      beforeAll(async () => desk.open(typeof env === 'function' ? await env() : env), START_MS);
      afterEach(() => desk.guestsLeave());
      afterAll(() => desk.close(), START_MS);
      tell(desk);
    });
  }
}

/** Tries an expectation again until it holds. */
export async function soon(attempt: () => Promise<void>, ms = SOON_MS): Promise<void> {
  const end = performance.now() + ms;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }
}

/** Wider than its box on purpose: the grid of the board scrolls in both directions (the list beside it does not). */
const MAY_SCROLL = 'section[aria-label^="Day board"]';

/** What sticks out sideways, or is cut off without a way to see it. */
export function lost(kim: Coordinator): Promise<string[]> {
  return kim.page.evaluate<string[]>(`(() => {
    const found = [];
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest(${JSON.stringify(MAY_SCROLL)}) || element.closest('[class*=srOnly], [class*=skip], svg')) continue;
      const { overflowX, clipPath, display } = getComputedStyle(element);
      if (display === 'none' || clipPath !== 'none') continue;
      const box = element.getBoundingClientRect();
      const name = element.tagName + '.' + String(element.className).split(' ')[0];
      if (box.width > 0 && box.right > innerWidth + 1) found.push(name + ' ends at ' + Math.round(box.right));
      if (overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1 && !/INPUT|TEXTAREA/.test(element.tagName))
        found.push(name + ' is ' + element.scrollWidth + ' in ' + element.clientWidth);
    }
    return found;
  })()`);
}
