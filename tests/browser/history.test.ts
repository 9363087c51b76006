import { expect } from "bun:test";
import { RawPerson } from "#testkit/raw-client.ts";
import { App } from "./app.ts";
import { becomes, story, useBrowser, type World } from "./story.ts";

useBrowser();

/** Messages of very different heights, so that guessing them is not enough. */
const uneven = (count: number) =>
  Array.from({ length: count }, (_, n) => `message ${n}.${" and more words".repeat((n * 7) % 40)}`);

/** Tops of what is read on the screen, by message: above it a name and a day come and go with the page before. */
function positions(app: App): Promise<Record<string, number>> {
  return app.log.evaluate((log) => {
    const { top, bottom } = log.getBoundingClientRect();
    const shown = [...log.querySelectorAll<HTMLElement>("[data-message]")].map(
      (row) => [row.dataset.message ?? "", (row.querySelector(".bubble") ?? row).getBoundingClientRect()] as const,
    );
    return Object.fromEntries(
      shown.filter(([, box]) => box.top >= top && box.bottom <= bottom).map(([key, box]) => [key, box.top]),
    );
  });
}

/** Holds back pages of history until they are let through one at a time. */
function holdPages(world: World) {
  const { messages } = world.server.server.context.store.read;
  const history = messages.history.bind(messages);
  const waiting: (() => void)[] = [];
  Object.assign(messages, {
    history: async (...request: Parameters<typeof history>) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return history(...request);
    },
  });
  return {
    asked: async () => waiting.length > 0,
    letThrough: () => waiting.shift()?.(),
  };
}

story("older pages come in above without moving what is being read", async (world) => {
  await RawPerson.register(world.server.url, "Bo_");
  const ana = await world.join("Ana");
  await world.writeHistory(uneven(400), ["Bo_", "Ana", "Bo_"]);
  await ana.page.reload();
  await ana.isIn();
  await ana.page.getByRole("button", { name: /Jump to latest/ }).click();
  await ana.message("message 399.").waitFor();
  const pages = holdPages(world);

  await ana.log.hover();
  // Both before the edge is reached and at the very edge.
  for (const stride of [-400, -700, -100_000, -400, -100_000]) {
    do {
      await ana.page.mouse.wheel(0, stride);
      await ana.drawn();
    } while (!(await pages.asked()));
    await ana.drawn();
    const [before, height] = [await positions(ana), await ana.log.evaluate((log) => log.scrollHeight)];
    pages.letThrough();
    await becomes(async () => (await ana.log.evaluate((log) => log.scrollHeight)) > height, true);
    await ana.drawn();
    const after = await positions(ana);
    const kept = Object.keys(before).filter((key) => key in after);
    expect(kept.length).toBeGreaterThan(0);
    for (const key of kept) expect(Math.abs((after[key] ?? 0) - (before[key] ?? 0))).toBeLessThanOrEqual(1);
  }
});

story("of thousands of messages only those near the screen are in the document", async (world) => {
  const ana = await world.join("Ana");
  await world.writeHistory(uneven(3_000), ["Ana"]);
  await ana.message("message 2999.").waitFor();
  const most = await ana.log.evaluate(async (log) => {
    let rows = 0;
    const isAtBeginning = () => log.querySelector('[aria-label*=": message 0."]') !== null;
    // From the end to the beginning, in strides that leave most of it out and in such as a wheel makes.
    for (let stride = 0; !isAtBeginning(); stride++) {
      log.scrollTop -= stride % 2 === 0 ? 600 : log.scrollHeight / 20;
      // The first frame tells the list of the stride, in the second it has drawn what is there.
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      rows = Math.max(rows, log.querySelectorAll("[data-message]").length);
    }
    return rows;
  });
  expect(most).toBeGreaterThan(5);
  expect(most).toBeLessThan(80);
  expect(await ana.page.locator("*").count()).toBeLessThan(1_500);
  await ana.message("message 0.").waitFor();
  await ana.page.getByRole("button", { name: "Jump to latest" }).click();
  await ana.message("message 2999.").waitFor();
});

story("opens at the first of many unread messages, and counts down while they are read", async (world) => {
  const bo = await world.join("Bo_");
  await bo.page.goto("/settings/profile");
  await RawPerson.register(world.server.url, "Ana");
  await bo.page.close();
  await world.writeHistory(uneven(150), ["Ana"]);
  const again = await bo.visitor.open();
  const { log } = new App(again, bo.visitor);
  const divider = log.getByText("New messages", { exact: true });
  await divider.waitFor();
  await log.getByRole("article", { name: /: message 0\./ }).waitFor();
  const [top, line] = [await log.boundingBox(), await divider.boundingBox()];
  expect((line?.y ?? 0) - (top?.y ?? 0)).toBeGreaterThanOrEqual(0);
  expect((line?.y ?? 0) - (top?.y ?? 0)).toBeLessThan(200);
  const unread = async () => Number(/\((\d+)\)/.exec(await again.title())?.[1] ?? 0);
  await becomes(async () => (await unread()) > 100 && (await unread()) < 150, true);
  const first = await unread();
  await log.hover();
  await again.mouse.wheel(0, 2_000);
  await becomes(async () => (await unread()) < first, true);
  await again.getByRole("button", { name: /Jump to latest/ }).click();
  await becomes(unread, 0);
});

story("opens on its last state at once, and once it has caught up shows where the news begin", async (world) => {
  const bo = await world.join("Bo_");
  await RawPerson.register(world.server.url, "Ana");
  await world.writeHistory(uneven(60), ["Ana"]);
  await bo.message("message 59.").waitFor();
  await bo.isKeptForOffline();
  await becomes(() => world.readSeqOf("Bo_"), 62);
  await bo.page.goto("about:blank");
  await world.writeHistory(
    Array.from({ length: 60 }, (_, n) => `news ${n}.`),
    ["Ana"],
  );
  bo.visitor.line.cut();
  bo.visitor.expectNetworkErrors();
  await bo.page.goto("/");
  await bo.message("message 59.").waitFor();
  bo.visitor.line.mend();
  await bo.message("news 0.").waitFor();
  await bo.log.getByText("New messages", { exact: true }).waitFor();
  await bo.drawn();
  const [list, line] = [await bo.log.boundingBox(), await bo.log.getByText("New messages", { exact: true }).boundingBox()];
  expect(line?.y ?? 0).toBeGreaterThanOrEqual(list?.y ?? Number.POSITIVE_INFINITY);
  expect(line?.y ?? 0).toBeLessThan((list?.y ?? 0) + (list?.height ?? 0));
});

story("a reload comes back to the same place", async (world) => {
  const ana = await world.join("Ana");
  await world.writeHistory(uneven(300), ["Ana"]);
  await ana.message("message 299.").waitFor();
  await ana.log.hover();
  for (let n = 0; n < 12; n++) {
    await ana.page.mouse.wheel(0, -600);
    await ana.drawn();
  }
  await becomes(() => ana.isAtEnd(), false);
  await ana.drawn();
  const before = await positions(ana);
  await ana.page.reload();
  await ana.log.getByRole("article").first().waitFor();
  await becomes(async () => {
    const after = await positions(ana);
    const kept = Object.keys(before).filter((key) => key in after);
    return kept.length > 0 && kept.every((key) => Math.abs((after[key] ?? 0) - (before[key] ?? 0)) <= 2);
  }, true);
});
