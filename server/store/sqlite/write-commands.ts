/** What the loop and the thread that owns the write connection say to each other. Answers come in the order of the commands. */
export type WriteCommand = OpenCommand | OpenedCommand;

interface OpenCommand {
  readonly kind: "open";
  readonly file: string;
}

/** What is said once the file is open. */
export type OpenedCommand =
  /** `messages` is JSON, which crosses threads faster than objects. `alone`: as a whole transaction, else within the open one. */
  | { readonly kind: "append"; readonly messages: string; readonly alone: boolean }
  | { readonly kind: "query"; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly kind: "begin" }
  | { readonly kind: "commit" }
  | { readonly kind: "rollback" }
  | { readonly kind: "close" };

export type WriteAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WriteFault };

export interface WriteFault {
  readonly message: string;
  /** SQLite's name of the error, such as SQLITE_FULL; empty for others. */
  readonly code: string;
}
