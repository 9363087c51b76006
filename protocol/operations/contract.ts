import { z } from "zod";

/** The shape of one operation on the wire. Inputs are strict: an unknown field is refused. */
export interface Contract<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly summary: string;
  readonly input: I;
  readonly output: O;
}

/** Names an operation's input and output so that both keep their exact types. */
export function contract<I extends z.ZodType, O extends z.ZodType>(summary: string, input: I, output: O): Contract<I, O> {
  return { summary, input, output };
}

export const nothing = z.strictObject({});
export const done = z.object({});
