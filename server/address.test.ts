import { expect, test } from "bun:test";
import { addressBlock, createAddressReader } from "./address.ts";

const direct = createAddressReader([]);
const proxied = createAddressReader(["127.0.0.0/8", "::1/128", "10.0.0.0/8"]);

test("without trusted proxies nobody can claim another address", () => {
  expect(direct("203.0.113.5", "198.51.100.1")).toBe("203.0.113.5");
  expect(direct("127.0.0.1", "198.51.100.1")).toBe("127.0.0.1");
});

test("a trusted proxy tells who it speaks for", () => {
  expect(proxied("127.0.0.1", "198.51.100.1")).toBe("198.51.100.1");
  expect(proxied("127.0.0.1", "198.51.100.1, 10.1.2.3")).toBe("198.51.100.1");
  expect(proxied("::ffff:127.0.0.1", "198.51.100.1")).toBe("198.51.100.1");
});

test("an address in front of the one the proxy saw was made up by the sender", () => {
  expect(proxied("127.0.0.1", "10.9.9.9, 8.8.8.8, 198.51.100.1")).toBe("198.51.100.1");
});

test("a stranger's header is not believed, trusted names in it or not", () => {
  expect(proxied("203.0.113.5", "198.51.100.1")).toBe("203.0.113.5");
  expect(proxied("203.0.113.5", "127.0.0.1")).toBe("203.0.113.5");
});

test.each(["", "unknown", "_hidden", "198.51.100.1<script>", ", ,"])("what is no address (%p) ends the search", (header) => {
  expect(proxied("127.0.0.1", header)).toBe("127.0.0.1");
});

test("ports, brackets and zones are not part of an address", () => {
  expect(proxied("127.0.0.1", "198.51.100.1:4711")).toBe("198.51.100.1");
  expect(proxied("127.0.0.1", "[2001:DB8::1]:4711")).toBe("2001:db8::1");
  expect(direct("fe80::1%eth0", null)).toBe("fe80::1");
  expect(direct(null, null)).toBe("unknown");
});

test.each([
  ["198.51.100.1", "198.51.100.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:0db8:0001:0002::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["unknown", "unknown"],
])("the limits of %s are those of %s", (address, block) => {
  expect(addressBlock(address)).toBe(block);
});
