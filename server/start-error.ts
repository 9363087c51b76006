/** Why the program cannot start, as one sentence that says what to do about it. Shown without a stack trace. */
export class StartError extends Error {
  override readonly name = "StartError";
}
