import type { Route } from "../../router/route.ts";

/** The room somebody was sent to before they went to sign in. Kept by the tab, through a reload of the form. */
const key = "parlor.invitation";

export function keepInvitation(code: string): void {
  try {
    sessionStorage.setItem(key, code);
  } catch {
    // Storage may be forbidden: the link has to be opened again after signing in.
  }
}

export function forgetInvitation(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

/** Where somebody goes who has just signed in: to the room they were sent to, once, or to their conversations. */
export function destination(): Route {
  try {
    const code = sessionStorage.getItem(key);
    forgetInvitation();
    return code ? { kind: "invitation", code } : { kind: "home" };
  } catch {
    return { kind: "home" };
  }
}
