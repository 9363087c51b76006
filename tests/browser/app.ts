import type { Locator, Page } from "playwright-core";
import type { Visitor } from "#testkit/chromium.ts";

export const password = "Correct-horse-1";

/** One tab of the app, used as a person uses it: by what stands on the screen. */
export class App {
  readonly composer: Locator;
  readonly log: Locator;

  constructor(
    readonly page: Page,
    readonly visitor: Visitor,
  ) {
    this.composer = page.getByRole("textbox", { name: /^Message to / });
    this.log = page.getByRole("log", { name: /^Messages in / });
  }

  /** Fills in the form for a new account, wherever the person is, and waits for the conversation. */
  async register(username: string, display_name?: string): Promise<void> {
    await this.page.getByLabel("Username").fill(username);
    if (display_name) await this.page.getByLabel("Display name").fill(display_name);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Create account" }).click();
    await this.isIn();
  }

  async signIn(username: string, secret = password): Promise<void> {
    await this.page.getByLabel("Username or e-mail").fill(username);
    await this.page.getByLabel("Password", { exact: true }).fill(secret);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Signed in, and everything has arrived. */
  async isIn(): Promise<void> {
    await this.page.locator('[data-region="account"]').getByText("Online").first().waitFor({ state: "attached" });
  }

  /** Everything that the app needs without a server is on the device. */
  async isKeptForOffline(): Promise<void> {
    await this.page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated");
  }

  /** Another tab of the same browser. */
  async anotherTab(): Promise<App> {
    const tab = new App(await this.visitor.open(), this.visitor);
    await tab.isIn();
    return tab;
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** A message by its text, as a screen reader names it. */
  message(text: string): Locator {
    return this.log.getByRole("article", { name: `: ${text}` });
  }

  /** An own message in one of its states. */
  inState(text: string, state: "Sending" | "Sent" | "Not sent"): Locator {
    return this.log.getByRole("article", { name: `: ${text}. ${state}` });
  }

  /** How many messages wait on the disk to be sent. */
  unsentOnDisk(): Promise<number> {
    return this.page.evaluate(async () => {
      const answerOf = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
      const database = await answerOf(indexedDB.open("parlor"));
      const count = await answerOf(database.transaction("outbox").objectStore("outbox").count());
      database.close();
      return count;
    });
  }

  /** Texts of the messages in the document, from top to bottom. */
  texts(): Promise<string[]> {
    return this.log
      .getByRole("article")
      .evaluateAll((articles) =>
        articles.map((article) =>
          (article.getAttribute("aria-label") ?? "").replace(/^[^:]*:\d\d: /, "").replace(/\. (Sent|Sending)$/, ""),
        ),
      );
  }

  /** Two frames have passed: what had to be drawn has been. */
  drawn(): Promise<void> {
    return this.page.evaluate(
      () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    );
  }

  /** The latest message is in sight. */
  isAtEnd(): Promise<boolean> {
    return this.log.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop < 40);
  }

  openAccountMenu(): Promise<void> {
    return this.page.locator('[data-region="account"]').getByRole("button").first().click();
  }

  /** What the whole page scrolls sideways by; more than 0 is too much. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }
}
