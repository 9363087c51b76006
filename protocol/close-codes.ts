/**
 * Why the server closes a socket (RFC 6455 §7.4.2, the private range 4000–4999; 1012 is the registered "Service Restart").
 * `reconnect`: "yes" at once with jitter, "backoff" with growing delay, "sign_in" only after signing in anew, "no" never by itself.
 */
export type Reconnect = "yes" | "backoff" | "sign_in" | "no";

export const closeCodes = {
  restarting: { code: 1012, reconnect: "yes", message: "The server is restarting." },
  signed_out: { code: 4001, reconnect: "sign_in", message: "This session was ended." },
  blocked: { code: 4002, reconnect: "no", message: "This account has been blocked." },
  replaced: { code: 4003, reconnect: "no", message: "This session was opened elsewhere." },
  slow_consumer: { code: 4004, reconnect: "yes", message: "This client could not keep up. It resumes where it was." },
  protocol_error: { code: 4005, reconnect: "backoff", message: "This client sent what the server does not understand." },
  access_ended: { code: 4006, reconnect: "sign_in", message: "This guest's access has ended." },
} as const satisfies Record<string, { code: number; reconnect: Reconnect; message: string }>;

export type CloseReason = keyof typeof closeCodes;

/** What a client should do about a close code; an unknown one (a cut line, a proxy) is tried again with back-off. */
export function reconnectAfter(code: number): Reconnect {
  for (const reason of Object.values(closeCodes)) if (reason.code === code) return reason.reconnect;
  return "backoff";
}
