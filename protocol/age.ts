import { limits } from "./limits.ts";

/**
 * Whether someone born on that day (`YYYY-MM-DD`) has had the birthday that counts. By the day in UTC; who was born on 29
 * February has it on 1 March in a common year. A day in the future is nobody's.
 */
export function isOldEnough(birthDate: string, now: number): boolean {
  const [year = 0, month = 1, day = 1] = birthDate.split("-").map(Number);
  return now >= Date.UTC(year + limits.min_age, month - 1, day) && year >= 1900;
}
