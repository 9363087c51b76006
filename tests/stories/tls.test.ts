import { expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "#testkit/certificate.ts";
import { fakeAuth, fakeKdf } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

async function secured() {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "parlor-tls-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const { cert, key } = makeCertificate();
  const env = { TLS_CERT: join(folder, "cert.pem"), TLS_KEY: join(folder, "key.pem") };
  await Promise.all([writeFile(env.TLS_CERT, cert), writeFile(env.TLS_KEY, key)]);
  const server = stack.use(await startTestServer({ env }));
  return { server, tls: { ca: cert }, parts: stack.move() };
}

test("the server speaks TLS by itself, on both doors, and its cookies travel over nothing else", async () => {
  const { server, tls, parts } = await secured();
  await using _parts = parts;
  expect(server.url).toStartWith("https://");
  const answer = await fetch(`${server.url}/api/auth.register`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ username: "Ana", kdf: fakeKdf, auth: fakeAuth("Ana"), delivery: "cookie" }),
    tls,
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("strict-transport-security")).toContain("max-age=");
  const cookies = answer.headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toContain("Secure");

  const headers = { cookie: cookies.map((cookie) => cookie.split(";")[0]).join("; "), origin: server.url };
  const socket = new WebSocket(`${server.url.replace("https", "wss")}/ws`, { headers, tls } as unknown as string[]);
  const first = await new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)));
    socket.onclose = ({ code }) => reject(new Error(`closed with ${code}`));
  });
  expect(first).toMatchObject({ event: "ready", data: { account: { username: "Ana" } } });
  socket.close();
});

test("nobody gets in without TLS, and nobody who does not trust the certificate", async () => {
  const { server, parts } = await secured();
  await using _parts = parts;
  await expect(fetch(`${server.url}/health`)).rejects.toThrow();
  const plain = fetch(`${server.url.replace("https", "http")}/health`).then(
    ({ status }) => status,
    () => "no answer",
  );
  expect(await plain).not.toBe(200);
});
