import { expect, test } from "bun:test";
import { closeCodes } from "#protocol/close-codes.ts";
import { errors } from "#protocol/errors.ts";
import { events } from "#protocol/events.ts";
import { operations } from "#protocol/operations/index.ts";
import { registry } from "../operations/registry.ts";
import { html } from "./html.ts";
import { openApi } from "./open-api.ts";
import { renderReference } from "./reference-page.ts";

const page = renderReference(registry);
const document = openApi(registry) as {
  paths: Record<string, Record<string, { parameters?: { name: string }[]; requestBody?: object; security: object[] }>>;
  components: { schemas: Record<string, unknown> };
};
const refsIn = (text: string) => new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));

test("the reference names every operation, event, error and close code", () => {
  for (const name of [...Object.keys(operations), ...Object.keys(events), ...Object.keys(errors)])
    expect(page).toContain(`id="${name}"`);
  for (const { code, message } of Object.values(closeCodes)) {
    expect(page).toContain(String(code));
    expect(page).toContain(Bun.escapeHTML(message));
  }
});

test("every link inside the reference has its target, and no id is given twice", () => {
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toEqual([...new Set(ids)]);
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

test("the reference holds under the strict policy: no script, no inline style, nothing from elsewhere", () => {
  expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\//i);
});

test("OpenAPI has each operation of HTTP with its method, and none of the socket", () => {
  const served = [...registry.values()].filter(({ door }) => door !== "socket");
  expect(Object.keys(document.paths).sort()).toEqual(served.map(({ name }) => `/api/${name}`).sort());
  for (const { name, kind } of served)
    expect(Object.keys(document.paths[`/api/${name}`] ?? {})).toEqual([kind === "reads" ? "get" : "post"]);
  expect(document.paths["/api/sync.resume"]).toBeUndefined();
});

test("what reads takes parameters, what changes takes a body", () => {
  const history = document.paths["/api/conversation.history"]?.get;
  expect(history?.parameters?.map(({ name }) => name)).toContain("before_seq");
  expect(history?.requestBody).toBeUndefined();
  expect(document.paths["/api/message.send"]?.post?.requestBody).toBeDefined();
  expect(document.paths["/api/server.get"]?.get?.security).toEqual([]);
  expect(document.paths["/api/account.get"]?.get?.security).toHaveLength(2);
});

test("every reference in the document leads to a schema", () => {
  const used = refsIn(JSON.stringify(document));
  expect(used.size).toBeGreaterThan(5);
  for (const name of used) expect(Object.keys(document.components.schemas)).toContain(name ?? "");
});

test("text put into markup stays text", () => {
  const name = `<img src=x onerror="alert(1)">'&`;
  expect(html`<p title="${name}">${[html`<b>${name}</b>`]}</p>`.markup).not.toContain("<img");
});
