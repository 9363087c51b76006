/** Days as the reader's calendar has them (local time), without any formatting. */

export function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** Whole days from a time's day to a later start of day; rounded, because a day may have 23 or 25 hours. */
export function daysBetween(time: number, laterStartOfDay: number): number {
  return Math.round((laterStartOfDay - startOfDay(time)) / 86_400_000);
}
