import { parseSync, Visitor } from "oxc-parser";

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/**
 * Every way a file names another one: `import`, `export … from`, `import()`, `import("…").Type`, `new URL("….ts", import.meta.url)`.
 * Types count like values: a boundary that types may cross is no boundary, and the reader has to follow them all the same.
 */
export function importsOf(path: string, source: string): Import[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors.map((error) => error.message).join("; ")}`);
  const found: Import[] = [];
  const add = (node: { value?: unknown; start: number } | null) => {
    if (typeof node?.value !== "string") return;
    found.push({ specifier: node.value, line: source.slice(0, node.start).split("\n").length });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source.type === "Literal" ? node.source : null),
    TSImportType: (node) => add(node.source),
    NewExpression(node) {
      const [address, base] = node.arguments;
      const isUrl = node.callee.type === "Identifier" && node.callee.name === "URL";
      const isBesideModule = base?.type === "MemberExpression" && base.object.type === "MetaProperty";
      if (isUrl && isBesideModule && address?.type === "Literal" && /\.tsx?$/.test(String(address.value))) add(address);
    },
  }).visit(program);
  return found;
}
