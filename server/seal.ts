import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Seals small texts with a key of the server's, so that a stolen database alone does not give them away (AES-256-GCM). */
export interface Seal {
  close(text: string): string;
  /** Throws when it was not sealed with this key. */
  open(sealed: string): string;
}

export function createSeal(secret: Uint8Array): Seal {
  const key = new Bun.CryptoHasher("sha256", secret).update("parlor/seal-at-rest/v1").digest();
  return {
    close(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    },
  };
}
