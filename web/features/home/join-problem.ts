import type { Problem } from "#protocol/errors.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";

/** Where a refusal at a room's door is shown, and what it says there. */
export interface JoinProblem {
  at: "nickname" | "code" | "password" | "form";
  text: string;
}

/** Null for the one refusal that is a question: the room wants its password first. */
export function joinProblem(problem: Problem): JoinProblem | null {
  const words = text().home;
  switch (problem.code) {
    case "room_password":
      return null;
    case "wrong_room_password":
      return { at: "password", text: words.password_wrong };
    case "room_not_found":
      return { at: "code", text: words.code_unknown };
    case "nickname_taken":
      return { at: "nickname", text: words.nickname_taken };
    case "guests_closed":
      return { at: "form", text: words.guests_closed };
    default:
      return { at: "form", text: problem.code === "unavailable" ? text().sign_in.unreachable : problemText(problem) };
  }
}
