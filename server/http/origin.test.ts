import { expect, test } from "bun:test";
import { parseConfig } from "../config.ts";
import { isOwnOrigin } from "./origin.ts";

const plain = parseConfig({});
const behindProxy = parseConfig({ PUBLIC_URL: "https://chat.example.org" });

test("the host the request went to is our own", () => {
  expect(isOwnOrigin("http://127.0.0.1:3000", "127.0.0.1:3000", plain)).toBe(true);
  expect(isOwnOrigin("https://chat.example.org", "chat.example.org", plain)).toBe(true);
});

test("so is the public address, whatever host the proxy passes on", () => {
  expect(isOwnOrigin("https://chat.example.org", "parlor:3000", behindProxy)).toBe(true);
});

test.each([
  "null",
  "",
  "https://evil.example",
  "https://chat.example.org.evil.example",
  "https://evil.chat.example.org",
  "http://127.0.0.1",
  "http://127.0.0.1:3001",
  "http://localhost:3000",
  "file://127.0.0.1:3000",
  "chrome-extension://127.0.0.1:3000",
])("%p is not", (origin) => {
  expect(isOwnOrigin(origin, "127.0.0.1:3000", plain)).toBe(false);
});

test("where people come over TLS, the unencrypted twin is a stranger", () => {
  expect(isOwnOrigin("http://chat.example.org", "chat.example.org", behindProxy)).toBe(false);
  expect(isOwnOrigin("https://chat.example.org", "chat.example.org", behindProxy)).toBe(true);
});

test("a request that names no host has no origin of its own", () => {
  expect(isOwnOrigin("http://127.0.0.1:3000", null, plain)).toBe(false);
});
