import type { ReadonlySignal } from "@preact/signals-core";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import { notSignedIn, ok, type Result } from "./result.ts";
import type { SignIn } from "./sign-in.ts";

/** What is done with one's own account and needs more than an operation: the password, or a file. */
export interface OwnAccountActions {
  /** A JPEG, PNG, GIF or WebP of at most 5 MB; it is shown as a square, so it should be one. */
  setPicture(image: Uint8Array<ArrayBuffer>): Promise<Result<void>>;
  /** The secret for an authenticator app; `account.confirm_totp` turns it on. */
  setupTotp(password: string): Promise<Result<Output<"account.setup_totp">>>;
  disableTotp(input: { password: string; code: string }): Promise<Result<void>>;
  /** Puts the account to sleep and signs out. Everything kept on this device is removed. */
  deactivate(password: string): Promise<Result<void>>;
  /** Deletes the account for good and signs out. */
  delete(password: string): Promise<Result<void>>;
}

interface OwnAccountDependencies {
  me: ReadonlySignal<OwnAccount | null>;
  signIn: SignIn;
  call<N extends OperationName>(name: N, input: Input<N>): Promise<Result<Output<N>>>;
  upload(image: Uint8Array<ArrayBuffer>): Promise<Result<unknown>>;
  /** Runs what ends every session of the account, which must not look like being signed out by somebody else. */
  leaving(work: () => Promise<Result<unknown>>): Promise<Result<void>>;
}

export class OwnAccountClient implements OwnAccountActions {
  constructor(private readonly dependencies: OwnAccountDependencies) {}

  async setPicture(image: Uint8Array<ArrayBuffer>): Promise<Result<void>> {
    return done(await this.dependencies.upload(image));
  }

  setupTotp(password: string): Promise<Result<Output<"account.setup_totp">>> {
    return this.#proven(password, (auth) => this.dependencies.call("account.setup_totp", { auth }));
  }

  async disableTotp({ password, code }: { password: string; code: string }): Promise<Result<void>> {
    return done(await this.#proven(password, (auth) => this.dependencies.call("account.disable_totp", { auth, code })));
  }

  deactivate(password: string): Promise<Result<void>> {
    const { leaving, call } = this.dependencies;
    return this.#proven(password, (auth) => leaving(() => call("account.deactivate", { auth })));
  }

  delete(password: string): Promise<Result<void>> {
    const { leaving, call } = this.dependencies;
    return this.#proven(password, (auth) => leaving(() => call("account.delete", { auth, confirm: "DELETE" })));
  }

  async #proven<T>(password: string, act: (auth: string) => Promise<Result<T>>): Promise<Result<T>> {
    const username = this.dependencies.me.peek()?.username;
    if (username === undefined) return notSignedIn();
    const auth = await this.dependencies.signIn.prove(username, password);
    return auth.ok ? act(auth.value) : auth;
  }
}

const done = (answer: Result<unknown>): Result<void> => (answer.ok ? ok(undefined) : answer);
