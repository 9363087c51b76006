import { isAcceptableKdf, newKdf } from "#crypto/password-kdf.ts";
import type { PasswordKdf } from "#protocol/objects/account.ts";
import type { Input, Output } from "#protocol/operations/index.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import type { HttpDoor } from "./http.ts";
import { fail, ok, type Result } from "./result.ts";

type SignedIn = Output<"auth.login">;

export interface Registration {
  username: string;
  password: string;
  display_name?: string;
  email?: string;
}

export interface Login {
  /** Username or e-mail address. */
  login: string;
  password: string;
  /** A code of the authenticator app or a recovery code, after `totp_required`. */
  totp?: string;
  /** Brings a deactivated account back, after `account_deactivated`. */
  reactivate?: boolean;
}

/** Turns passwords into what the server is shown. No password goes further than this file. */
export class SignIn {
  constructor(
    private readonly dependencies: Pick<ParlorDependencies, "delivery" | "deriveKeys" | "randomBytes">,
    private readonly http: HttpDoor,
  ) {}

  async register(registration: Registration): Promise<Result<SignedIn>> {
    const input = await this.prepare(registration);
    return input.ok ? this.http.call("auth.register", input.value) : input;
  }

  /** What the server is told of a new account. */
  async prepare({ password, ...profile }: Registration): Promise<Result<Input<"auth.register">>> {
    const { delivery, randomBytes } = this.dependencies;
    const kdf = newKdf(randomBytes);
    const auth = await this.#derive(password, kdf);
    return auth.ok ? ok({ ...profile, kdf, auth: auth.value, delivery }) : auth;
  }

  async login({ login, password, ...more }: Login): Promise<Result<SignedIn>> {
    const auth = await this.prove(login, password);
    const { delivery } = this.dependencies;
    return auth.ok ? this.http.call("auth.login", { login, auth: auth.value, ...more, delivery }) : auth;
  }

  /** The input of `account.change_password`. A new password always gets a new salt. */
  async change(username: string, passwords: { old_password: string; new_password: string }) {
    const old = await this.prove(username, passwords.old_password);
    if (!old.ok) return old;
    const kdf = newKdf(this.dependencies.randomBytes);
    const auth = await this.#derive(passwords.new_password, kdf);
    return auth.ok ? ok({ old_auth: old.value, kdf, auth: auth.value }) : auth;
  }

  /** What shows the server that somebody knows the password of this login. */
  async prove(login: string, password: string): Promise<Result<string>> {
    const prelogin = await this.http.call("auth.prelogin", { login });
    return prelogin.ok ? this.#derive(password, prelogin.value.kdf) : prelogin;
  }

  async #derive(password: string, kdf: PasswordKdf): Promise<Result<string>> {
    if (password === "") return fail("invalid_input", "Enter a password.", { field: "password" });
    // A server (or who stands in its place) that asks for less work wants to guess the password.
    if (!isAcceptableKdf(kdf))
      return fail("weak_derivation", "The server asked for a derivation that would expose the password, so nothing was sent.");
    try {
      return ok((await this.dependencies.deriveKeys(password, kdf)).auth);
    } catch {
      return fail("internal", "This device could not derive the keys of the password.");
    }
  }
}
