import { z } from "zod";
import { limits } from "#protocol/limits.ts";
import { decodeCursor, encodeCursor } from "../../domain/cursor.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

const cursorSchema = z.strictObject({ member_count: z.int(), id: z.string() });

export default defineOperation("room.list", {
  who: "account",
  kind: "reads",
  async run(context, { caller, input }) {
    const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, cursorSchema);
    if (after === null) return refuse("invalid_input", { field: "cursor" });
    const q = input.q?.trim() || undefined;
    const found = await context.store.read.rooms.listed({ q, after, limit: limits.directory_page });
    const last = found.at(-1);
    return {
      rooms: await Promise.all(
        found.map(async ({ room, name, member_count }) => ({
          code: room.code,
          name,
          description: room.description,
          member_count,
          online_count: await context.presence.count(room.conversation_id),
          has_password: room.password_hash !== null,
          is_member: (await context.store.read.members.get(room.conversation_id, caller.id)) !== null,
        })),
      ),
      next_cursor:
        last && found.length === limits.directory_page
          ? encodeCursor({ member_count: last.member_count, id: last.room.conversation_id })
          : null,
    };
  },
});
