/**
 * Every refusal the server can give, on every door: its HTTP status, whether trying again helps, and one sentence for people.
 * `retry`: "no" the same request can never succeed; "now" it may at once; "after" it may later (see `retry_after_ms`).
 * A refusal about one field of the input names it in `field`.
 */
export type Retry = "no" | "now" | "after";

interface ErrorEntry {
  readonly status: number;
  readonly retry: Retry;
  readonly message: string;
}

export const errors = {
  // The request itself
  bad_request: { status: 400, retry: "no", message: "The request could not be read." },
  invalid_input: { status: 422, retry: "no", message: "A field of the request is not valid." },
  unknown_operation: { status: 404, retry: "no", message: "There is no such operation." },
  method_not_allowed: { status: 405, retry: "no", message: "This operation needs another HTTP method." },
  not_found: { status: 404, retry: "no", message: "There is nothing here, or you may not see it." },
  too_large: { status: 413, retry: "no", message: "That is larger than the server accepts." },
  wrong_content_type: { status: 415, retry: "no", message: "Send the request as application/json." },
  rate_limited: { status: 429, retry: "after", message: "That was too fast. Wait a moment and try again." },
  wrong_origin: { status: 403, retry: "no", message: "This request came from another site and was refused." },
  internal: { status: 500, retry: "after", message: "The server could not do that now. It has been noted." },
  unavailable: { status: 503, retry: "after", message: "The server cannot reach a part it needs. Try again in a moment." },
  busy: { status: 503, retry: "after", message: "The server has too much to do. Try again in a moment." },
  restarting: { status: 503, retry: "after", message: "The server is restarting. Try again in a moment." },
  socket_only: { status: 400, retry: "no", message: "This operation works on the socket only." },
  http_only: { status: 400, retry: "no", message: "This operation works over HTTP only." },

  // Who is asking
  not_signed_in: { status: 401, retry: "no", message: "Sign in to do that." },
  session_expired: { status: 401, retry: "no", message: "Your session has ended. Sign in again." },
  refresh_reused: {
    status: 401,
    retry: "no",
    message: "This sign-in was used twice, so it was ended for your safety. Sign in again.",
  },
  ticket_expired: { status: 401, retry: "no", message: "This socket ticket has expired or was used. Ask for a new one." },
  not_allowed: { status: 403, retry: "no", message: "You are not allowed to do that." },
  wrong_credentials: { status: 401, retry: "no", message: "The name or the password is wrong." },
  account_blocked: { status: 403, retry: "no", message: "This account has been blocked by a moderator." },

  // Accounts
  username_taken: { status: 409, retry: "no", message: "This username is taken." },
  username_reserved: { status: 409, retry: "no", message: "This username is reserved." },
  email_taken: { status: 409, retry: "no", message: "This e-mail address is in use." },
  registration_closed: { status: 403, retry: "no", message: "This server does not take new accounts." },
  weak_derivation: { status: 422, retry: "no", message: "The password was derived with too little work." },

  // Conversations and messages
  conversation_not_found: { status: 404, retry: "no", message: "There is no such conversation, or you are not in it." },
  message_blank: { status: 422, retry: "no", message: "A message needs some text." },
  message_too_long: { status: 422, retry: "no", message: "This message is longer than the server accepts." },
  reply_not_found: { status: 404, retry: "no", message: "The message you reply to is not in this conversation." },
  not_a_room: { status: 409, retry: "no", message: "This can be done in a room only." },
  cannot_leave: { status: 409, retry: "no", message: "This conversation cannot be left." },

  // Rooms
  room_not_found: { status: 404, retry: "no", message: "There is no room with this code that you may enter." },
  room_password: { status: 403, retry: "no", message: "This room asks for a password." },
  wrong_room_password: { status: 403, retry: "no", message: "This is not the room's password." },
  nickname_taken: {
    status: 409,
    retry: "no",
    message: "Somebody in this room, or an account, has this name or one that looks like it.",
  },
  guests_closed: { status: 403, retry: "no", message: "This server does not take guests." },
  slow_mode: { status: 429, retry: "after", message: "This room is in slow mode. Wait a moment before your next message." },
  person_not_found: { status: 404, retry: "no", message: "This person is not in the room." },
  role_too_low: { status: 403, retry: "no", message: "Your role in this room does not allow that." },
  needs_account: { status: 403, retry: "no", message: "This needs an account. Make one to go on." },

  // People
  user_not_found: { status: 404, retry: "no", message: "There is nobody with this name." },
  request_self: { status: 409, retry: "no", message: "You cannot ask yourself." },
  already_contacts: { status: 409, retry: "no", message: "You are contacts already." },
  request_pending: { status: 409, retry: "no", message: "You already asked this user. They have not answered yet." },
  request_crossing: { status: 409, retry: "no", message: "This user already sent you a request." },
  request_rejected: { status: 409, retry: "after", message: "This user said no. You may ask again 24 hours after that." },
  request_not_found: { status: 404, retry: "no", message: "There is no such open request of yours." },
  not_recipient: { status: 403, retry: "no", message: "Only the one who was asked can answer." },
  not_requester: { status: 403, retry: "no", message: "Only the one who asked can take it back." },
  request_handled: { status: 409, retry: "no", message: "This request has been answered or taken back already." },
  you_blocked: { status: 409, retry: "no", message: "You have blocked this user. Unblock them first." },
  not_a_contact: { status: 404, retry: "no", message: "This user is not among your contacts." },
  block_self: { status: 409, retry: "no", message: "You cannot block yourself." },
  not_blocked: { status: 404, retry: "no", message: "You have not blocked this user." },
  too_young: { status: 422, retry: "no", message: "You have to be at least 16 years old." },
  account_deactivated: { status: 403, retry: "no", message: "This account is deactivated. Sign in again to bring it back." },
  last_admin: { status: 409, retry: "no", message: "You are the only administrator. Make another one first." },
  picture_type: { status: 422, retry: "no", message: "A picture must be a JPEG, PNG, GIF or WebP image." },
  picture_broken: { status: 422, retry: "no", message: "This image is damaged or too large in pixels." },
  totp_required: { status: 401, retry: "no", message: "Enter the code of your authenticator app." },
  wrong_totp: { status: 401, retry: "no", message: "This code is wrong, or was used already." },
  totp_on: { status: 409, retry: "no", message: "The second factor is on already." },
  totp_off: { status: 409, retry: "no", message: "The second factor is not on." },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;

/** What a refusal looks like inside an error frame, and (with RFC 9457's fields added) as an HTTP answer. */
export interface Problem {
  code: ErrorCode;
  message: string;
  retry: Retry;
  /** Milliseconds, with `retry: "after"`. */
  retry_after_ms?: number;
  /** Path of the field the refusal is about, `a.b` for nested ones. */
  field?: string;
  /** With `internal`: what the server's log calls this request. */
  request?: string;
}
