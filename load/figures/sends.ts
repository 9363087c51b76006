import { atLeast, atMost, type Figure, type Row } from "../figure.ts";
import { Child } from "../process/child.ts";
import { type Subject, startReal } from "../process/subject.ts";
import { Senders } from "../socket/senders.ts";
import { median, percentile } from "../statistics.ts";

const senders = 64;
const conversations = 50;
const rounds = 5;
const seconds = 1;
const paced = { perSecond: 2_000, seconds: 8 };

/** Messages committed, flushed and acknowledged; 64 people, each with one on its way. */
export const sends: Figure = {
  name: "sends",
  async run() {
    await using floor = new Child("floors/sqlite-sends.ts");
    await floor.call("start");
    await using subject = await startReal({ members: senders + 1, rooms: conversations });
    const of50: number[] = [];
    const of200: number[] = [];
    const toOne: number[] = [];
    const toMany: number[] = [];
    {
      using one = await gather(subject, { to: [subject.lobby], follow: false });
      using many = await gather(subject, { to: subject.rooms, follow: false });
      // Compiled as in a server that has been up for a while.
      await one.sendInTurns(seconds);
      await many.sendInTurns(seconds);
      for (let round = 0; round < rounds; round++) {
        of50.push(await floor.call("write", { groupSize: 50, seconds }));
        toOne.push(await one.sendInTurns(seconds));
        of200.push(await floor.call("write", { groupSize: 200, seconds }));
        toMany.push(await many.sendInTurns(seconds));
      }
    }
    using following = await gather(subject, { to: [subject.lobby], follow: true });
    const toEachOther = await following.sendInTurns(seconds);
    const times = await following.sendPaced(paced.perSecond, paced.seconds);

    const row = { unit: "/s", floor: median(of50) } as const;
    return [
      { ...row, figure: "acknowledged sends, 1 conversation", measured: median(toOne), goal: atLeast(20_000) },
      { ...row, figure: "acknowledged sends, 50 conversations", measured: median(toMany), goal: atLeast(15_000) },
      { ...row, figure: "acknowledged sends, all 64 receiving", measured: toEachOther, goal: null },
      { ...row, figure: "raw SQLite in groups of 200", measured: median(of200), goal: null },
      { figure: "acknowledgement at 2,000/s, p50", unit: "ms", measured: median(times), floor: null, goal: null },
      { figure: "acknowledgement at 2,000/s, p99", unit: "ms", measured: percentile(times, 0.99), floor: null, goal: atMost(15) },
    ] satisfies Row[];
  },
};

function gather({ port, tokens }: Subject, { to, follow }: { to: readonly string[]; follow: boolean }): Promise<Senders> {
  return Senders.gather({ port, conversations: to, tokens: tokens.slice(1), witness: tokens[0]!, follow });
}
