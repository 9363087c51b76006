import { expect, test } from "bun:test";
import { parseConfig } from "./config.ts";
import { StartError } from "./start-error.ts";

function faultsOf(env: Record<string, string>): string[] {
  try {
    parseConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    return (error as StartError).message.split("\n");
  }
  return [];
}

test("an empty environment is a working server on this machine only", () => {
  expect(parseConfig({})).toMatchObject({
    host: "127.0.0.1",
    port: 3_000,
    data_dir: "data",
    public_url: null,
    database_url: null,
    redis_url: null,
    blobs_url: null,
    tls: null,
    trust_proxy: [],
    production: false,
    registration: "open",
    lobby: true,
    message_max_length: 4_000,
  });
});

test("a variable set to nothing counts as not set", () => {
  expect(parseConfig({ PORT: "", PUBLIC_URL: " ", LOBBY: "" })).toEqual(parseConfig({}));
});

test("every wrong value is named in a sentence of its own", () => {
  const wrong = {
    PORT: "70000",
    PUBLIC_URL: "https://chat.example.org/app",
    DATABASE_URL: "mysql://db",
    REDIS_URL: "localhost",
    TRUST_PROXY: "10.0.0.0/99",
    LOG_LEVEL: "loud",
    REGISTRATION: "maybe",
    LOBBY: "yes",
    MESSAGE_MAX_LENGTH: "0",
    MESSAGE_RATE: "20",
    PASSWORD_POLICY: "6",
  };
  const faults = faultsOf(wrong);
  expect(faults.map((fault) => fault.split(" ")[0] ?? "")).toEqual(Object.keys(wrong));
  for (const fault of faults) expect(fault).toMatch(/^[A-Z_]+ must .+\.$/);
});

test("what is wrong is not repeated, since it may hold a password", () => {
  expect(faultsOf({ DATABASE_URL: "mysql://ana:hunter2@db" }).join()).not.toContain("hunter2");
});

test.each(["-1", "65536", "3000.5", "0x50", "http", "1e3"])("PORT=%s is refused", (PORT) => {
  expect(faultsOf({ PORT })).toHaveLength(1);
});

test("port 0 lets the system choose", () => {
  expect(parseConfig({ PORT: "0" }).port).toBe(0);
});

test.each(["chat.example.org", "ftp://chat.example.org", "https://ana@chat.example.org", "https://chat.example.org?x=1"])(
  "PUBLIC_URL=%s is refused",
  (PUBLIC_URL) => {
    expect(faultsOf({ PUBLIC_URL })).toHaveLength(1);
  },
);

test("a certificate without its key is refused", () => {
  expect(faultsOf({ TLS_CERT: "cert.pem" })).toEqual(["TLS_CERT and TLS_KEY must be set together."]);
});

test.each([
  ["20/10s", { capacity: 20, refill_ms: 10_000 }],
  ["100/1m", { capacity: 100, refill_ms: 60_000 }],
])("MESSAGE_RATE=%s", (MESSAGE_RATE, expected) => {
  expect(parseConfig({ MESSAGE_RATE }).rates.message).toEqual(expected);
});

test.each(["0/10s", "20/0s", "20/10", "20/10d", "-5/10s"])("MESSAGE_RATE=%s is refused", (MESSAGE_RATE) => {
  expect(faultsOf({ MESSAGE_RATE })).toHaveLength(1);
});

test("proxies are addresses, networks and two short names", () => {
  expect(parseConfig({ TRUST_PROXY: "loopback, 203.0.113.7,2001:db8::/32" }).trust_proxy).toEqual([
    "127.0.0.0/8",
    "::1/128",
    "203.0.113.7",
    "2001:db8::/32",
  ]);
});

test.each(["everyone", "10.0.0.0/8/8", "10.0.0", "10.0.0.0/x", "*", "true"])("TRUST_PROXY=%s is refused", (TRUST_PROXY) => {
  expect(faultsOf({ TRUST_PROXY })).toHaveLength(1);
});

test("a password policy names what it asks for", () => {
  expect(parseConfig({ PASSWORD_POLICY: "12,digit" }).password_policy).toEqual({
    min_length: 12,
    upper: false,
    lower: false,
    digit: true,
    special: false,
  });
});
