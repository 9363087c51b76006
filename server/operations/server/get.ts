import { limits } from "#protocol/limits.ts";
import { version } from "../../version.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("server.get", {
  who: "visitor",
  kind: "reads",
  async run({ config, store }) {
    return {
      name: config.server_name,
      version,
      protocol: 1 as const,
      registration: config.registration,
      needs_admin: await store.read.accounts.isEmpty(),
      lobby: config.lobby,
      guests: config.allow_guests,
      dm_policy: config.dm_policy,
      password_policy: config.password_policy,
      limits: {
        message_max_length: config.message_max_length,
        file_max_bytes: limits.file_bytes,
        picture_max_bytes: limits.picture_bytes,
      },
    };
  },
});
