/**
 * The page's only Trusted Types policy. It vouches for two script addresses, both fixed at build time: the service worker and
 * the worker that derives keys. No HTML passes through it, so a string can never become markup or code.
 */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): URL };
}

const own = /^\/(?:sw\.js|workers\/[\w-]+\.js|workers\/[\w-]+\.ts\?.*)$/;

function vouch(url: string): string {
  const { origin, pathname, search } = new URL(url, location.origin);
  if (origin !== location.origin || !own.test(pathname + search)) throw new TypeError(`not a script of this app: ${url}`);
  return url;
}

const factory = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = factory?.createPolicy("parlor", { createScriptURL: vouch }) ?? {
  createScriptURL: (url: string) => new URL(vouch(url), location.origin),
};

/** A script address the browser accepts for a worker. Throws for any that is not part of the app. */
export function scriptUrl(url: string): URL {
  return policy.createScriptURL(url);
}
