import { isIP } from "node:net";
import { z } from "zod";
import { defaultPasswordPolicy, limits, type PasswordPolicy, type Rate, type RateName, rates } from "#protocol/limits.ts";
import { StartError } from "./start-error.ts";

/** How this server is set up. Read from the environment once, at the start; see docs/configuration.md for every variable. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose, which only tests want. */
  readonly port: number;
  readonly data_dir: string;
  /** Where people reach the server, when a proxy stands in front of it. */
  readonly public_url: URL | null;
  readonly database_url: string | null;
  readonly redis_url: string | null;
  /** Read in full by blobs/s3-address.ts. */
  readonly blobs_url: string | null;
  /** Paths of PEM files. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trust_proxy: readonly string[];
  readonly log_level: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  /** Whoever has it may read /metrics; without one only this machine may. */
  readonly metrics_token: string | null;
  readonly production: boolean;
  readonly jwt_secret: string | null;
  readonly prelogin_secret: string | null;
  readonly server_name: string;
  readonly registration: "open" | "closed";
  readonly lobby: boolean;
  /** Whether rooms may let people in without an account. */
  readonly allow_guests: boolean;
  /** Who may write to a person in private, unless they have chosen for themselves. */
  readonly dm_policy: "contacts" | "everyone";
  /** Code points. */
  readonly message_max_length: number;
  /** Published to clients, which alone see passwords. */
  readonly password_policy: PasswordPolicy;
  readonly rates: Readonly<Record<RateName, Rate>>;
}

/** The longest message that fits one frame however it is written: escaped in JSON, a code point is up to 12 bytes. */
const messageLengthCeiling = 5_000;

const loopback = ["127.0.0.0/8", "::1/128"];
const privateNetworks = [...loopback, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535);
const onOff = z.enum(["on", "off"]).transform((value) => value === "on");
const duration: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

const rate = z
  .string()
  .regex(/^[1-9]\d{0,5}\/[1-9]\d{0,3}[smh]$/)
  .transform((text): Rate => {
    const [capacity = "", time = ""] = text.split("/");
    return { capacity: Number(capacity), refill_ms: Number.parseInt(time, 10) * (duration[time.slice(-1)] ?? 0) };
  });

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));

const publicUrl = url("http:", "https:")
  .transform((text) => new URL(text))
  .refine(({ pathname, search, hash, username }) => pathname === "/" && !search && !hash && !username);

const proxies = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .transform((parts) => parts.flatMap((part) => (part === "loopback" ? loopback : part === "private" ? privateNetworks : [part])))
  .refine((networks) => networks.every(isNetwork));

const policyRules = ["upper", "lower", "digit", "special"] as const;
const passwordPolicy = z
  .string()
  .regex(/^([89]|[1-9]\d)(,(upper|lower|digit|special))*$/)
  .transform((text): PasswordPolicy => {
    const [length, ...named] = text.split(",");
    const [upper, lower, digit, special] = policyRules.map((rule) => named.includes(rule));
    return {
      min_length: Number(length),
      upper: upper === true,
      lower: lower === true,
      digit: digit === true,
      special: special === true,
    };
  });

