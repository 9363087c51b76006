import type { AccountId, ConversationId, FriendRequestId, Mid, SessionId } from "#protocol/ids.ts";
import type { Input, OperationName } from "#protocol/operations/index.ts";
import { fakeAuth, fakeKdf } from "#testkit/raw-client.ts";

type Samples = { [N in OperationName]: Input<N> };

const stranger = "01890000-0000-7000-8000-000000000000";

/**
 * An input for each operation that its schema takes. What it names does not exist, so it can be sent without harm; an
 * operation without a sample does not compile.
 */
export const samples: Samples = {
  "server.get": {},
  "auth.prelogin": { login: "nobody" },
  "auth.register": { username: "nobody", kdf: fakeKdf, auth: fakeAuth("nobody") },
  "auth.login": { login: "nobody", auth: fakeAuth("nobody") },
  "auth.refresh": { refresh_token: "made up" },
  "auth.logout": {},
  "auth.ticket": {},
  "account.get": {},
  "account.update": { display_name: "Somebody else" },
  "account.change_password": { old_auth: fakeAuth("guess"), kdf: fakeKdf, auth: fakeAuth("fresh") },
  "session.list": {},
  "session.revoke": { session: stranger as SessionId },
  "conversation.list": {},
  "conversation.get": { conversation: stranger as ConversationId },
  "conversation.history": { conversation: stranger as ConversationId },
  "conversation.members": { conversation: stranger as ConversationId },
  "conversation.mark_read": { conversation: stranger as ConversationId, seq: 1 },
  "conversation.typing": { conversation: stranger as ConversationId, typing: true },
  "message.send": { conversation: stranger as ConversationId, mid: "sample-mid" as Mid, body: { text: "hello" } },
  "message.get_changes": { conversation: stranger as ConversationId, after_rev: 0 },
  "room.create": { name: "Tea" },
  "room.join": { code: "ABC234" },
  "room.rotate_code": { conversation: stranger as ConversationId },
  "room.kick": { conversation: stranger as ConversationId, person: stranger as AccountId },
  "room.ban": { conversation: stranger as ConversationId, person: stranger as AccountId },
  "room.unban": { conversation: stranger as ConversationId, ban: stranger },
  "room.bans": { conversation: stranger as ConversationId },
  "room.lock": { conversation: stranger as ConversationId, locked: true },
  "room.set_role": { conversation: stranger as ConversationId, person: stranger as AccountId, role: "moderator" },
  "room.list": {},
  "room.delete": { conversation: stranger as ConversationId },
  "conversation.update": { conversation: stranger as ConversationId, name: "Coffee" },
  "conversation.leave": { conversation: stranger as ConversationId },
  "guest.join": { code: "ABC234", nickname: "Nobody" },
  "guest.create_room": { nickname: "Nobody" },
  "guest.get": {},
  "guest.upgrade": { username: "nobody", kdf: fakeKdf, auth: fakeAuth("nobody") },
  "user.search": { q: "nobody" },
  "user.get": { user: stranger as AccountId },
  "friend.request": { username: "nobody" },
  "friend.accept": { request: stranger as FriendRequestId },
  "friend.reject": { request: stranger as FriendRequestId },
  "friend.cancel": { request: stranger as FriendRequestId },
  "friend.list": {},
  "contact.list": {},
  "contact.remove": { user: stranger as AccountId, delete_history: false },
  "contact.block": { user: stranger as AccountId },
  "contact.unblock": { user: stranger as AccountId },
  "contact.blocked": {},
  "settings.update": { theme: "dark" },
  "account.set_picture": {},
  "account.remove_picture": {},
  "account.deactivate": { auth: fakeAuth("guess") },
  "account.delete": { auth: fakeAuth("guess"), confirm: "DELETE" },
  "account.export": {},
  "account.setup_totp": { auth: fakeAuth("guess") },
  "account.confirm_totp": { code: "000000" },
  "account.disable_totp": { auth: fakeAuth("guess"), code: "000000" },
  "sync.resume": { cursor: null },
  "presence.set": { state: "online" },
};
