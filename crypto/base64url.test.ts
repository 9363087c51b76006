import { describe, expect, test } from "bun:test";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("base64url", () => {
  // RFC 4648 §10, without padding.
  test.each([
    ["", ""],
    ["f", "Zg"],
    ["fo", "Zm8"],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg"],
    ["fooba", "Zm9vYmE"],
    ["foobar", "Zm9vYmFy"],
  ])("%p is %p", (plain, encoded) => {
    expect(encodeBase64url(bytes(plain))).toBe(encoded);
    expect(decodeBase64url(encoded)).toEqual(bytes(plain));
  });

  test("agrees with the platform on every byte and uses the two characters that are safe in addresses", () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(encodeBase64url(all)).toBe(Buffer.from(all).toString("base64url"));
    expect(decodeBase64url(encodeBase64url(all))).toEqual(all);
    expect(encodeBase64url(Uint8Array.of(0xfb, 0xff))).toBe("-_8");
  });

  test.each([
    ["padding", "Zg=="],
    ["the other alphabet", "+/8"],
    ["white space", "Zm 9"],
    ["a length no bytes have", "Zm9vY"],
    ["stray bits at the end, a second text for the same byte", "Zh"],
    ["letters outside ASCII", "Zmé"],
  ])("refuses %s", (_name, text) => {
    expect(decodeBase64url(text)).toBeNull();
  });
});
