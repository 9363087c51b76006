/**
 * Every limit of the product, in one place. Units are in the names or the comment beside each figure.
 * The server enforces all of them; clients read them to say "no" early. Those an administrator may change are
 * sent to clients in `ready` (see `PublishedLimits`).
 */

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

export const limits = {
  username: { min: 3, max: 20 },
  guest_name: { min: 1, max: 20 },
  display_name: { max: 100 },
  bio: { max: 500 },
  /** Years. */
  min_age: 16,
  room_name: { max: 80 },
  room_description: { max: 500 },
  room_code: { length: 6, alphabet: "23456789ABCDEFGHJKMNPQRSTVWXYZ" },
  /** Code points. */
  message: { max: 4_000 },
  history_page: { default: 50, max: 100 },
  members_page: { default: 50, max: 100 },
  user_search: { min: 2, max_results: 10 },
  picture_bytes: 5 * 1024 * 1024,
  file_bytes: 25 * 1024 * 1024,
  /** Sessions of one account; when one more signs in, the one used longest ago ends. */
  devices: 10,
  bcrypt_cost: 12,
  access_token_ms: 15 * minute,
  refresh_token_ms: 30 * day,
  /** The refresh token before the current one still gives the current one, for two tabs that refresh at once. */
  refresh_grace_ms: 10 * second,
  socket_ticket_ms: 30 * second,
  /** Bytes of one inbound socket frame. */
  frame_bytes: 64 * 1024,
  /** Bytes of one HTTP request body, uploads apart. */
  request_bytes: 256 * 1024,
  /** Bytes that may wait for one socket; when they do not get less it is closed with `slow_consumer`. */
  socket_backlog_bytes: 1024 * 1024,
  /** Bytes at which it is cut without a word, since they grow too fast for a closing in good order. */
  socket_backlog_max_bytes: 2 * 1024 * 1024,
  /** Open sockets of one person on one node; beyond it the oldest is closed with `replaced`. */
  sockets_per_person: 50,
  /** Above this many members a conversation sends no typing events and no per-person presence. */
  small_conversation: 100,
  /** Changed messages of one conversation that a delta carries; beyond it the client starts from a fresh page. */
  delta_messages: 200,
  /** Bytes of messages in one answer. Well below the backlog of a socket, so that a slow reader can take it in. */
  answer_bytes: 256 * 1024,
  /** Largest slow mode, seconds. */
  slow_mode_s: 3_600,
  directory_page: 30,
  /** A session room lives this long after the last person has left. */
  empty_room_ms: minute,
  /** A guest who does not come back loses the name and the place after this time. */
  guest_ms: 7 * day,
  typing_expires_ms: 6 * second,
  /** A person who reconnects within this time was never gone. */
  presence_grace_ms: 5 * second,
  idle_after_ms: 5 * minute,
  /** Whoever was rejected waits this long before asking the same person again. */
  friend_rejected_ms: day,
  totp_recovery_codes: 10,
} as const;

/** A token bucket: `capacity` tokens, all of them given back evenly over `refill_ms`. */
export interface Rate {
  readonly capacity: number;
  readonly refill_ms: number;
}

export const rates = {
  /** Any request of one socket. */
  socket: { capacity: 200, refill_ms: 10 * second },
  /** Any request of one person on one node, over all their sockets and both doors. */
  person: { capacity: 600, refill_ms: 10 * second },
  /** Any HTTP request of one address, among them those that open a socket. */
  address: { capacity: 2_000, refill_ms: 10 * second },
  /** Catching up of one person, the most that can be asked for in one request. */
  resume: { capacity: 100, refill_ms: minute },
  /** Messages of one sender. */
  message: { capacity: 20, refill_ms: 10 * second },
  /** Sign-in attempts per account and address. */
  login: { capacity: 10, refill_ms: 15 * minute },
  /** Sign-in attempts of one address over all accounts. */
  login_address: { capacity: 100, refill_ms: 15 * minute },
  /** Registrations of one address. */
  register: { capacity: 20, refill_ms: 60 * minute },
  /** E-mail addresses set by one account, and from one address: each try tells whether somebody has it. */
  email: { capacity: 20, refill_ms: 60 * minute },
  /** Room codes tried by one address. */
  room_code: { capacity: 10, refill_ms: minute },
  /** Beyond the minute's tries: whoever goes on guessing waits longer and longer. */
  room_code_hour: { capacity: 60, refill_ms: 60 * minute },
  /** Friend requests of one account. */
  friend_request: { capacity: 30, refill_ms: 60 * minute },
  /** Searches for people of one account. */
  user_search: { capacity: 60, refill_ms: minute },
  /** Exports of one account's data, which read all of its messages. */
  account_export: { capacity: 3, refill_ms: 60 * minute },
  picture: { capacity: 20, refill_ms: 60 * minute },
  /** Passwords tried for one room by one address. */
  room_password: { capacity: 10, refill_ms: 10 * minute },
  /** Passwords set for rooms by one account: each costs as much work as a sign-in. */
  room_password_set: { capacity: 10, refill_ms: 10 * minute },
  /** Rooms made by one caller. */
  room_create: { capacity: 20, refill_ms: 60 * minute },
} as const satisfies Record<string, Rate>;

export type RateName = keyof typeof rates;

/** The limits a client needs, as the server has them set now. */
export interface PublishedLimits {
  message_max_length: number;
  file_max_bytes: number;
  picture_max_bytes: number;
}

/** Rules for a password. Only clients see passwords, so only clients can check them. */
export interface PasswordPolicy {
  min_length: number;
  upper: boolean;
  lower: boolean;
  digit: boolean;
  special: boolean;
}

export const defaultPasswordPolicy: PasswordPolicy = { min_length: 8, upper: true, lower: true, digit: true, special: true };
