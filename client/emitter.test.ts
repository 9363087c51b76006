import { expect, test } from "bun:test";
import type { ParlorEvent } from "#protocol/events.ts";
import { Emitter } from "./emitter.ts";

const typing = (name: string) => ({ event: "typing.changed", data: { person: { name } } }) as ParlorEvent;

test("a handler hears its own events until it stops", () => {
  const emitter = new Emitter(() => undefined);
  const heard: string[] = [];
  const stop = emitter.on("typing.changed", ({ person }) => heard.push(person.name));
  emitter.on("notice", () => heard.push("notice"));
  emitter.emit(typing("bo"));
  stop();
  emitter.emit(typing("cy"));
  expect(heard).toEqual(["bo"]);
});

test("a handler that throws is reported and keeps nothing from the others", () => {
  const reported: unknown[] = [];
  const emitter = new Emitter((error) => reported.push(error));
  const heard: string[] = [];
  emitter.on("typing.changed", () => {
    throw new Error("a bug in a toast");
  });
  emitter.on("typing.changed", ({ person }) => heard.push(person.name));
  emitter.emit(typing("bo"));
  expect(heard).toEqual(["bo"]);
  expect(reported).toEqual([new Error("a bug in a toast")]);
});
