import { parseArgs } from "node:util";
import { startPostgres } from "#testkit/postgres.ts";
import { startRedis } from "#testkit/redis.ts";
import { busyPart, describeMachine, tooBusy } from "./machine.ts";
import { pinSelf } from "./process/child.ts";
import { Cluster, type Cost, type Parts } from "./process/cluster.ts";
import { Crowd, type Room } from "./socket/crowd.ts";
import { Readers } from "./socket/readers.ts";
import { Senders } from "./socket/senders.ts";

/**
 * `npm run bench:cluster [-- --nodes 1,2,3] [--json file]`: what one connection, delivery, send and reading mark cost with
 * one, two and three nodes, in CPU time of the nodes together, of PostgreSQL and of Redis. On a machine with few cores the
 * time that passes says little about several nodes, since they share the cores; the CPU time holds wherever each has its
 * own. See docs/scaling.md.
 */
const people = 1_000;
/** Who comes and goes before the first look, and how often: they pay for what a process compiles and sets up once. */
const first = 100;
const arrivals = 10;
const rooms = 10;
const chats = 32;
const senders = 2 * chats;
const seconds = 1.5;
const silence = 5;
const paced = { perSecond: 20, seconds: 4 };
const saturated = { ahead: 64, seconds: 1.5 };
/** More than each reader marks in all rounds together. */
const unread = 300;

interface Line {
  readonly nodes: number;
  readonly what: string;
  readonly unit: string;
  readonly cost: Cost;
  /** On this machine, where all share its cores; null where nothing was counted over time. */
  readonly perSecond: number | null;
}

type Add = (what: string, unit: string, work: Promise<Pick<Line, "cost" | "perSecond">>) => Promise<void>;

/** What each of many things costs, in µs: the cheapest of several rounds, since other programs only ever add to it. */
async function measure(cluster: Cluster, rounds: number, work: (round: number) => Promise<number>) {
  const all: Pick<Line, "cost" | "perSecond">[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await cluster.cpu();
    const start = performance.now();
    const count = await work(round);
    const perSecond = (count / (performance.now() - start)) * 1_000;
    all.push({ cost: difference(await cluster.cpu(), before, count), perSecond });
  }
  const sum = ({ cost }: Pick<Line, "cost">) => cost.nodes + cost.postgres + cost.redis;
  return all.reduce((best, other) => (sum(other) < sum(best) ? other : best));
}

function difference(after: Cost, before: Cost, count: number): Cost {
  const each = (part: keyof Cost) => (after[part] - before[part]) / count;
  return { nodes: each("nodes"), postgres: each("postgres"), redis: each("redis") };
}

async function measureWith(count: number, parts: Parts): Promise<Line[]> {
  await using cluster = await Cluster.start(count, { members: (first + people) * count, rooms, chats, messages: 0 }, parts);
  const lines: Line[] = [];
  const add: Add = async (what, unit, work) => {
    lines.push({ nodes: count, what, unit, ...(await work) });
  };
  await measureArrivals(cluster, add);
  await measureDeliveries(cluster, add);
  await measureSends(cluster, add);
  return lines;
}

/** So many people of the lobby, spread over the nodes. */
function lobbyOf(cluster: Cluster, count: number): Room {
  return {
    lobby: cluster.seeded.lobby,
    tokens: cluster.seeded.tokens.slice(0, count),
    get port() {
      return cluster.port;
    },
  };
}

/** As many newcomers as nodes times people, all in one room: what each costs to let in, and to keep. */
async function measureArrivals(cluster: Cluster, add: Add): Promise<void> {
  const { tokens } = cluster.seeded;
  const early = lobbyOf(cluster, first * cluster.size);
  for (let arrival = 1; arrival < arrivals; arrival++) (await Crowd.gather(early))[Symbol.dispose]();
  using crowd = await Crowd.gather(early);
  const before = await cluster.memory();
  const group = (people * cluster.size) / 5;
  const connect = async (round: number) => {
    const from = early.tokens.length + round * group;
    await crowd.join(tokens.slice(from, from + group));
    return group;
  };
  await add("connect and catch up", "µs a connection", measure(cluster, 5, connect));
  const held = difference(await cluster.memory(), before, group * 5 * 1_024);
  await add("memory", "kB a connection", Promise.resolve({ cost: held, perSecond: null }));
}

