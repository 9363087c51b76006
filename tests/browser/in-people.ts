import type { Page } from "playwright-core";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { App } from "./app.ts";
import type { World } from "./story.ts";

/** Does something as the person at this browser, without the screen: what a story takes for granted. */
export async function callAs<N extends OperationName>({ page }: App, op: N, input: Input<N>): Promise<Output<N>> {
  const answer = await page.evaluate(
    async ([name, body]) => {
      const init = { method: "POST", body, headers: { "content-type": "application/json" } };
      const response = await fetch(`/api/${name}`, init);
      return { ok: response.ok, value: (await response.json()) as unknown };
    },
    [op, JSON.stringify(input)] as const,
  );
  if (!answer.ok) throw new Error(`${op} was refused: ${JSON.stringify(answer.value)}`);
  return answer.value as Output<N>;
}

/** Ana and Bo, each at a browser of their own, who have nothing to do with each other yet. */
export async function anaAndBo(world: World): Promise<[App, App]> {
  return [await world.join("Ana", { display_name: "Ana Maria" }), await world.join("Bo_", { display_name: "Bo Bennett" })];
}

export async function befriend(asking: App, answering: App, username: string): Promise<void> {
  const request = await callAs(asking, "friend.request", { username });
  await callAs(answering, "friend.accept", { request: request.id });
}

/** The way to one's people, by how many wait for an answer. */
export function peopleLink({ page }: App, waiting = 0) {
  const name = waiting === 0 ? "People" : `People: ${waiting} ${waiting === 1 ? "request" : "requests"} to answer`;
  return page.getByRole("link", { name, exact: true });
}

/** One of the three lists, opened. */
export async function openPeople(app: App, tab: "Contacts" | "Requests" | "Blocked" = "Contacts"): Promise<void> {
  await app.page.goto(tab === "Contacts" ? "/people" : `/people/${tab.toLowerCase()}`);
  await app.page.getByRole("heading", { name: "People", level: 1 }).waitFor();
  await app.isIn();
}

export function toast(page: Page, text: string | RegExp) {
  return page.getByRole("status", { name: "Notices" }).getByText(text);
}

/** A PNG of this size, drawn by the browser: red on the left half, blue on the right. */
export async function drawPicture({ page }: App, width: number, height: number): Promise<Buffer> {
  const bytes = await page.evaluate(
    async ([w, h]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: w, height: h });
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      context.fillStyle = "#d00000";
      context.fillRect(0, 0, w / 2, h);
      context.fillStyle = "#0000d0";
      context.fillRect(w / 2, 0, w / 2, h);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
      return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
    },
    [width, height] as const,
  );
  return Buffer.from(bytes);
}
