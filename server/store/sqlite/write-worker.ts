import type { WriteAnswer, WriteCommand, WriteFault } from "./write-commands.ts";
import { WriteConnection } from "./write-connection.ts";

declare const self: Worker;

let connection: WriteConnection | null = null;

self.onmessage = ({ data }: MessageEvent<WriteCommand>) => {
  self.postMessage(answer(data));
  // After the answer: nobody waits for it but the next commit.
  if (data.kind === "commit" || data.kind === "append") attempt(() => connection?.checkpointIfDue());
};

function answer(command: WriteCommand): WriteAnswer {
  return attempt(() => {
    if (command.kind === "open") {
      connection = new WriteConnection(command.file);
      return null;
    }
    if (!connection) throw new TypeError("The database is not open");
    const value = connection.execute(command);
    if (command.kind === "close") connection = null;
    return value;
  });
}

function attempt(work: () => unknown): WriteAnswer {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: toFault(error) };
  }
}

function toFault(error: unknown): WriteFault {
  if (!(error instanceof Error)) return { message: String(error), code: "" };
  return { message: error.message, code: "code" in error ? String(error.code) : "" };
}
