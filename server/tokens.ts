import { errors as joseErrors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { accountId, guestId, type SessionId, sessionId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";

/** What an access token or a socket ticket says. It counts only as long as the session's row does. */
export const sessionClaims = z.discriminatedUnion("knd", [
  z.object({ knd: z.literal("account"), sub: accountId, sid: sessionId }),
  z.object({ knd: z.literal("guest"), sub: guestId, sid: sessionId }),
]);
export type SessionClaims = z.infer<typeof sessionClaims>;

export type Verified<T> = { readonly kind: "valid"; readonly claims: T } | { readonly kind: "expired" | "invalid" };

export interface Tokens {
  signAccess(claims: SessionClaims): Promise<{ token: string; expires_at: number }>;
  verifyAccess(token: string): Promise<Verified<SessionClaims>>;
  /** The first refresh token of a session. */
  firstRefresh(session: SessionId): RefreshToken;
  /**
   * The refresh token that follows one. Always the same for the same token, so that two tabs that refresh at once, or
   * one that lost the answer, end up with one and the same successor.
   */
  nextRefresh(token: RefreshToken): RefreshToken;
}

/** Opaque to clients: the session's id and 32 bytes that only this server can continue. The store keeps only `hash`. */
export interface RefreshToken {
  readonly session: SessionId;
  readonly text: string;
  /** SHA-256 of the text, base64url. */
  readonly hash: string;
}

const algorithm = "HS256";
const issuer = "parlor";

export function createTokens({ secret, now }: { secret: Uint8Array; now: () => number }): Tokens {
  const sign = createJwt({ secret, now, audience: "access" });
  const chainKey = deriveKey(secret, "parlor/refresh/v1");
  return {
    async signAccess(claims) {
      const expires_at = now() + limits.access_token_ms;
      return { token: await sign.sign(claims, expires_at), expires_at };
    },
    verifyAccess: (token) => sign.verify(token, sessionClaims),
    firstRefresh: (session) => refreshToken(session, crypto.getRandomValues(new Uint8Array(32))),
    nextRefresh: ({ session, text }) => refreshToken(session, new Bun.CryptoHasher("sha256", chainKey).update(text).digest()),
  };
}

export interface Jwt {
  sign(claims: Record<string, unknown>, expires_at: number): Promise<string>;
  verify<T>(token: string, schema: z.ZodType<T>): Promise<Verified<T>>;
}

/** JWTs for one purpose. The algorithm is fixed, so a token cannot choose `none` or a weaker one for itself. */
export function createJwt({ secret, now, audience }: { secret: Uint8Array; now: () => number; audience: string }): Jwt {
  return {
    sign: (claims, expires_at) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, typ: "JWT" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(Math.floor(expires_at / 1_000))
        .sign(secret),
    async verify(token, schema) {
      try {
        const options = { algorithms: [algorithm], issuer, audience, currentDate: new Date(now()), requiredClaims: ["exp"] };
        const parsed = schema.safeParse((await jwtVerify(token, secret, options)).payload);
        return parsed.success ? { kind: "valid", claims: parsed.data } : { kind: "invalid" };
      } catch (error) {
        if (error instanceof joseErrors.JWTExpired) return { kind: "expired" };
        if (error instanceof joseErrors.JOSEError) return { kind: "invalid" };
        throw error;
      }
    },
  };
}

/** Null when the text has not the form of a refresh token. */
export function readRefreshToken(text: string): RefreshToken | null {
  if (!/^[A-Za-z0-9_-]{64}$/.test(text)) return null;
  const hex = Buffer.from(text, "base64url").subarray(0, 16).toString("hex");
  const id = sessionId.parse(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));
  return { session: id, text, hash: sha256(text) };
}

function refreshToken(session: SessionId, secret: Uint8Array): RefreshToken {
  const text = Buffer.concat([Buffer.from(session.replaceAll("-", ""), "hex"), secret]).toString("base64url");
  return { session, text, hash: sha256(text) };
}

function sha256(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("base64url");
}

/** A key for one use, so that no signature of one kind can pass for another. */
function deriveKey(secret: Uint8Array, label: string): Uint8Array {
  return new Bun.CryptoHasher("sha256", secret).update(label).digest();
}
