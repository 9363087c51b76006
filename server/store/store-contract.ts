/**
 * What every engine promises, see `store.ts`. A suite gets `make`, which gives fresh data; opened twice it is two nodes
 * (or a server and its command line) on the same database.
 */
import { describe } from "bun:test";
import type { TestData } from "#testkit/store.ts";
import { accountSuite } from "./contract/accounts.ts";
import { appendSuite } from "./contract/append.ts";
import { conversationSuite } from "./contract/conversations.ts";
import { guestSuite } from "./contract/guests.ts";
import { historySuite } from "./contract/history.ts";
import { memberSuite } from "./contract/members.ts";
import { nodeSuite } from "./contract/nodes.ts";
import { peopleSuite } from "./contract/people.ts";
import { roomSuite } from "./contract/rooms.ts";
import { sessionSuite } from "./contract/sessions.ts";
import { writeSuite } from "./contract/write.ts";

export function storeContract(name: string, make: () => Promise<TestData>): void {
  describe(name, () => {
    describe("write", () => writeSuite(make));
    describe("append", () => appendSuite(make));
    describe("several nodes", () => nodeSuite(make));
    describe("accounts", () => accountSuite(make));
    describe("sessions", () => sessionSuite(make));
    describe("conversations", () => conversationSuite(make));
    describe("members", () => memberSuite(make));
    describe("history", () => historySuite(make));
    describe("rooms", () => roomSuite(make));
    describe("guests", () => guestSuite(make));
    describe("people", () => peopleSuite(make));
  });
}
