import { expect } from "bun:test";
import type { BrowserContextOptions } from "playwright-core";
import { RawPerson } from "#testkit/raw-client.ts";
import type { App } from "./app.ts";
import { photographScreens } from "./screenshots.ts";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

const small: BrowserContextOptions = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Lightness of what the page is painted on, from 0 to 1. */
function lightness(app: App): Promise<number> {
  return app.page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
    context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 765;
  });
}

const isDark = async (app: App) => (await lightness(app)) < 0.3;

story("the theme follows the system, can be chosen, and is there before the first paint", async (world) => {
  const ana = await world.join("Ana", { colorScheme: "light" });
  expect(await isDark(ana)).toBe(false);
  await ana.page.emulateMedia({ colorScheme: "dark" });
  await becomes(() => isDark(ana), true);
  await ana.page.emulateMedia({ colorScheme: "light" });
  await becomes(() => isDark(ana), false);

  await ana.openAccountMenu();
  await ana.page.getByRole("radio", { name: "Dark" }).check({ force: true });
  await becomes(() => isDark(ana), true);
  const tab = await ana.anotherTab();
  expect(await isDark(tab)).toBe(true);

  // The app's own script is held back: only what runs before the first paint is there. The service worker would have it at hand.
  await ana.isKeptForOffline();
  await ana.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
  const held = Promise.withResolvers<void>();
  await ana.page.route(/\/assets\/.*\.js$/, (route) => held.promise.then(() => route.continue()));
  await ana.page.reload({ waitUntil: "commit" });
  await becomes(() => isDark(ana), true);
  expect(await ana.page.locator("#app").innerHTML()).toBe("");
  held.resolve();
  await ana.isIn();
  expect(await isDark(ana)).toBe(true);

  await tab.openAccountMenu();
  await tab.page.getByRole("radio", { name: "Light" }).check({ force: true });
  for (const app of [ana, tab]) await becomes(() => isDark(app), false);
});

story("on a phone the list and the conversation are two screens, with the system's Back between them", async (world) => {
  await RawPerson.register(world.server.url, "Bo_");
  const ana = await world.visit({ ...phone, path: "/register" });
  await ana.register("Ana");
  const list = ana.page.getByRole("navigation", { name: "Conversations" });
  await list.waitFor();
  expect(await ana.composer.isVisible()).toBe(false);
  await list.getByRole("link", { name: /Lobby/ }).click();
  await ana.composer.waitFor();
  expect(await list.isVisible()).toBe(false);
  // A field that takes the focus would raise the keyboard over what was opened.
  expect(await ana.composer.evaluate((field) => field === document.activeElement)).toBe(false);

  await ana.page.goBack();
  await list.waitFor();
  await ana.page.goForward();
  await ana.composer.waitFor();
  await ana.page.getByRole("button", { name: "Back to conversations" }).click();
  await list.waitFor();
  await list.getByRole("link", { name: /Lobby/ }).click();
  await ana.page.getByRole("button", { name: /^People/ }).click();
  await ana.page.getByRole("complementary", { name: "People" }).getByText("Bo_").waitFor();
  await ana.page.goBack();
  await ana.composer.waitFor();

  // Enter makes a line here; the button sends.
  await ana.composer.tap();
  await ana.page.keyboard.type("one");
  await ana.page.keyboard.press("Enter");
  await ana.page.keyboard.type("two");
  expect(await ana.composer.inputValue()).toBe("one\ntwo");
  await ana.page.getByRole("button", { name: "Send", exact: true }).tap();
  await ana.inState("one two", "Sent").waitFor();

  // Opened at a conversation, Back leads to the list and not out of the app.
  const direct = await ana.visitor.open(new URL(ana.page.url()).pathname);
  await direct.getByRole("button", { name: "Back to conversations" }).click();
  await direct.getByRole("navigation", { name: "Conversations" }).waitFor();
});

