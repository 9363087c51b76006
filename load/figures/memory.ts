import { atMost, type Figure } from "../figure.ts";
import { type Subject, startFloor, startReal } from "../process/subject.ts";
import { Crowd } from "../socket/crowd.ts";
import { median } from "../statistics.ts";

const people = 1_000;
/** Who comes and goes before the first look, and how often: they pay for what the process compiles and sets up once. */
const first = 100;
const arrivals = 10;
const rounds = 3;

/** What one more signed-in socket costs in a room of 1,000, everyone following it. */
export const memory: Figure = {
  name: "memory",
  async run() {
    const floor: number[] = [];
    const real: number[] = [];
    for (let round = 0; round < rounds; round++) {
      floor.push(await perConnection(await startFloor(first + people)));
      real.push(await perConnection(await startReal({ members: first + people })));
    }
    return [
      {
        figure: "memory per connection, room of 1,000",
        unit: "kB",
        measured: median(real),
        floor: median(floor),
        goal: atMost(12),
      },
    ];
  },
};

async function perConnection(subject: Subject): Promise<number> {
  await using server = subject;
  const early = { ...server, tokens: server.tokens.slice(0, first) };
  for (let count = 1; count < arrivals; count++) (await Crowd.gather(early))[Symbol.dispose]();
  using crowd = await Crowd.gather(early);
  const before = await server.child.memory();
  await crowd.join(server.tokens.slice(first));
  return ((await server.child.memory()) - before) / people / 1_024;
}
