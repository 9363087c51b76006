/**
 * Why the server closes a socket (RFC 6455 §7.4.2, the private range 4000–4999; 1012 and 1013 are registered: "Service
 * Restart", "Try Again Later").
 * `reconnect`: "yes" at once with jitter, "backoff" with growing delay, "sign_in" only after signing in anew, "no" never by itself.
 */
export type Reconnect = "yes" | "backoff" | "sign_in" | "no";

export const closeCodes = {
  restarting: { code: 1012, reconnect: "yes", message: "The server is restarting." },
  unavailable: { code: 1013, reconnect: "backoff", message: "The server could not open this socket just now." },
  signed_out: { code: 4001, reconnect: "sign_in", message: "This session was ended." },
  blocked: { code: 4002, reconnect: "no", message: "This account has been blocked." },
  replaced: { code: 4003, reconnect: "no", message: "Newer connections of the same person took the place of this one." },
  slow_consumer: { code: 4004, reconnect: "yes", message: "This client could not keep up. It resumes where it was." },
  protocol_error: { code: 4005, reconnect: "backoff", message: "This client goes on sending what is no request." },
  access_ended: { code: 4006, reconnect: "sign_in", message: "This guest's access has ended." },
} as const satisfies Record<string, { code: number; reconnect: Reconnect; message: string }>;

export type CloseReason = keyof typeof closeCodes;

/** What a client should do about a close code; an unknown one (a cut line, a proxy) is tried again with back-off. */
export function reconnectAfter(code: number): Reconnect {
  for (const reason of Object.values(closeCodes)) if (reason.code === code) return reason.reconnect;
  return "backoff";
}
