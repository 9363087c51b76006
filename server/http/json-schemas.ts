import { z } from "zod";
import { type ErrorCode, errors } from "#protocol/errors.ts";
import { accountId, mid } from "#protocol/ids.ts";
import { ownAccount, passwordKdf, session } from "#protocol/objects/account.ts";
import { conversation, conversationChanges, conversationSettings, member } from "#protocol/objects/conversation.ts";
import { message, notice, sender } from "#protocol/objects/message.ts";
import { person, presence } from "#protocol/objects/person.ts";
import { syncCursor } from "#protocol/operations/conversation.ts";

/** As much of JSON Schema (2020-12) as the protocol's schemas become. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  default?: unknown;
  description?: string;
}

const codes = Object.keys(errors) as [ErrorCode, ...ErrorCode[]];
const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(codes),
  message: z.string(),
  retry: z.enum(["no", "now", "after"]),
  retry_after_ms: z.int().nonnegative().optional(),
  field: z.string().optional(),
  request: z.string().optional(),
});

/** Objects that appear in several places, each described once under its name. */
const named = z.registry<{ id: string }>();
const objects: Record<string, z.ZodType> = {
  Id: accountId,
  Mid: mid,
  OwnAccount: ownAccount,
  PasswordKdf: passwordKdf,
  Session: session,
  Person: person,
  Presence: presence,
  Member: member,
  Conversation: conversation,
  ConversationSettings: conversationSettings,
  ConversationChanges: conversationChanges,
  Message: message,
  Notice: notice,
  Sender: sender,
  SyncCursor: syncCursor,
  Problem: problem,
};
for (const [id, schema] of Object.entries(objects)) named.add(schema, { id });

/** Where named objects are kept in an OpenAPI document. */
export const componentPrefix = "#/components/schemas/";

/** A schema as JSON Schema, as it is sent ("input") or received ("output"); named objects become references. */
export function toJsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, $defs: _named, ...own } = z.toJSONSchema(schema, { io, metadata: named });
  return tidy(own, io);
}

/** Every named object. */
export function namedSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(named, { io: "output", uri: (id) => id });
  const described = Object.entries(schemas).map(([name, { $schema: _dialect, $id: _uri, id: _id, ...own }]) => {
    return [name, tidy(own, "output")] as const;
  });
  return Object.fromEntries(described);
}

function tidy(schema: object, io: "input" | "output"): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === "$ref") return componentPrefix + String(value).replace(/^.*\//, "");
    // Clients are to pass over fields they do not know, so that answers can grow.
    if (key === "additionalProperties" && value === false && io === "output") return undefined;
    // The bounds of JavaScript's integers say nothing about ours.
    if ((key === "maximum" || key === "minimum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) return undefined;
    return isUnionOfOne(value) ? value.anyOf[0] : value;
  }) as JsonSchema;
}

/** Ids of several kinds are one and the same on the wire. */
function isUnionOfOne(value: unknown): value is { anyOf: JsonSchema[] } {
  const { anyOf } = (value ?? {}) as JsonSchema;
  return Array.isArray(anyOf) && new Set(anyOf.map((option) => JSON.stringify(option))).size === 1;
}
