/** What the HTTP door lends to operations: cookies, the user agent, and a body that is not JSON. */
export interface HttpCall {
  /** Value of the refresh cookie, if the browser sent one. */
  readonly refreshCookie: string | null;
  readonly userAgent: string;
  /** The raw body of an operation that takes one; see `takesBody`. */
  readonly body: Uint8Array | null;
  setSessionCookies(tokens: { access: string; refresh: string }): void;
  clearSessionCookies(): void;
}
