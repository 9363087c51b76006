import { readFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** Something that is made from sources and kept in a folder. */
export interface Product {
  /** Where it is kept, from the root of the project. */
  readonly folder: string;
  /** Said before it is made. */
  readonly notice: string;
  /** Patterns of all that goes into it. */
  readonly sources: readonly string[];
  /** Makes it in `draft`, a folder that is not there yet. */
  make(root: string, draft: string): Promise<void>;
}

const stampFile = ".stamp";

/** The product's folder. Makes it first when it is missing or its sources have changed since. */
export async function bringUpToDate(root: string, product: Product, say: (line: string) => void): Promise<string> {
  const target = join(root, product.folder);
  const stamp = stampOf(root, product.sources);
  if (stamp === (await readStamp(target))) return target;

  say(product.notice);
  const draft = `${target}.${crypto.randomUUID()}`;
  try {
    await product.make(root, draft);
    await Bun.write(join(draft, stampFile), stamp);
    await replaceFolder(draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}

/** By content: the times of files change with every checkout and copy. Read one after another, which is quickest here. */
function stampOf(root: string, sources: readonly string[]): string {
  const found = sources.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: root })]);
  const hash = new Bun.CryptoHasher("sha256");
  for (const path of found.filter((path) => !path.includes(".test.")).sort())
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest("base64url");
}

async function readStamp(folder: string): Promise<string | null> {
  const file = Bun.file(join(folder, stampFile));
  return (await file.exists()) ? file.text() : null;
}

/** Whole or not at all, so that a second start beside this one never sees half of it. */
async function replaceFolder(draft: string, target: string): Promise<void> {
  const old = `${draft}.old`;
  await rename(target, old).catch(unless("ENOENT"));
  // There again: another start has just put its own there, of the same sources.
  await rename(draft, target).catch(unless("ENOTEMPTY", "EEXIST"));
  await rm(old, { recursive: true, force: true });
}

function unless(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
}
