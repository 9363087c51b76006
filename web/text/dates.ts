import { today } from "../platform/page.ts";
import { daysBetween } from "./day.ts";
import { text } from "./text.ts";

/** Dates and times in the reader's locale and time zone. Formatters are costly to make, so each is made once per locale. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(time: number, key: string, options: Intl.DateTimeFormatOptions): string {
  const locale = navigator.language.startsWith(text().locale) ? navigator.language : text().locale;
  const id = `${locale} ${key}`;
  const formatter = formatters.get(id) ?? new Intl.DateTimeFormat(locale, options);
  formatters.set(id, formatter);
  return formatter.format(time);
}

/** "14:05" or "2:05 PM". */
export const clockTime = (time: number): string => format(time, "clock", { hour: "numeric", minute: "2-digit" });

/** Date and time in full, for a tooltip. */
export const fullTime = (time: number): string => format(time, "full", { dateStyle: "full", timeStyle: "medium" });

/** "Today", "Yesterday", "Monday", "12 March", "12 March 2024". */
export function dayName(time: number): string {
  const ago = daysBetween(time, today.value);
  if (ago === 0) return text().messages.today;
  if (ago === 1) return text().messages.yesterday;
  if (ago > 1 && ago < 7) return format(time, "weekday", { weekday: "long" });
  const sameYear = new Date(time).getFullYear() === new Date(today.value).getFullYear();
  return sameYear
    ? format(time, "day", { day: "numeric", month: "long" })
    : format(time, "day-year", { day: "numeric", month: "long", year: "numeric" });
}

/** As short as it can be: the time today, then "Yesterday", the weekday, the date. */
export function shortTime(time: number): string {
  const ago = daysBetween(time, today.value);
  if (ago <= 0) return clockTime(time);
  if (ago === 1) return text().messages.yesterday;
  if (ago < 7) return format(time, "weekday-short", { weekday: "short" });
  return format(time, "date-short", { day: "numeric", month: "short", year: "2-digit" });
}

/** "March 2025". */
export const monthAndYear = (time: number): string => format(time, "month", { month: "long", year: "numeric" });

/** "12 Mar 2025, 14:05", for running text. */
export const dateAndTime = (time: number): string => format(time, "date-time", { dateStyle: "medium", timeStyle: "short" });
