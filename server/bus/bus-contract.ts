import { afterEach, describe, expect, test } from "bun:test";
import type { Bus } from "./bus.ts";

/** What one subscriber heard, and a way to wait for it. */
export class Heard {
  readonly payloads: string[] = [];
  #wake = () => {};

  readonly handler = (payload: string): void => {
    this.payloads.push(payload);
    this.#wake();
  };

  async until(count: number): Promise<string[]> {
    while (this.payloads.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.payloads;
  }
}

/** What every bus promises; see the guarantees in bus.ts. `open` joins a node, which the suite closes. */
export function busContract(name: string, open: () => Promise<Bus>): void {
  describe(`${name}: the contract of a bus`, () => {
    const opened: Bus[] = [];
    const openNode = async () => {
      const bus = await open();
      opened.push(bus);
      return bus;
    };
    afterEach(async () => {
      for (const bus of opened.splice(0)) await bus.close();
    });

    test("a payload arrives at the publisher's own subscriber, unchanged", async () => {
      const bus = await openNode();
      const heard = new Heard();
      await bus.subscribe("room", heard.handler);
      const payload = '12\n{"text":"Grüße, 👋🏽 \\u0000 \\r\\n  עִבְרִית"}\n\n';
      bus.publish("room", payload);
      bus.publish("room", "");
      expect(await heard.until(2)).toEqual([payload, ""]);
    });

    test("a payload never arrives before publish has returned", async () => {
      const bus = await openNode();
      const heard = new Heard();
      await bus.subscribe("room", heard.handler);
      bus.publish("room", "hello");
      expect(heard.payloads).toEqual([]);
      await heard.until(1);
    });

    test("payloads of a topic arrive in the order published, each once", async () => {
      const bus = await openNode();
      const heard = new Heard();
      await bus.subscribe("room", heard.handler);
      const payloads = Array.from({ length: 2_000 }, (_, index) => `${index}\nframe`);
      for (const [index, payload] of payloads.entries()) {
        bus.publish("room", payload);
        if (index % 97 === 0) await Bun.sleep(0);
      }
      bus.publish("room", "end");
      await heard.until(payloads.length + 1);
      expect(heard.payloads).toEqual([...payloads, "end"]);
    });

    test("nothing of another topic arrives, not even of one that begins alike", async () => {
      const bus = await openNode();
      const [room, roomTwo] = [new Heard(), new Heard()];
      await bus.subscribe("room", room.handler);
      await bus.subscribe("room2", roomTwo.handler);
      for (const topic of ["roo", "room2", "room:x", "*", "room?", "ROOM", ""]) bus.publish(topic, topic);
      bus.publish("room", "mine");
      expect(await room.until(1)).toEqual(["mine"]);
      expect(await roomTwo.until(1)).toEqual(["room2"]);
    });

    test("a payload that nobody subscribed is lost without harm", async () => {
      const bus = await openNode();
      bus.publish("nobody", "lost");
      const heard = new Heard();
      await bus.subscribe("nobody", heard.handler);
      bus.publish("nobody", "heard");
      while (heard.payloads.at(-1) !== "heard") await heard.until(heard.payloads.length + 1);
      expect(heard.payloads.length).toBeLessThanOrEqual(2);
    });

    test("after unsubscribe nothing arrives, and the topic can be subscribed again", async () => {
      const bus = await openNode();
      const [before, after, other] = [new Heard(), new Heard(), new Heard()];
      await bus.subscribe("other", other.handler);
      await bus.subscribe("room", before.handler);
      await bus.unsubscribe("room");
      bus.publish("room", "unheard");
      bus.publish("other", "passed");
      await other.until(1);
      expect(before.payloads).toEqual([]);
      await bus.subscribe("room", after.handler);
      bus.publish("room", "heard");
      expect(await after.until(1)).toEqual(["heard"]);
      expect(before.payloads).toEqual([]);
    });

    test("subscribing right after unsubscribing, without waiting, holds", async () => {
      const bus = await openNode();
      const heard = new Heard();
      await bus.subscribe("room", () => {});
      for (let round = 0; round < 20; round++) {
        void bus.unsubscribe("room");
        await bus.subscribe("room", heard.handler);
      }
      bus.publish("room", "heard");
      expect(await heard.until(1)).toEqual(["heard"]);
    });

    test("a second subscription of a topic is refused, and the first one holds", async () => {
      const bus = await openNode();
      const [first, second] = [new Heard(), new Heard()];
      await bus.subscribe("room", first.handler);
      await expect(bus.subscribe("room", second.handler)).rejects.toThrow(TypeError);
      bus.publish("room", "heard");
      expect(await first.until(1)).toEqual(["heard"]);
      expect(second.payloads).toEqual([]);
    });

    test("unsubscribing what was never subscribed does nothing", async () => {
      const bus = await openNode();
      await bus.unsubscribe("nobody");
    });

    test("thousands of topics at once", async () => {
      const bus = await openNode();
      const heard = new Heard();
      const topics = Array.from({ length: 3_000 }, (_, index) => `person:${index}`);
      await Promise.all(topics.map((topic) => bus.subscribe(topic, (payload) => heard.handler(`${topic} ${payload}`))));
      for (const topic of topics) bus.publish(topic, "hello");
      await heard.until(topics.length);
      expect(new Set(heard.payloads)).toEqual(new Set(topics.map((topic) => `${topic} hello`)));
    });

    test("a reachable bus answers ping", async () => {
      const bus = await openNode();
      expect(await bus.ping()).toBeUndefined();
    });

    test("what was published before close is sent; afterwards nothing is, and nothing is heard", async () => {
      const bus = await openNode();
      const heard = new Heard();
      await bus.subscribe("room", heard.handler);
      await bus.close();
      bus.publish("room", "late");
      await Bun.sleep(0);
      expect(heard.payloads).toEqual([]);
    });
  });
}
