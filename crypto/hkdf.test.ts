import { describe, expect, test } from "bun:test";
import { hkdfSync } from "node:crypto";
import { expand, extract } from "./hkdf.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("HKDF-SHA256", () => {
  test("RFC 5869 A.1", async () => {
    const key = await extract(hex("000102030405060708090a0b0c"), hex("0b".repeat(22)));
    expect(toHex(key)).toBe("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    expect(toHex(await expand(key, hex("f0f1f2f3f4f5f6f7f8f9"), 42))).toBe(
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    );
  });

  test("RFC 5869 A.2: longer inputs and outputs", async () => {
    const range = (from: number, length: number) => Uint8Array.from({ length }, (_, index) => from + index);
    const key = await extract(range(0x60, 80), range(0x00, 80));
    expect(toHex(key)).toBe("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244");
    expect(toHex(await expand(key, range(0xb0, 80), 82))).toBe(
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    );
  });

  test("agrees with the platform at the edges of a block", async () => {
    for (const length of [1, 31, 32, 33, 64, 65]) {
      const [salt, material, info] = [new Uint8Array(32), hex("aa".repeat(32)), hex("00ff")];
      const expected = hkdfSync("sha256", material, salt, info, length);
      expect(toHex(await expand(await extract(salt, material), info, length))).toBe(toHex(new Uint8Array(expected)));
    }
  });

  test("refuses to give more than 255 blocks", async () => {
    await expect(expand(new Uint8Array(32), new Uint8Array(0), 8_161)).rejects.toBeInstanceOf(RangeError);
  });
});
