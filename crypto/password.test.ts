import { describe, expect, test } from "bun:test";
import { argon2Sync, hkdfSync } from "node:crypto";
import { argon2id } from "hash-wasm";
import type { PasswordKdf } from "#protocol/objects/account.ts";
import { authKey } from "#protocol/objects/account.ts";
import { deriveKeys } from "./password.ts";

const kdf: PasswordKdf = { alg: "argon2id", m: 65_536, t: 3, p: 1, salt: "AAECAwQFBgcICQoLDA0ODw" };
const floor: PasswordKdf = { ...kdf, m: 19_456, t: 2 };
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("Argon2id", () => {
  // hash-wasm takes no associated data, which the RFC's vector has. So the vector proves Bun's own Argon2id, and that one
  // is the yardstick for hash-wasm below.
  test("RFC 9106 §5.3 through the platform", () => {
    const tag = argon2Sync("argon2id", {
      message: Buffer.alloc(32, 1),
      nonce: Buffer.alloc(16, 2),
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
      memory: 32,
      passes: 3,
      parallelism: 4,
      tagLength: 32,
    });
    expect(toHex(tag)).toBe("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  });

  // From the reference implementation's test.c, version 0x13.
  test.each([
    [65_536, 2, 1, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"],
    [256, 2, 1, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"],
    [256, 2, 2, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"],
    [65_536, 1, 1, "f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98"],
  ])("%p KiB, %p passes, %p lanes", async (memorySize, iterations, parallelism, expected) => {
    const options = { password: "password", salt: "somesalt", memorySize, iterations, parallelism, hashLength: 32 };
    expect(await argon2id(options)).toBe(expected);
  });
});

describe("password -> keys", () => {
  test("the whole derivation, frozen", async () => {
    const keys = await deriveKeys("Correct horse 1!", kdf);
    expect(keys.auth).toBe("k10CIlTsoef1U1n3zZQUYoDm2TxKUj7xpMJZ7Kq9W3o");
    expect(toHex(keys.wrap)).toBe("40350e4914ba62c40c3b7a670f3af80c390a9559355997980e29253aff81886a");
    expect(authKey.safeParse(keys.auth).success).toBe(true);
  });

  test("the same bytes come from the platform's Argon2id and HKDF", async () => {
    const keys = await deriveKeys("Käse 🧀 1!", floor);
    const nonce = Buffer.from(floor.salt, "base64url");
    const message = Buffer.from("Käse 🧀 1!".normalize("NFKC"));
    const master = argon2Sync("argon2id", { message, nonce, memory: floor.m, passes: floor.t, parallelism: 1, tagLength: 32 });
    const key = (label: string) => Buffer.from(hkdfSync("sha256", master, Buffer.alloc(32), label, 32));
    expect(keys.auth).toBe(key("parlor/auth/v1\0").toString("base64url"));
    expect(toHex(keys.wrap)).toBe(key("parlor/wrap/v1\0").toString("hex"));
  });

  test("two ways to type the same characters are one password", async () => {
    const composed = await deriveKeys("\u00e9\ufb01 1A!", floor);
    const decomposed = await deriveKeys("e\u0301fi 1A!", floor);
    expect(decomposed).toEqual(composed);
  });

  test("another letter case, another salt or more work give other keys, and auth tells nothing of wrap", async () => {
    const keys = await deriveKeys("Secret 1!", floor);
    expect((await deriveKeys("secret 1!", floor)).auth).not.toBe(keys.auth);
    expect((await deriveKeys("Secret 1!", { ...floor, salt: kdf.salt.replace("AAEC", "AAED") })).auth).not.toBe(keys.auth);
    expect((await deriveKeys("Secret 1!", { ...floor, t: 3 })).auth).not.toBe(keys.auth);
    expect(Buffer.from(keys.wrap).toString("base64url")).not.toBe(keys.auth);
  });

  test.each([
    ["a server that asks for less memory than the floor", "Secret 1!", { m: 19_455 }],
    ["a server that asks for one pass", "Secret 1!", { t: 1 }],
    ["a server that asks for a gigabyte and more", "Secret 1!", { m: 4_194_304 }],
    ["a salt that is not 16 bytes", "Secret 1!", { salt: "AAEC" }],
    ["an empty password", "", {}],
  ])("refuses %s", async (_name, password, change) => {
    await expect(deriveKeys(password, { ...kdf, ...change })).rejects.toBeInstanceOf(RangeError);
  });
});
