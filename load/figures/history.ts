import { join } from "node:path";
import { atMost, type Figure, type Row } from "../figure.ts";
import { Child } from "../process/child.ts";
import { startReal } from "../process/subject.ts";
import { LoadSocket } from "../socket/load-socket.ts";
import { median, percentile } from "../statistics.ts";

const messages = 1_000_000;
const pages = 1_000;
const rounds = 3;

/** A page of 50 from anywhere in a million, as a client waits for it, beside the bare query for the same rows. */
export const history: Figure = {
  name: "history",
  async run() {
    await using subject = await startReal({ members: 1, messages });
    await using bare = new Child("floors/read-pages.ts");
    const { port, tokens, lobby, folder } = subject;
    const socket = await LoadSocket.open({ port, token: tokens[0]! }, {});
    const floor: number[] = [];
    const real: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const input = { file: join(folder, "parlor.db"), conversation: lobby, seqs: anywhere() };
      floor.push(...(await bare.call<number[]>("readPages", input)));
      for (const before_seq of anywhere()) real.push(await waitForPage(socket, { conversation: lobby, before_seq }));
    }
    socket.close();
    const row = { unit: "ms", goal: atMost(1) } as const;
    return [
      { ...row, figure: "history page of 50 from 1 M, p50", measured: median(real), floor: median(floor) },
      { ...row, figure: "history page of 50 from 1 M, p95", measured: percentile(real, 0.95), floor: percentile(floor, 0.95) },
    ] satisfies Row[];
  },
};

/** Milliseconds until the page has arrived; what the client makes of it is not the server's. */
function waitForPage(socket: LoadSocket, input: { conversation: string; before_seq: number }): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    socket.ask("conversation.history", JSON.stringify(input), (frame, refused) => {
      if (refused) reject(new Error(`a page was refused: ${frame.toString()}`));
      else resolve(performance.now() - start);
    });
  });
}

function anywhere(): number[] {
  return Array.from({ length: pages }, () => 100 + Math.floor(Math.random() * (messages - 100)));
}
