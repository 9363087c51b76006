/**
 * Who may import what. The order matters: a file belongs to the first row whose `area` matches.
 * Patterns: `folder/**` is everything below, `folder/*` only what lies directly in it, anything else is one file.
 */
export interface Row {
  readonly area: string;
  /** Of our own files, beside those of the same row. */
  readonly may: readonly string[];
  /**
   * Of what is not ours: a list of npm packages (and nothing of a runtime), "portable" for any npm package,
   * "any" for runtimes (`node:`, `bun:`) too.
   */
  readonly packages: readonly string[] | "portable" | "any";
  /** Said when nothing in `never` fits better. */
  readonly reason: string;
  /** Imports whose refusal has a reason of its own. */
  readonly never?: Readonly<Record<string, string>>;
}

/** What an operation or a door sees of a seam: its interface, never an engine. */
const seams = ["server/bus/bus.ts", "server/blobs/blobs.ts", "server/limiter/limiter.ts", "server/presence/presence-store.ts"];

const unreadable = "the server never imports crypto: that it cannot read a private chat is visible in the import graph";
const engines =
  "an engine is chosen in one place at the start; everything else works with the interface, so that each engine fits";
const doors = "operations do not know which door they were called through; both doors call the same function";
const query =
  "doors translate and operations decide: a query in a door would be a second way to the data, past the operation's gate";

const doorNever = {
  "server/store/**": query,
  "server/bus/**": engines,
  "server/limiter/**": engines,
  "server/presence/**": engines,
  "server/blobs/**": engines,
};

/** HTTP and the socket. */
function door(area: string): Row {
  return {
    area,
    may: ["server/*", "server/http/**", "server/ws/**", "server/operations/**", "protocol/**", ...seams],
    packages: "any",
    reason: "a door knows operations and the protocol, and nothing of how things are kept",
    never: doorNever,
  };
}

/** A part with an interface and several implementations. */
function seam(area: string): Row {
  return {
    area,
    may: ["protocol/**", "server/redis/**", "server/start-error.ts"],
    packages: "any",
    reason: "a seam can be replaced by another implementation because it depends on nothing but the protocol",
    never: { "server/operations/**": "what is kept does not know why it is kept: operations use seams, never the reverse" },
  };
}

/** Operations, and what several of them share. */
function decides(area: string, may: readonly string[]): Row {
  return {
    area,
    may: [...may, "server/*", "server/store/store.ts", "protocol/**", ...seams],
    packages: "any",
    reason: "operations decide with the interfaces they are handed",
    never: {
      "crypto/**": unreadable,
      "server/http/**": doors,
      "server/ws/**": doors,
      "server/store/**": engines,
      "server/bus/**": engines,
      "server/limiter/**": engines,
      "server/presence/**": engines,
      "server/blobs/**": engines,
      "server/operations/**": "what operations share does not depend on one of them",
    },
  };
}

export const table: readonly Row[] = [
  {
    area: "protocol/**",
    may: [],
    packages: ["zod"],
    reason: "protocol is pure data that every part reads: whatever it imports, all of them would carry",
  },
  {
    area: "crypto/**",
    may: ["protocol/**"],
    packages: ["hash-wasm"],
    reason: "crypto is state in, state out, so that it can be reviewed alone: no network, storage, DOM or runtime",
  },
  {
    area: "client/**",
    may: ["protocol/**", "crypto/**"],
    packages: ["@preact/signals-core", "zod"],
    reason: "the client runs in browsers, terminals and tests: storage, clock, socket and anything of a platform are handed in",
  },
  {
    area: "web/**",
    may: ["client/**", "protocol/**"],
    packages: "portable",
    reason: "the web client is a face of client/ and has no way of its own to the rest",
    never: {
      "crypto/**": "keys are handled by client/ alone: the screens have no way to touch them",
      "server/**": "what runs in a browser must not carry parts of the server",
    },
  },
  {
    area: "terminal/**",
    may: ["client/**", "protocol/**"],
    packages: "any",
    reason: "the terminal client is a face of client/ and has no way of its own to the rest",
    never: {
      "crypto/**": "keys are handled by client/ alone: the terminal has no way to touch them",
      "server/**": "the terminal client talks to a server over the wire, as any other client does",
    },
  },
  {
    area: "cli/**",
    may: ["server/**", "terminal/**", "client/**", "protocol/**", "package.json"],
    packages: "any",
    reason: "the command starts the parts and holds none of them",
  },
  door("server/http/**"),
  door("server/ws/**"),
  decides("server/operations/**", ["server/domain/**"]),
  // Of the operations: what one is, and none of them.
  decides("server/domain/**", ["server/operations/operation.ts"]),
  seam("server/store/**"),
  seam("server/bus/**"),
  seam("server/blobs/**"),
  seam("server/limiter/**"),
  seam("server/presence/**"),
  {
    area: "server/**",
    may: ["protocol/**", "package.json"],
    packages: "any",
    reason: "the server serves any client over the wire and knows none of them",
    never: { "crypto/**": unreadable },
  },
  ...["testkit/**", "load/**", "tests/**", "scripts/**", "*"].map(
    (area): Row => ({ area, may: ["**"], packages: "any", reason: "" }),
  ),
];

export function matches(pattern: string, path: string): boolean {
  if (pattern === "**") return true;
  if (pattern.endsWith("/**")) return path.startsWith(pattern.slice(0, -2));
  if (pattern === "*") return !path.includes("/");
  if (pattern.endsWith("/*")) return path.startsWith(pattern.slice(0, -1)) && !path.slice(pattern.length - 1).includes("/");
  return pattern === path;
}
