import { BlockList, isIP } from "node:net";

/** Where requests come from: the peer's address, or behind trusted proxies what they say of it. */
export type ReadAddress = (peer: string | null, forwardedFor: string | null) => string;

/**
 * Walks `X-Forwarded-For` from its end as long as the speaker is trusted: whatever stands further left was written by
 * somebody else, perhaps to pass for another address.
 */
export function createAddressReader(trusted: readonly string[]): ReadAddress {
  const list = new BlockList();
  for (const network of trusted) {
    const [address = "", prefix] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string) => list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

  return (peer, forwardedFor) => {
    let address = peer === null ? null : cleanAddress(peer);
    if (address === null) return "unknown";
    const hops = forwardedFor === null ? [] : forwardedFor.split(",");
    while (isTrusted(address) && hops.length > 0) {
      const next = cleanAddress(hops.pop() ?? "");
      if (next === null) break;
      address = next;
    }
    return address;
  };
}

/** What counts as one address for rate limits: whoever has one IPv6 address has the 2^64 of its network. */
export function addressBlock(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":").length : 0;
  const zeros = tail === undefined ? 0 : 8 - groups.length - after;
  const all = [...groups, ...Array<string>(Math.max(0, zeros)).fill("0"), ...(tail ? tail.split(":") : [])];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/** Without port, brackets, zone and the IPv6 form of an IPv4 address; null when it is none. */
function cleanAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=[\d.]+$)/i, "");
  return isIP(bare) === 0 ? null : bare.toLowerCase();
}
