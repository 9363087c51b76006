import { expect, test } from "bun:test";
import { autolink } from "./autolink.ts";

const links = (text: string) => autolink(text).flatMap((segment) => (segment.href === null ? [] : [segment.href]));
const rejoin = (text: string) =>
  autolink(text)
    .map((segment) => segment.text)
    .join("");

test("an address inside a sentence is found, the sentence's punctuation is not part of it", () => {
  expect(links("See https://example.org/a?b=1#c, please.")).toEqual(["https://example.org/a?b=1#c"]);
  expect(links("(https://example.org)")).toEqual(["https://example.org/"]);
  expect(links("https://example.org/x…")).toEqual(["https://example.org/x"]);
});

test("brackets that the address opened stay in it", () => {
  expect(links("https://en.wikipedia.org/wiki/Parlour_(disambiguation)")).toEqual([
    "https://en.wikipedia.org/wiki/Parlour_(disambiguation)",
  ]);
  expect(links("(see https://example.org/a_(b))")).toEqual(["https://example.org/a_(b)"]);
});

test("several addresses and line breaks", () => {
  expect(links("http://a.example\nhttps://b.example/ and HTTPS://C.EXAMPLE/X")).toEqual([
    "http://a.example/",
    "https://b.example/",
    "https://c.example/X",
  ]);
});

test("nothing but http and https ever becomes a link", () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "JaVaScRiPt://example.org/%0aalert(1)",
    "//example.org",
    "www.example.org",
    "mailto:a@example.org",
    "https://",
    "http:///",
    "https://[",
  ]) {
    expect(links(text)).toEqual([]);
  }
});

test("an address stops at characters that hide or reorder text", () => {
  expect(links("https://example.org/\u202egpj.exe")).toEqual(["https://example.org/"]);
  expect(links("https://exam\u200bple.org")).toEqual(["https://exam/"]);
});

test("the segments always make up the whole text", () => {
  for (const text of [
    "",
    "plain",
    "https://a.example",
    "a https://b.example. c (https://d.example/e) <https://f.example>",
    "🙂https://g.example🙂",
  ]) {
    expect(rejoin(text)).toBe(text);
  }
});
