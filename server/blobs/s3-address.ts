import { StartError } from "../start-error.ts";

/** What BLOBS_URL says. */
export interface S3Address {
  /** With the scheme, without a path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly key: string;
  readonly secret: string;
}

/**
 * Reads `s3://KEY:SECRET@host[:port]/bucket[?region=…][&tls=off]`. S3 is spoken over TLS unless `tls=off` says that the
 * store is reached inside a private network.
 */
export function parseS3Address(text: string): S3Address {
  const url = URL.canParse(text) ? new URL(text) : null;
  const bucket = url?.pathname.slice(1) ?? "";
  const key = decode(url?.username ?? "");
  const secret = decode(url?.password ?? "");
  const { region = "us-east-1", tls = "on", ...unknown } = Object.fromEntries(url?.searchParams ?? []);
  if (url?.protocol !== "s3:" || !url.hostname || !key || !secret)
    throw wrong(
      "must be an address such as s3://KEY:SECRET@s3.example.org/bucket?region=eu-central-1, with special characters percent-encoded",
    );
  // Amazon's rules, which other stores share; the name also becomes part of a path.
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw wrong("must name one bucket after the host: 3 to 63 lower-case letters, digits, dots or hyphens");
  if (!/^[a-z0-9-]{1,40}$/.test(region)) throw wrong("must give the region as a name such as eu-central-1");
  if (tls !== "on" && tls !== "off") throw wrong("must say tls=on or tls=off");
  const [surplus] = Object.keys(unknown);
  if (surplus !== undefined || url.hash) throw wrong("may have the parameters region and tls and no others");
  return { endpoint: `${tls === "on" ? "https" : "http"}://${url.host}`, bucket, region, key, secret };
}

function wrong(rule: string): StartError {
  return new StartError(`BLOBS_URL ${rule}.`);
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
