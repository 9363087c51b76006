import { fakeAuth, fakeKdf } from "#testkit/raw-client.ts";
import { atMost, type Figure, type Row, timesFloor } from "../figure.ts";
import { type Subject, startFloor, startReal } from "../process/subject.ts";
import { Crowd } from "../socket/crowd.ts";
import { LoadSocket } from "../socket/load-socket.ts";
import { median } from "../statistics.ts";

const people = 1_000;
const fewer = 200;
const rounds = 3;
const returns = 20;
/** Longer than the server gathers changes of presence. */
const settleMs = 1_500;

/** What one arrival costs the others, and how long a thousand at once wait. */
export const joins: Figure = {
  name: "joins",
  async run() {
    const small = await costToOthers(fewer);
    const large = await costToOthers(people);
    const floor: number[] = [];
    const real: number[] = [];
    await using bare = await startFloor(people);
    await using ours = await startReal({ members: people });
    for (let round = 0; round < rounds; round++) {
      floor.push(await returnTogether(bare));
      real.push(await returnTogether(ours));
    }
    const together = await joinTogether(people);
    const bytes = { unit: "B", goal: timesFloor(1.1) } as const;
    return [
      { ...bytes, figure: "join: to each other member, 1,000 (floor: 200)", measured: large.join, floor: small.join },
      {
        ...bytes,
        figure: "reconnect: to each other member, 1,000 (floor: 200)",
        measured: large.reconnect,
        floor: small.reconnect,
      },
      { figure: "reconnect: to the one who returns", unit: "B", measured: large.received, floor: small.received, goal: null },
      {
        figure: "reconnect until caught up, room of 1,000",
        unit: "ms",
        measured: large.ms,
        floor: await returnAlone(bare),
        goal: null,
      },
      { figure: "1,000 join a room by its code at once", unit: "ms", measured: together.ms, floor: null, goal: atMost(3_000) },
      {
        ...bytes,
        figure: "… to each other member, a person who joins (floor: 200)",
        measured: together.bytes,
        floor: (await joinTogether(fewer)).bytes,
      },
      { figure: "1,000 reconnects at once", unit: "ms", measured: median(real), floor: median(floor), goal: atMost(3_000) },
    ] satisfies Row[];
  },
};

/** Bytes each of the others receives for someone new, and for someone who was away for a moment. */
async function costToOthers(size: number) {
  await using subject = await startReal({ members: size });
  using crowd = await Crowd.gather({ ...subject, tokens: subject.tokens.slice(1) });
  await Bun.sleep(settleMs);
  const received = async (work: () => Promise<unknown>) => {
    const before = crowd.sockets.map((socket) => socket.bytes);
    await work();
    await Bun.sleep(settleMs);
    return median(crowd.sockets.map((socket, index) => socket.bytes - before[index]!));
  };
  const join = await received(async () => (await enter({ port: subject.port, token: await register(subject.port) })).socket);
  const known = await enter(first(subject));
  await Bun.sleep(settleMs);
  let back = known;
  const reconnect = await received(async () => {
    known.socket.close();
    back = await enter(first(subject), known.cursor);
  });
  back.socket.close();
  return { join, reconnect, received: back.socket.bytes, ms: await returnAlone(subject) };
}

/** Milliseconds from opening the socket until everything missed is there; the median of several. */
async function returnAlone(subject: Subject): Promise<number> {
  let { socket, cursor } = await enter(first(subject));
  const times: number[] = [];
  for (let count = 0; count < returns; count++) {
    socket.close();
    const start = performance.now();
    ({ socket, cursor } = await enter(first(subject), cursor));
    times.push(performance.now() - start);
  }
  socket.close();
  return median(times);
}

/** Milliseconds until the last of all is back. One who is refused fails the run. */
async function returnTogether(subject: Subject): Promise<number> {
  const targets = subject.tokens.map((token) => ({ port: subject.port, token }));
  const entered: Entered[] = [];
  for (const target of targets) entered.push(await enter(target));
  for (const { socket } of entered) socket.close();
  const start = performance.now();
  const back = await Promise.all(targets.map((target, index) => enter(target, entered[index]!.cursor)));
  const ms = performance.now() - start;
  for (const { socket } of back) socket.close();
  await Bun.sleep(settleMs);
  return ms;
}

/**
 * All of a room's members but its owner join it at the same moment: milliseconds until the last of them is in, and what each
 * join is to each member, in bytes. One who is refused fails the run.
 */
async function joinTogether(size: number): Promise<{ ms: number; bytes: number }> {
  await using subject = await startReal({ members: size });
  const entered = await Promise.all(subject.tokens.map((token) => enter({ port: subject.port, token })));
  const [owner, ...others] = entered.map(({ socket }) => socket) as [LoadSocket, ...LoadSocket[]];
  await Bun.sleep(settleMs);
  const { room } = await owner.request<{ room: { code: string } }>("room.create", { name: "Load" });
  const before = owner.bytes;
  const start = performance.now();
  await Promise.all(others.map((socket) => socket.request("room.join", { code: room.code })));
  const ms = performance.now() - start;
  await Bun.sleep(settleMs);
  const bytes = (owner.bytes - before) / others.length;
  for (const { socket } of entered) socket.close();
  return { ms, bytes };
}

interface Entered {
  readonly socket: LoadSocket;
  readonly cursor: unknown;
}

async function enter(target: { port: number; token: string }, cursor: unknown = null): Promise<Entered> {
  const socket = await LoadSocket.open(target, {});
  const answer = await socket.request<{ cursor?: unknown }>("sync.resume", { cursor });
  return { socket, cursor: answer.cursor ?? null };
}

function first({ port, tokens }: Subject): { port: number; token: string } {
  return { port, token: tokens[0]! };
}

async function register(port: number): Promise<string> {
  const body = JSON.stringify({ username: "newcomer", kdf: fakeKdf, auth: fakeAuth("newcomer") });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`http://127.0.0.1:${port}/api/auth.register`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`register answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
