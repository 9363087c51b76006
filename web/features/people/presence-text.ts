import type { PresenceState } from "#protocol/objects/person.ts";
import { today } from "../../platform/page.ts";
import { clockTime, dayName } from "../../text/dates.ts";
import { daysBetween } from "../../text/day.ts";
import { text } from "../../text/text.ts";

/** How somebody is here, in words: "online", "away", "last seen today, 14:05", "offline". */
export function presenceText(state: PresenceState, lastSeen: number | null): string {
  if (state !== "offline" || lastSeen === null) return text().people.presence[state];
  const isRecent = daysBetween(lastSeen, today.value) < 7;
  return text().contacts.last_seen(isRecent ? `${dayInText(lastSeen)}, ${clockTime(lastSeen)}` : dayName(lastSeen));
}

/** Inside a sentence "Today" and "Yesterday" are written small; weekdays are not. */
function dayInText(time: number): string {
  const name = dayName(time);
  return daysBetween(time, today.value) < 2 ? name.toLocaleLowerCase(text().locale) : name;
}
