import { z } from "zod";
import type { Bus } from "../bus/bus.ts";
import type { CutTarget } from "../context.ts";

/** What nodes tell each other about live sockets, beside events. */
export type Control =
  | CutTarget
  | { readonly kind: "follow"; readonly person: string; readonly conversation: string }
  | { readonly kind: "refresh"; readonly person: string };

const topic = "control";

const control = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("session"), session: z.string() }),
  z.object({ kind: z.literal("person"), person: z.string(), reason: z.enum(["signed_out", "blocked", "access_ended"]) }),
  z.object({ kind: z.literal("membership"), person: z.string(), conversation: z.string() }),
  z.object({ kind: z.literal("follow"), person: z.string(), conversation: z.string() }),
  z.object({ kind: z.literal("refresh"), person: z.string() }),
]);

export function sendControl(bus: Bus, message: Control): void {
  bus.publish(topic, JSON.stringify(message));
}

export function receiveControl(bus: Bus, handle: (message: Control) => void): Promise<void> {
  return bus.subscribe(topic, (payload) => handle(control.parse(JSON.parse(payload))));
}