/** Everyone in one room. */
async function measureDeliveries(cluster: Cluster, add: Add): Promise<void> {
  using crowd = await Crowd.gather(lobbyOf(cluster, people));
  const idle = async () => {
    await Bun.sleep(silence * 1_000);
    return silence;
  };
  await add(`${people} who say nothing`, "µs a second", measure(cluster, 2, idle));
  const deliveries = async (work: Promise<void>) => {
    const already = crowd.completed;
    await work;
    return (crowd.completed - already) * people;
  };
  const quiet = () => deliveries(crowd.sendPaced(paced.perSecond, paced.seconds));
  const busy = () => deliveries(crowd.sendSaturated(saturated.ahead, saturated.seconds));
  await add(`to ${people}, ${paced.perSecond} messages/s`, "µs a delivery", measure(cluster, 3, quiet));
  await add(`to ${people}, as fast as it goes`, "µs a delivery", measure(cluster, 5, busy));
}

/** Many who send, or read, each waiting for the answer. */
async function measureSends(cluster: Cluster, add: Add): Promise<void> {
  const { lobby, rooms: others, chats: small, tokens } = cluster.seeded;
  // Every node needs its share of the rounds to have compiled what it runs.
  const rounds = 4 * cluster.size;
  const kinds = [
    { what: `${senders} senders, 1 conversation`, conversations: [lobby], follow: false },
    { what: `${senders} senders, ${rooms} conversations`, conversations: others, follow: false },
    { what: `${senders} senders, ${chats} chats of 3, all receive`, conversations: small, follow: true },
  ];
  for (const { what, conversations, follow } of kinds) {
    using all = await Senders.gather({
      conversations,
      tokens: tokens.slice(1, senders + 1),
      witness: tokens[0] ?? "",
      follow,
      get port() {
        return cluster.port;
      },
    });
    const send = async () => Math.round((await all.sendInTurns(seconds)) * seconds);
    await add(what, "µs a send", measure(cluster, rounds, send));
  }
  using readers = await Readers.gather({
    conversation: lobby,
    tokens: tokens.slice(1, senders + 1),
    unread,
    get port() {
      return cluster.port;
    },
  });
  await add(
    `${senders} readers, 1 conversation`,
    "µs a mark",
    measure(cluster, rounds, () => readers.markInTurns(seconds)),
  );
}

const header = `| nodes | what | unit | nodes together | PostgreSQL | Redis | per second here |
| --- | --- | --- | --- | --- | --- | --- |`;

function formatLines(lines: readonly Line[]): string {
  const number = (value: number) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value >= 10 ? 1 : 2));
  const rows = lines.map(({ nodes, what, unit, cost, perSecond }) => {
    const costs = [cost.nodes, cost.postgres, cost.redis].map(number);
    return [nodes, what, unit, ...costs, perSecond === null ? "" : Math.round(perSecond).toLocaleString("en")].join(" | ");
  });
  return rows.map((row) => `| ${row} |`).join("\n");
}

const { values } = parseArgs({
  options: { nodes: { type: "string", default: "1,2,3" }, json: { type: "string" } },
});
const counts = values.nodes.split(",").map(Number);
if (counts.some((count) => !Number.isInteger(count) || count < 1 || count > 9)) {
  console.error("--nodes takes numbers from 1 to 9 separated by commas, such as 1,2,3.");
  process.exit(2);
}

const busy = [await busyPart()];
// Before the load is pinned, which what it starts would inherit: the databases may use any core.
await using postgres = await startPostgres({ fsync: true });
await using redis = await startRedis();
pinSelf();
console.log(header);
const results: Line[] = [];
for (const count of counts) {
  const lines = await measureWith(count, { postgres, redis });
  console.log(formatLines(lines));
  results.push(...lines);
}
busy.push(await busyPart());
const busiest = Math.max(...busy.map((part) => part ?? 0));
if (busiest > tooBusy)
  console.error(`\nOther programs took up to ${Math.round(busiest * 100)} % of this machine. Run it again when it is quiet.`);
if (values.json) {
  const report = { at: new Date().toISOString(), machine: describeMachine(), busy_with_others: busiest, results };
  await Bun.write(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
