/** For the Worker that an app runs it in: apps reach the password derivation through the client, never crypto itself. */
export { deriveKeys } from "#crypto/password.ts";
