import { afterAll, beforeAll, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { ensureWebClient } from "#cli/build-web.ts";
import type { ConversationId, MessageId } from "#protocol/ids.ts";
import type { Message } from "#protocol/objects/message.ts";
import { readSite, type SiteFile } from "#server/http/site.ts";
import type { NewMessage } from "#server/store/store.ts";
import { launchChromium, Visitor } from "#testkit/chromium.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "#testkit/test-server.ts";
import { App } from "./app.ts";

/** Stories told in a real browser, against a real server that serves the built client under the policy people get. */

const patience_ms = 60_000;
const desktop = { width: 1280, height: 800 };

let browser: Browser | undefined;
let site: SiteFile[];

/** Call once in each file: its stories share one browser, and each has a server and visitors of its own. */
export function useBrowser(): void {
  beforeAll(async () => {
    const folder = await ensureWebClient(new URL("../..", import.meta.url).pathname, () => undefined);
    site = (await readSite(folder)) ?? [];
    browser = await launchChromium();
  }, patience_ms);
  afterAll(() => browser?.close());
}

export function story(name: string, tell: (world: World) => Promise<void>, options: TestServerOptions = {}): void {
  test(
    name,
    async () => {
      await using world = new World(await startTestServer({ unlimited: true, site, ...options }), options);
      try {
        await tell(world);
      } catch (error) {
        await world.leaveTraces(name);
        throw error;
      }
      world.expectNoFaults();
    },
    patience_ms,
  );
}

/** One server and everybody who visits it. */
export class World implements AsyncDisposable {
  readonly #visitors: Visitor[] = [];

  constructor(
    public server: TestServer,
    private readonly options: TestServerOptions,
  ) {}

  /** Somebody opens the app in a browser of their own. */
  async visit(options: BrowserContextOptions & { path?: string } = {}): Promise<App> {
    const { path, ...context } = options;
    if (!browser) throw new Error("useBrowser is called once in each file");
    const visitor = await Visitor.arrive(browser, this.server.port, { viewport: desktop, ...context });
    this.#visitors.push(visitor);
    return new App(await visitor.open(path), visitor);
  }

  /** The same with an account that is made on the way. */
  async join(username: string, options: BrowserContextOptions & { display_name?: string } = {}): Promise<App> {
    const { display_name, ...context } = options;
    const app = await this.visit({ ...context, path: "/register" });
    await app.register(username, display_name);
    return app;
  }

  async stopServer(): Promise<void> {
    for (const visitor of this.#visitors) visitor.expectNetworkErrors();
    await this.server.stop();
  }

  /** On the same port and data; with other files when a new version is released. */
  async startServer(files: readonly SiteFile[] = site): Promise<void> {
    const { port, data_dir } = this.server;
    this.server = await startTestServer({ unlimited: true, ...this.options, site: files, port, data_dir });
  }

  /** The files of the client, as they are served. */
  get files(): readonly SiteFile[] {
    return site;
  }

  /** Messages of accounts of these names, in turns, one a minute up to now. */
  async writeHistory(texts: readonly string[], authors: readonly string[]): Promise<void> {
    const start = this.server.server.context.now() - texts.length * 60_000;
    await this.write(
      texts.map((text, index) => ({ author: authors[index % authors.length] ?? "", text, created_at: start + index * 60_000 })),
    );
  }

  /** Messages in the lobby, by usernames. Who is connected hears of them. */
  async write(messages: readonly { author: string; text: string; created_at: number }[]): Promise<void> {
    const { store, emit } = this.server.server.context;
    const lobby = (await store.read.conversations.lobby())?.id as ConversationId;
    const names = [...new Set(messages.map(({ author }) => author))];
    const people = new Map(
      await Promise.all(names.map(async (name) => [name, await store.read.accounts.findByLogin(name)] as const)),
    );
    const written = messages.map(async ({ author, text, created_at }) => {
      const person = people.get(author);
      if (!person) throw new Error(`nobody is called ${author}`);
      const id = Bun.randomUUIDv7() as MessageId;
      const message: NewMessage = {
        ...{ id, conversation_id: lobby, mid: `history-${id}`, sender_kind: "account", sender_id: person.id, type: "text" },
        ...{ body: { text }, reply_to: null, created_at },
      };
      const outcome = await store.append(message);
      if (outcome.kind !== "appended") throw new Error(`not written: ${outcome.kind}`);
      return (await store.read.messages.get(id)) as Message;
    });
    for (const message of await Promise.all(written)) emit({ event: "message.created", data: message });
  }

  /** How far somebody has read in the lobby, as the server knows it. */
  async readSeqOf(username: string): Promise<number> {
    const { read } = this.server.server.context.store;
    const [lobby, person] = await Promise.all([read.conversations.lobby(), read.accounts.findByLogin(username)]);
    const member = lobby && person && (await read.members.get(lobby.id, person.id));
    return member?.read_seq ?? 0;
  }

  /** What helps to understand a story that went wrong: what each tab showed, and what it complained about. */
  async leaveTraces(name: string): Promise<void> {
    const pages = this.#visitors.flatMap((visitor) => visitor.context.pages());
    for (const [index, page] of pages.entries()) {
      const path = join(tmpdir(), "parlor-browser", `${name.replace(/\W+/g, "-").slice(0, 60)}-${index + 1}.png`);
      await page.screenshot({ path, timeout: 5_000 }).then(
        () => console.log(`tab ${index + 1} at ${page.url()}: ${path}`),
        () => console.log(`tab ${index + 1} at ${page.url()} could not be photographed`),
      );
    }
    for (const fault of this.#visitors.flatMap((visitor) => visitor.faults)) console.log(fault);
  }

  expectNoFaults(): void {
    expect(this.#visitors.flatMap((visitor) => visitor.faults)).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const visitor of this.#visitors) await visitor[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

/** Waits until something read again and again is as it should be, and otherwise shows how it differed. */
export async function becomes<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const deadline = performance.now() + 15_000;
  for (let value = await read(); !Bun.deepEquals(value, expected); value = await read()) {
    if (performance.now() > deadline) expect<unknown>(value).toEqual(expected);
    await Bun.sleep(20);
  }
}
