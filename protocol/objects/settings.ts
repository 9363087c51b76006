import { z } from "zod";

/** Who may write to an account in private; `null` in the settings means the server's own policy. */
export const dmPolicy = z.enum(["contacts", "everyone"]);

/** What a person has set, the same on all their devices. What belongs to private chats takes effect with them. */
export const settings = z.object({
  theme: z.enum(["system", "light", "dark", "contrast"]),
  /** BCP 47, or `system` for the device's own. */
  language: z.string().regex(/^(system|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/),
  notify_toasts: z.boolean(),
  notify_desktop: z.boolean(),
  notify_sound: z.boolean(),
  /** Off: nobody sees when this person is here, and this person sees nobody either. */
  show_presence: z.boolean(),
  send_receipts: z.boolean(),
  send_typing: z.boolean(),
  dm_policy: dmPolicy.nullable(),
  /** Single-letter shortcuts can be in the way of speech input (WCAG 2.1.4). */
  letter_shortcuts: z.boolean(),
});
export type Settings = z.infer<typeof settings>;

export const defaultSettings: Settings = {
  theme: "system",
  language: "system",
  notify_toasts: true,
  notify_desktop: false,
  notify_sound: true,
  show_presence: true,
  send_receipts: true,
  send_typing: true,
  dm_policy: null,
  letter_shortcuts: true,
};
