import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Config } from "./config.ts";
import { StartError } from "./start-error.ts";

/** Keys that every node of a server shares. */
export interface Secrets {
  /** Signs access tokens and socket tickets, continues refresh tokens. Changing it signs everyone out. */
  readonly jwt: Uint8Array;
  /** Makes the salts of logins that do not exist. */
  readonly prelogin: Uint8Array;
}

const key = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const secretsFile = z.strictObject({ jwt: key, prelogin: key });
type SecretsFile = z.infer<typeof secretsFile>;

/** From the environment where given, else from `secrets.json` in the data folder, which is made on the first run. */
export function loadSecrets(config: Config): Secrets {
  const jwt = fromEnvironment("JWT_SECRET", config.jwt_secret, config.production);
  const prelogin = fromEnvironment("PRELOGIN_SECRET", config.prelogin_secret, config.production);
  if (jwt && prelogin) return { jwt, prelogin };
  const file = readOrMake(config.data_dir);
  return { jwt: jwt ?? Buffer.from(file.jwt, "base64url"), prelogin: prelogin ?? Buffer.from(file.prelogin, "base64url") };
}

function fromEnvironment(name: string, text: string | null, production: boolean): Uint8Array | null {
  if (text === null) return null;
  if (production && isWeak(text)) {
    throw new StartError(`${name} is too weak: leave it out to have one made, or set the output of "openssl rand -base64 32".`);
  }
  return new TextEncoder().encode(text);
}

/** Too short, or too few different characters, to be random. */
function isWeak(text: string): boolean {
  return text.length < 32 || new Set(text).size < 12;
}

function readOrMake(folder: string): SecretsFile {
  const path = join(folder, "secrets.json");
  try {
    return read(path);
  } catch (error) {
    if (!isMissing(error)) throw unusable(path, error);
  }
  try {
    return make(folder, path);
  } catch (error) {
    throw unusable(path, error);
  }
}

function read(path: string): SecretsFile {
  const file = secretsFile.parse(JSON.parse(readFileSync(path, "utf8")));
  // Copies and restores tend to lose the mode.
  chmodSync(path, 0o600);
  return file;
}

/** Written beside and linked into place: a crash leaves no half file, and of two starts at once one wins for both. */
function make(folder: string, path: string): SecretsFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secrets: SecretsFile = { jwt: randomKey(), prelogin: randomKey() };
  const draft = `${path}.${process.pid}.${Date.now()}`;
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, `${JSON.stringify(secrets, null, 2)}\n`);
    fsyncSync(file);
    linkSync(draft, path);
    return secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return read(path);
    throw error;
  } finally {
    closeSync(file);
    unlinkSync(draft);
  }
}

function randomKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function unusable(path: string, error: unknown): StartError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code)
    return new StartError(
      `${path} cannot be used (${code}): make the folder readable and writable for this user, or set DATA_DIR.`,
    );
  return new StartError(`${path} is damaged: restore it from a backup, or delete it, which signs everyone out.`);
}
