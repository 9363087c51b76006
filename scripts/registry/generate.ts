interface OperationFile {
  readonly noun: string;
  readonly verb: string;
}

/**
 * The source of the registry: one import for each `<noun>/<verb>.ts` that defines an operation, so that a bundler sees them
 * all. Files without a default export are helpers of their folder. Throws when a file's name is not its operation's.
 */
export async function generateRegistry(folder: string): Promise<string> {
  const files: OperationFile[] = [];
  for await (const path of new Bun.Glob("*/*.ts").scan({ cwd: folder })) {
    if (path.endsWith(".test.ts")) continue;
    const file = readOperation(path, await Bun.file(`${folder}/${path}`).text());
    if (file) files.push(file);
  }
  files.sort((a, b) => (`${a.noun}.${a.verb}` < `${b.noun}.${b.verb}` ? -1 : 1));
  return render(files);
}

/** Null for a helper. */
export function readOperation(path: string, source: string): OperationFile | null {
  if (!/^export default /m.test(source)) return null;
  const [noun = "", file = ""] = path.split("/");
  const verb = file.replace(/\.ts$/, "");
  const named = /^export default defineOperation\(\s*"([^"]+)"/m.exec(source)?.[1];
  if (named !== `${noun}.${verb}`) throw new Error(`${path} defines "${named}", but its path says "${noun}.${verb}"`);
  return { noun, verb };
}

function render(files: readonly OperationFile[]): string {
  const imports = files.map((file) => ({ path: `./${file.noun}/${file.verb}.ts`, what: local(file) }));
  imports.push({ path: "./operation.ts", what: "type { Operation }" });
  imports.sort((a, b) => (a.path < b.path ? -1 : 1));
  return `// Generated from the files of this folder by scripts/generate-registry.ts.
${imports.map(({ path, what }) => `import ${what} from "${path}";`).join("\n")}

/** Every operation by its name on the wire. */
export const registry: ReadonlyMap<string, Operation> = new Map(
  [
${files.map((file) => `    ${local(file)},`).join("\n")}
  ].map((operation) => [operation.name, operation as unknown as Operation]),
);
`;
}

function local({ noun, verb }: OperationFile): string {
  return noun + `_${verb}`.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
