import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Page,
} from "playwright-core";
import { programs } from "./programs.ts";

/** Chromium without a window and without talking to anybody but the page it is shown. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = programs.chromium.find();
  if (!executablePath)
    throw new Error(`${programs.chromium.label} is not installed: apt install ${programs.chromium.aptPackage}`);
  return chromium.launch({
    executablePath,
    // Chromium refuses its sandbox to root, which is who runs tests in a container.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-background-networking", "--disable-component-update", "--disable-domain-reliability", "--no-pings"],
  });
}

/** The line between one browser and the server. It can be cut and mended; both ends notice as they would in a tunnel. */
export class Line implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(private readonly listener: Server) {}

  static async to(port: number): Promise<Line> {
    const line = new Line(createServer((near) => line.#accept(near, port)));
    await new Promise<void>((resolve) => line.listener.listen(0, "127.0.0.1", resolve));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  #accept(near: Socket, port: number): void {
    if (this.#isCut) return void near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}

/**
 * One person's browser: cookies and storage of its own, and a line that can break. Whatever its pages and workers complain
 * about (errors in the console, exceptions, violations of the security policy) is a fault unless the story expects it.
 */
export class Visitor implements AsyncDisposable {
  readonly #faults: string[] = [];
  readonly #expected: RegExp[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly line: Line,
  ) {}

  static async arrive(browser: Browser, port: number, options: BrowserContextOptions = {}): Promise<Visitor> {
    const line = await Line.to(port);
    const context = await browser.newContext({ baseURL: line.url, locale: "en-GB", reducedMotion: "reduce", ...options });
    const visitor = new Visitor(context, line);
    context.on("console", (message) => visitor.#hear(message));
    context.on("weberror", (error) => visitor.#faults.push(`exception: ${error.error().stack ?? error.error().message}`));
    context.on("serviceworker", (worker) => worker.on("console", (message) => visitor.#hear(message)));
    // Chromium tells the console of most violations, but not of all that a worker or a report-only policy meets.
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        const { violatedDirective, blockedURI, sourceFile, lineNumber } = event as SecurityPolicyViolationEvent;
        console.error(`policy violated: ${violatedDirective} by ${blockedURI} in ${sourceFile}:${lineNumber}`);
      });
      // The client spreads its tries to connect by chance, over half a minute; a story has no time for that.
      Math.random = () => 0.1;
    });
    context.setDefaultTimeout(15_000);
    return visitor;
  }

  /** Another tab. */
  async open(path = "/"): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(path);
    return page;
  }

  /** Without a network: the line is cut, and the browser knows. */
  async goOffline(): Promise<void> {
    this.expectNetworkErrors();
    this.line.cut();
    await this.context.setOffline(true);
  }

  async goOnline(): Promise<void> {
    this.line.mend();
    await this.context.setOffline(false);
  }

  /** The story brings this about; the browser may say so. */
  expect(complaint: RegExp): void {
    this.#expected.push(complaint);
  }

  /** Chromium reports each request that finds no server as an error of the page. */
  expectNetworkErrors(): void {
    this.expect(
      /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|NETWORK_CHANGED|SOCKET_NOT_CONNECTED)/,
    );
    this.expect(/WebSocket connection to .* failed/);
  }

  get faults(): readonly string[] {
    return this.#faults.filter((fault) => !this.#expected.some((pattern) => pattern.test(fault)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    await this.line[Symbol.asyncDispose]();
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() === "error" || message.type() === "warning") {
      this.#faults.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  }
}
