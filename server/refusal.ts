import { type ErrorCode, errors, type Problem } from "#protocol/errors.ts";

/** An expected "no": a value that operations return, never throw. */
export class Refusal {
  constructor(
    readonly code: ErrorCode,
    readonly details: { field?: string; retry_after_ms?: number; message?: string; request?: string } = {},
  ) {}

  /** As it travels, on either door. */
  toProblem(): Problem {
    const { retry, message } = errors[this.code];
    return { code: this.code, message, retry, ...this.details };
  }
}

export function refuse(code: ErrorCode, details?: Refusal["details"]): Refusal {
  return new Refusal(code, details);
}
