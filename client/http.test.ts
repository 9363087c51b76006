import { describe, expect, test } from "bun:test";
import { HttpDoor } from "./http.ts";
import { FakeClock, settle } from "./testing/fake-clock.ts";

function doorTo(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const asked: { url: string; init: RequestInit }[] = [];
  const clock = new FakeClock();
  const fetch = async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return answer(url, init);
  };
  return { asked, clock, door: new HttpDoor({ base_url: "https://parlor.test/", fetch, clock }) };
}

const conversation = "01890000-0000-7000-8000-000000000000" as never;

describe("a request", () => {
  test("that reads is a GET with its input in the query, without what is undefined", async () => {
    const { asked, door } = doorTo(() => Response.json({ kind: "reset", rev: 1 }));
    await door.call("conversation.history", { conversation, before_seq: 7, after_seq: undefined });
    expect(asked[0]?.url).toBe(`https://parlor.test/api/conversation.history?conversation=${conversation}&before_seq=7`);
    expect(asked[0]?.init.method).toBeUndefined();
    expect(asked[0]?.init.body).toBeUndefined();
  });

  test("that changes something is a POST with a JSON body", async () => {
    const { asked, door } = doorTo(() => Response.json({}));
    await door.call("conversation.typing", { conversation, typing: true }, { authorization: "Bearer a" });
    expect(asked[0]?.url).toBe("https://parlor.test/api/conversation.typing");
    expect(asked[0]?.init).toMatchObject({
      method: "POST",
      credentials: "same-origin",
      body: JSON.stringify({ conversation, typing: true }),
      headers: { authorization: "Bearer a", "content-type": "application/json" },
    });
  });
});

describe("an answer", () => {
  const ask = (answer: () => Response | Promise<Response>) => doorTo(answer).door.call("server.get", {});

  test("is the operation's result", async () => {
    expect(await ask(() => Response.json({ name: "Test" }))).toMatchObject({ ok: true, value: { name: "Test" } });
  });

  test("may be the server's refusal, which is handed on whole", async () => {
    const problem = {
      type: "about:blank",
      status: 429,
      code: "rate_limited",
      message: "Slow down.",
      retry: "after",
      retry_after_ms: 5,
    };
    expect(await ask(() => Response.json(problem, { status: 429 }))).toMatchObject({ ok: false, problem });
  });

  test.each([
    ["a proxy's page", () => new Response("<h1>502 Bad Gateway</h1>", { status: 502 }), "unavailable"],
    ["a proxy's JSON", () => Response.json({ error: "down" }, { status: 503 }), "unavailable"],
    ["a proxy's limit", () => Response.json({ error: "slow down" }, { status: 429 }), "unavailable"],
    ["another program's refusal", () => Response.json({ error: "what?" }, { status: 404 }), "bad_request"],
    ["a captive portal", () => new Response("<h1>Welcome to the hotel</h1>", { status: 200 }), "unavailable"],
    ["half an answer", () => new Response('{"name": "Te', { status: 200 }), "unavailable"],
    ["no answer", () => Promise.reject(new TypeError("fetch failed")), "unavailable"],
  ])("that is %s is a problem, not an exception", async (_name, answer, code) => {
    expect(await ask(answer)).toMatchObject({ ok: false, problem: { code } });
  });

  test("is waited for thirty seconds", async () => {
    const { clock, door } = doorTo(
      (_url, { signal }) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted")))),
    );
    let answer: unknown;
    void door.call("server.get", {}).then((result) => {
      answer = result;
    });
    await clock.advance(29_999);
    expect(answer).toBeUndefined();
    await clock.advance(1);
    await settle();
    expect(answer).toMatchObject({ ok: false, problem: { code: "unavailable" } });
    expect(clock.pending).toBe(0);
  });
});
