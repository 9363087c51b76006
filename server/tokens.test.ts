import { expect, test } from "bun:test";
import { SignJWT } from "jose";
import type { AccountId, SessionId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import { createTokens, readRefreshToken } from "./tokens.ts";

const secret = new Uint8Array(32).fill(1);
let now = 1_800_000_000_000;
const tokens = createTokens({ secret, now: () => now });
const session = Bun.randomUUIDv7() as SessionId;
const claims = { knd: "account", sub: Bun.randomUUIDv7() as AccountId, sid: session } as const;

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const unchanged = async () => (await tokens.signAccess(claims)).token.split(".") as [string, string, string];
const payload = { ...claims, iss: "parlor", aud: "access", exp: now / 1_000 + 86_400 };

test("a token says who and which session until it expires", async () => {
  const { token, expires_at } = await tokens.signAccess(claims);
  expect(expires_at).toBe(now + limits.access_token_ms);
  expect(await tokens.verifyAccess(token)).toEqual({ kind: "valid", claims });
  now += limits.access_token_ms - 1_000;
  expect((await tokens.verifyAccess(token)).kind).toBe("valid");
  now += 2_000;
  expect(await tokens.verifyAccess(token)).toEqual({ kind: "expired" });
});

test("a changed payload is invalid", async () => {
  const [header, , signature] = await unchanged();
  const forged = encode({ ...payload, sub: Bun.randomUUIDv7() });
  expect(await tokens.verifyAccess(`${header}.${forged}.${signature}`)).toEqual({ kind: "invalid" });
});

test('a token cannot choose "none"', async () => {
  for (const alg of ["none", "None", "NONE"]) {
    expect(await tokens.verifyAccess(`${encode({ alg, typ: "JWT" })}.${encode(payload)}.`)).toEqual({ kind: "invalid" });
  }
});

test("nor another algorithm, even over the right key", async () => {
  const token = await new SignJWT(payload).setProtectedHeader({ alg: "HS512" }).sign(new Uint8Array(64).fill(1));
  expect(await tokens.verifyAccess(token)).toEqual({ kind: "invalid" });
});

test.each([
  ["another key", payload, new Uint8Array(32).fill(2)],
  ["another purpose", { ...payload, aud: "ticket" }, secret],
  ["another issuer", { ...payload, iss: "else" }, secret],
  ["no end", { ...payload, exp: undefined }, secret],
  ["no session", { ...payload, sid: undefined }, secret],
  ["another kind of person", { ...payload, knd: "admin" }, secret],
])("a token with %s is invalid", async (_what, forged, key) => {
  const token = await new SignJWT(forged).setProtectedHeader({ alg: "HS256" }).sign(key);
  expect(await tokens.verifyAccess(token)).toEqual({ kind: "invalid" });
});

test.each(["", "x", "a.b.c", "....", "\u0000"])("what is no token (%p) is invalid", async (text) => {
  expect(await tokens.verifyAccess(text)).toEqual({ kind: "invalid" });
});

test("a refresh token names its session and reads back", () => {
  const token = tokens.firstRefresh(session);
  expect(readRefreshToken(token.text)).toEqual(token);
  expect(token.hash).toBe(new Bun.CryptoHasher("sha256").update(token.text).digest("base64url"));
  expect(tokens.firstRefresh(session).text).not.toBe(token.text);
});

test("its successor is always the same one, and only this server can tell it", () => {
  const token = tokens.firstRefresh(session);
  const next = tokens.nextRefresh(token);
  expect(tokens.nextRefresh(token)).toEqual(next);
  expect(next.session).toBe(session);
  expect(next.text).not.toBe(token.text);
  expect(tokens.nextRefresh(next).text).not.toBe(next.text);
  const other = createTokens({ secret: new Uint8Array(32), now: () => now });
  expect(other.nextRefresh(token).text).not.toBe(next.text);
});

test.each(["", "x".repeat(63), "x".repeat(65), `${"x".repeat(63)}=`, "é".repeat(64)])(
  "what has not its form (%p) is none",
  (text) => {
    expect(readRefreshToken(text)).toBeNull();
  },
);
