import { describe, expect, test } from "bun:test";
import { StartError } from "../start-error.ts";
import { parseS3Address } from "./s3-address.ts";

test("an address in full", () => {
  expect(parseS3Address("s3://KEY:open%2Fse%40same@files.example.org:9000/parlor-files?region=eu-central-1&tls=off")).toEqual({
    endpoint: "http://files.example.org:9000",
    bucket: "parlor-files",
    region: "eu-central-1",
    key: "KEY",
    secret: "open/se@same",
  });
});

test("TLS and the first region are what goes without saying", () => {
  expect(parseS3Address("s3://KEY:SECRET@s3.example.org/parlor")).toMatchObject({
    endpoint: "https://s3.example.org",
    region: "us-east-1",
  });
  expect(parseS3Address("s3://KEY:SECRET@[::1]:9000/parlor?tls=on")).toMatchObject({ endpoint: "https://[::1]:9000" });
});

describe("refused, in a sentence that shows no secret", () => {
  const wrong: [address: string, rule: RegExp][] = [
    ["", /must be an address such as/],
    ["opensesame", /must be an address such as/],
    ["https://KEY:opensesame@host/parlor", /must be an address such as/],
    ["s3://host/parlor", /must be an address such as/],
    ["s3://KEY@host/parlor", /must be an address such as/],
    ["s3://:opensesame@host/parlor", /must be an address such as/],
    ["s3://KEY:opensesame%zz@host/parlor", /must be an address such as/],
    ["s3://KEY:open/sesame@host/parlor", /must be an address such as/],
    ["s3://KEY:opensesame@/parlor", /must be an address such as/],
    ["s3://KEY:opensesame@host", /must name one bucket/],
    ["s3://KEY:opensesame@host/", /must name one bucket/],
    ["s3://KEY:opensesame@host/ab", /must name one bucket/],
    ["s3://KEY:opensesame@host/Parlor", /must name one bucket/],
    ["s3://KEY:opensesame@host/parlor/files", /must name one bucket/],
    ["s3://KEY:opensesame@host/..%2F..%2F", /must name one bucket/],
    ["s3://KEY:opensesame@host/parlor?region=<x>", /region as a name/],
    ["s3://KEY:opensesame@host/parlor?tls=yes", /tls=on or tls=off/],
    ["s3://KEY:opensesame@host/parlor?reigon=eu", /region and tls and no others/],
    ["s3://KEY:opensesame@host/parlor#x", /region and tls and no others/],
  ];
  test.each(wrong)("%s", (address, rule) => {
    let error: unknown;
    try {
      parseS3Address(address);
    } catch (reason) {
      error = reason;
    }
    expect(error).toBeInstanceOf(StartError);
    const { message } = error as StartError;
    expect(message).toMatch(rule);
    expect(message).toMatch(/^BLOBS_URL .*\.$/);
    expect(message).not.toMatch(/sesame/);
  });
});
