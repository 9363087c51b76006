import type { Browser, BrowserContext, Page } from "playwright-core";
import { ensureWebClient } from "#cli/build-web.ts";
import { launchChromium } from "#testkit/chromium.ts";
import { programs } from "#testkit/programs.ts";
import { atLeast, atMost, type Figure, type Row } from "../figure.ts";
import { pinSelf, unpinSelf } from "../process/child.ts";
import { startReal } from "../process/subject.ts";
import { median } from "../statistics.ts";

const rounds = 5;
const messages = 100_000;
const scrolled_ms = 8_000;
/** "Slow 4G" as Chromium's own tools have it: bytes a second, and milliseconds before each answer. */
const slow4G = { offline: false, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9, latency: 562.5 };
/** How many times slower the processor is made. */
const slower = 4;

/** What a person waits for and sees, in Chromium. Not measured where it is not installed. */
export const browser: Figure = {
  name: "browser",
  async run() {
    if (programs.chromium.find() === null) {
      console.error(`browser is left out: ${programs.chromium.label} is not installed`);
      return [];
    }
    await ensureWebClient(new URL("../..", import.meta.url).pathname, () => undefined);
    await using subject = await startReal({ members: 2, messages, isVisited: true });
    using bare = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => new Response("<!doctype html><input>", { headers: { "content-type": "text/html" } }),
    });
    unpinSelf();
    const chromium = await launchChromium();
    try {
      const ours: number[] = [];
      const floor: number[] = [];
      for (let round = 0; round < rounds; round++) {
        floor.push(await firstUse(chromium, `http://127.0.0.1:${bare.port}/`));
        ours.push(await firstUse(chromium, `http://127.0.0.1:${subject.port}/`));
      }
      const list = await scrollThrough(chromium, `http://127.0.0.1:${subject.port}`);
      return [
        {
          figure: "first visit until a field can be written in, slow 4G, CPU 4× slower",
          unit: "ms",
          measured: median(ours),
          floor: median(floor),
          goal: atMost(2_000),
        },
        {
          figure: "scrolling up in 100,000 messages",
          unit: "frames/s",
          measured: list.framesPerSecond,
          floor: list.blank,
          goal: atLeast(60),
        },
        { figure: "… elements in the document at most", unit: "", measured: list.elements, floor: null, goal: atMost(1_500) },
      ] satisfies Row[];
    } finally {
      await chromium.close();
      pinSelf();
    }
  },
};

/** Milliseconds from the navigation to the first field that has been drawn. */
async function firstUse(chromium: Browser, url: string): Promise<number> {
  const context = await chromium.newContext();
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send("Network.enable");
  await tools.send("Network.emulateNetworkConditions", slow4G);
  await tools.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await page.goto(url, { waitUntil: "commit" });
  const elapsed = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const isThere = document.querySelector("input")?.checkVisibility() ?? false;
          requestAnimationFrame(isThere ? () => setTimeout(() => resolve(performance.now())) : look);
        };
        look();
      }),
  );
  await context.close();
  return elapsed;
}

/** Frames a second while a list is scrolled up without a pause, earlier pages loading on the way. */
async function scrollThrough(chromium: Browser, origin: string) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await register(context, origin);
  const list = await page.getByRole("log", { name: /^Messages in / }).evaluate(scroll, scrolled_ms);
  await page.goto("about:blank");
  await page.setContent('<div style="height: 100vh; overflow: auto"><p style="height: 1000000px">');
  const blank = await page.locator("div").evaluate(scroll, scrolled_ms / 4);
  await context.close();
  return { ...list, blank: blank.framesPerSecond };
}

async function register(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/register`);
  await page.getByLabel("Username").fill("Reader");
  await page.getByLabel("Password", { exact: true }).fill("Correct-horse-1");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("article").nth(10).waitFor();
  return page;
}

/** Runs in the page. */
async function scroll(list: Element, duration_ms: number) {
  list.scrollTop = list.scrollHeight;
  let [frames, elements] = [0, 0];
  const start = performance.now();
  while (performance.now() - start < duration_ms) {
    list.scrollTop -= 40;
    await new Promise(requestAnimationFrame);
    frames++;
    if (frames % 30 === 0) elements = Math.max(elements, document.querySelectorAll("*").length);
  }
  return { framesPerSecond: Math.round((frames * 1_000) / (performance.now() - start)), elements };
}