story("320 pixels are enough for every screen, and every target is large enough for a finger", async (world) => {
  await RawPerson.register(world.server.url, "Bo_");
  const ana = await world.visit({ ...small, path: "/sign-in" });
  const narrowEnough = async (screen: string) => {
    const wide = await ana.page.evaluate(() => {
      const isCut = (element: Element | null): boolean =>
        element !== null && (/hidden|clip/.test(getComputedStyle(element).overflowX) || isCut(element.parentElement));
      const outside = [...document.querySelectorAll("#app *")].filter((element) => {
        const box = element.getBoundingClientRect();
        const isOut = box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
        return (
          element.checkVisibility() &&
          ((isOut && !isCut(element.parentElement)) ||
            (element.matches(".message-scroller, textarea") && element.scrollWidth > element.clientWidth))
        );
      });
      return outside.map((element) => element.outerHTML.slice(0, 120));
    });
    expect({ screen, overflow: await ana.overflow(), wide }).toEqual({ screen, overflow: 0, wide: [] });
  };
  const largeEnough = async (screen: string) => {
    // What stands within text or repeats a larger target beside it may be smaller.
    const cramped = await ana.page.evaluate(() => {
      const targets = [...document.querySelectorAll<HTMLElement>("button, a[href], input, textarea, label:has(input)")];
      const seen = targets.filter(
        (target) => target.checkVisibility() && getComputedStyle(target).clipPath === "none" && !target.closest("p, label *"),
      );
      return seen.filter((target) => target.getBoundingClientRect().height < 32).map((target) => target.outerHTML.slice(0, 120));
    });
    expect({ screen, cramped }).toEqual({ screen, cramped: [] });
  };
  const check = async (screen: string) => {
    await narrowEnough(screen);
    await largeEnough(screen);
  };

  await ana.page.getByRole("heading", { name: "Sign in to Parlor" }).waitFor();
  await check("sign in");
  await ana.page.goto("/");
  await ana.page.getByRole("heading", { name: "Talk in a room" }).waitFor();
  await check("front door");
  await ana.page.getByRole("link", { name: "Create an account" }).click();
  await ana.page.getByLabel("Username").fill("no good name at all, and too long");
  await check("register");
  await ana.register("Ana", "Ana with a display name that is really rather long, as some are, and goes on");
  await check("list");
  await world.writeHistory([`long ${"x".repeat(500)}`, "https://example.org/".padEnd(300, "y"), "short"], ["Bo_", "Ana"]);
  await ana.page.getByRole("link", { name: /Lobby/ }).click();
  await ana.message("short").waitFor();
  await ana.composer.fill("x".repeat(4_100));
  await check("conversation");
  await ana.composer.fill("");
  await ana.page.getByRole("button", { name: /^People/ }).click();
  await ana.page.getByRole("complementary", { name: "People" }).getByText("Bo_").waitFor();
  await check("people");
  for (const section of ["", "Profile", "Appearance", "Password", "Sessions"]) {
    await ana.page.goto(`/settings/${section.toLowerCase()}`);
    await ana.page.getByRole("heading", { name: section || "Settings" }).waitFor();
    if (section === "Sessions") await ana.page.getByText("This device", { exact: true }).waitFor();
    await check(`settings ${section}`);
  }
  await ana.visitor.goOffline();
  await ana.page.goto("/");
  await ana.page.getByRole("link", { name: /Lobby/ }).click();
  await ana.page.getByText("You’re offline").waitFor();
  await check("offline");
});

story("from right to left everything is mirrored and nothing overlaps", async (world) => {
  await RawPerson.register(world.server.url, "Bo_");
  const ana = await world.join("Ana");
  await world.writeHistory(["مرحبا", "mine"], ["Bo_", "Ana"]);
  await ana.message("mine").waitFor();
  const left = (text: string) =>
    ana
      .message(text)
      .locator(".bubble")
      .evaluate((bubble) => bubble.getBoundingClientRect().left);
  expect(await left("mine")).toBeGreaterThan(await left("مرحبا"));
  await ana.page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  await becomes(async () => (await left("mine")) < (await left("مرحبا")), true);
  const list = await ana.page.getByRole("navigation", { name: "Conversations" }).boundingBox();
  const log = await ana.log.boundingBox();
  expect(list?.x ?? 0).toBeGreaterThanOrEqual((log?.x ?? 0) + (log?.width ?? 0) - 1);
  expect(await ana.overflow()).toBe(0);
  await ana.page.getByRole("button", { name: /^People/ }).click();
  await ana.page.getByRole("complementary", { name: "People" }).getByText("Bo_").waitFor();
  expect(await ana.overflow()).toBe(0);
});

story("text twice as large still fits", async (world) => {
  const ana = await world.join("Ana");
  await ana.send("a message that is long enough to be broken into several lines when it is twice as large as usual");
  await ana.page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
  });
  expect(await ana.overflow()).toBe(0);
  const button = await ana.page.getByRole("button", { name: "Send", exact: true }).boundingBox();
  expect((button?.x ?? 0) + (button?.width ?? 0)).toBeLessThanOrEqual(1280);
  expect(await ana.composer.isVisible()).toBe(true);
});

if (process.env.UPDATE_SCREENSHOTS === "1") story("the pictures of the documentation are made anew", photographScreens);
