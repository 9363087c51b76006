import { type Figure, timesFloor } from "../figure.ts";
import { type Subject, startFloor, startReal } from "../process/subject.ts";
import { Crowd } from "../socket/crowd.ts";
import { median } from "../statistics.ts";

const people = 1_000;
const rounds = 3;
const quiet = { perSecond: 20, seconds: 4 };
/** Messages on their way at a time: as from 64 people who each send again as soon as everyone has their last one. */
const busy = { ahead: 64, seconds: 2 };

/** One room of 1,000: what the server's CPU spends to bring one message, stored and acknowledged, to one of them. */
export const fanOut: Figure = {
  name: "fan-out",
  async run() {
    await using bareServer = await startFloor(people);
    await using ourServer = await startReal({ members: people });
    using bareCrowd = await Crowd.gather(bareServer);
    using ourCrowd = await Crowd.gather(ourServer);
    const both = [
      { crowd: bareCrowd, server: bareServer, quiet: [] as number[], busy: [] as number[] },
      { crowd: ourCrowd, server: ourServer, quiet: [] as number[], busy: [] as number[] },
    ] as const;
    // Compiled and grown as in a server that has been up for a while.
    for (const side of both) await side.crowd.sendSaturated(busy.ahead, busy.seconds);
    for (let round = 0; round < rounds; round++) {
      for (const side of both) side.quiet.push(await costOf(side, () => side.crowd.sendPaced(quiet.perSecond, quiet.seconds)));
      for (const side of both) side.busy.push(await costOf(side, () => side.crowd.sendSaturated(busy.ahead, busy.seconds)));
    }
    const [bare, ours] = both;
    const row = { unit: "µs/delivery" };
    return [
      {
        ...row,
        figure: "fan-out to 1,000, 20 messages/s",
        measured: median(ours.quiet),
        floor: median(bare.quiet),
        goal: timesFloor(1.15),
      },
      {
        ...row,
        figure: "fan-out to 1,000, saturated",
        measured: median(ours.busy),
        floor: median(bare.busy),
        goal: timesFloor(1.5),
      },
    ];
  },
};

/** µs of the server's CPU for each delivery. */
async function costOf(
  { crowd, server: { child } }: { crowd: Crowd; server: Subject },
  send: () => Promise<void>,
): Promise<number> {
  const [cpu, completed] = [await child.cpu(), crowd.completed];
  await send();
  return ((await child.cpu()) - cpu) / ((crowd.completed - completed) * people);
}
