import { cleanName } from "#protocol/text.ts";

// The order matters: most browsers also claim to be those further down.
const programs: readonly [RegExp, string][] = [
  [/\bparlor-terminal\//i, "Terminal"],
  [/\bEdg(A|iOS)?\//, "Edge"],
  [/\b(OPR|OPX)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Headless)?Chrom(e|ium)\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b|\bdarwin\b/i, "macOS"],
  [/\bLinux\b/i, "Linux"],
];

/** "Firefox on Linux", from a user agent. Only for people's eyes: anyone can send anything. */
export function describeDevice(userAgent: string): string {
  const program = programs.find(([pattern]) => pattern.test(userAgent))?.[1] ?? firstProduct(userAgent);
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (!program) return system ?? "Unknown device";
  return system ? `${program} on ${system}` : program;
}

/** The product a program names itself by: "curl" of "curl/8.5.0". */
function firstProduct(userAgent: string): string {
  return cleanName(/^[^\s/(]{1,32}/.exec(userAgent)?.[0] ?? "");
}