/** Every variable: how it is read, and what to do when that fails. */
const variables = {
  HOST: [z.string().default("127.0.0.1"), "must be an address to listen on, such as 127.0.0.1 or 0.0.0.0"],
  PORT: [port.default(3_000), "must be a port number from 0 to 65535"],
  DATA_DIR: [z.string().default("data"), "must be a folder"],
  PUBLIC_URL: [publicUrl.optional(), "must be the address people open, such as https://chat.example.org, without a path"],
  DATABASE_URL: [
    url("postgres:", "postgresql:").optional(),
    "must be an address such as postgres://user:password@host:5432/parlor; leave it out for the embedded database",
  ],
  REDIS_URL: [url("redis:", "rediss:").optional(), "must be an address such as redis://host:6379; leave it out on a single node"],
  BLOBS_URL: [
    url("s3:").optional(),
    "must be an address such as s3://KEY:SECRET@s3.example.org/bucket; leave it out to keep files on this machine",
  ],
  TLS_CERT: [z.string().optional(), "must be the path of a PEM file"],
  TLS_KEY: [z.string().optional(), "must be the path of a PEM file"],
  TRUST_PROXY: [
    proxies.optional(),
    'must list the proxies\' addresses or networks separated by commas, or be "loopback" or "private"',
  ],
  LOG_LEVEL: [
    z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    "must be trace, debug, info, warn, error or silent",
  ],
  METRICS_TOKEN: [
    z.string().min(16).optional(),
    "must be a random text of at least 16 characters; leave it out to answer this machine only",
  ],
  NODE_ENV: [z.string().optional(), 'must be "production" or left out'],
  JWT_SECRET: [z.string().optional(), "must be a random text"],
  PRELOGIN_SECRET: [z.string().optional(), "must be a random text"],
  SERVER_NAME: [z.string().max(limits.room_name.max).default("Parlor"), `must be at most ${limits.room_name.max} characters`],
  REGISTRATION: [z.enum(["open", "closed"]).default("open"), "must be open or closed"],
  ALLOW_GUESTS: [onOff.default(true), "must be on or off"],
  DM_POLICY: [z.enum(["contacts", "everyone"]).default("contacts"), "must be contacts or everyone"],
  LOBBY: [onOff.default(true), "must be on or off"],
  MESSAGE_MAX_LENGTH: [
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((value) => value >= 1 && value <= messageLengthCeiling)
      .default(limits.message.max),
    `must be a number of characters from 1 to ${messageLengthCeiling}`,
  ],
  MESSAGE_RATE: [rate.default(rates.message), "must be messages per time, such as 20/10s or 100/1m"],
  PASSWORD_POLICY: [
    passwordPolicy.default(defaultPasswordPolicy),
    'must be a least length from 8 on and any of upper, lower, digit, special, such as "8,upper,lower,digit,special"',
  ],
} as const satisfies Record<string, readonly [z.ZodType, string]>;

type Name = keyof typeof variables;

/** Of every variable that is read: what the documentation and the deployment files may name. */
export const variableNames = Object.keys(variables) as readonly Name[];
type Values = { [N in Name]: z.output<(typeof variables)[N][0]> };

/** Reads the configuration; a StartError names every variable that is wrong, in one sentence each. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const values = Object.fromEntries(
    Object.entries(variables).map(([name, [schema, rule]]) => {
      // Compose files and unit files pass variables that nobody set as empty ones.
      const parsed = schema.safeParse(env[name]?.trim() || undefined);
      if (!parsed.success) faults.push(`${name} ${rule}.`);
      return [name, parsed.data];
    }),
  ) as Values;
  if ((values.TLS_CERT === undefined) !== (values.TLS_KEY === undefined))
    faults.push("TLS_CERT and TLS_KEY must be set together.");
  if (faults.length > 0) throw new StartError(faults.join("\n"));

  const { TLS_CERT: cert, TLS_KEY: key } = values;
  return {
    host: values.HOST,
    port: values.PORT,
    data_dir: values.DATA_DIR,
    public_url: values.PUBLIC_URL ?? null,
    database_url: values.DATABASE_URL ?? null,
    redis_url: values.REDIS_URL ?? null,
    blobs_url: values.BLOBS_URL ?? null,
    tls: cert && key ? { cert, key } : null,
    trust_proxy: values.TRUST_PROXY ?? [],
    log_level: values.LOG_LEVEL,
    metrics_token: values.METRICS_TOKEN ?? null,
    production: values.NODE_ENV === "production",
    jwt_secret: values.JWT_SECRET ?? null,
    prelogin_secret: values.PRELOGIN_SECRET ?? null,
    server_name: values.SERVER_NAME,
    registration: values.REGISTRATION,
    lobby: values.LOBBY,
    allow_guests: values.ALLOW_GUESTS,
    dm_policy: values.DM_POLICY,
    message_max_length: values.MESSAGE_MAX_LENGTH,
    password_policy: values.PASSWORD_POLICY,
    rates: { ...rates, message: values.MESSAGE_RATE },
  };
}

function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
