import { errors } from "#protocol/errors.ts";
import { protocolVersion } from "#protocol/frames.ts";
import { operations } from "#protocol/operations/index.ts";
import type { Registry } from "../dispatch.ts";
import type { Operation } from "../operations/operation.ts";
import { version } from "../version.ts";
import { sessionCookie } from "./credentials.ts";
import { componentPrefix, type JsonSchema, namedSchemas, toJsonSchema } from "./json-schemas.ts";

/** The OpenAPI 3.1 description of every operation that works over HTTP. */
export function openApi(registry: Registry): object {
  const served = [...registry.values()].filter((operation) => operation.door !== "socket");
  return {
    openapi: "3.1.0",
    info: {
      title: "Parlor",
      version,
      description: "Operations over HTTP. The socket's frames and events are described at /docs.",
    },
    servers: [{ url: "/" }],
    tags: [...new Set(served.map(nounOf))].map((name) => ({ name })),
    paths: Object.fromEntries(served.map((operation) => [`/api/${operation.name}`, describe(operation)])),
    components: {
      schemas: namedSchemas(),
      responses: {
        Problem: {
          description: problems(),
          content: { "application/problem+json": { schema: { $ref: `${componentPrefix}Problem` } } },
        },
      },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        cookie: { type: "apiKey", in: "cookie", name: sessionCookie },
      },
    },
    "x-protocol": protocolVersion,
  };
}

function describe(operation: Operation): object {
  const { summary, input, output } = operations[operation.name];
  const accepted = toJsonSchema(input, "input");
  const isRead = operation.kind === "reads";
  return {
    [isRead ? "get" : "post"]: {
      operationId: operation.name,
      tags: [nounOf(operation)],
      summary,
      "x-who": operation.who,
      security: operation.who === "visitor" ? [] : [{ bearer: [] }, { cookie: [] }],
      ...(isRead ? { parameters: parametersOf(accepted) } : { requestBody: { required: true, content: json(accepted) } }),
      responses: {
        200: { description: "Done.", content: json(toJsonSchema(output, "output")) },
        default: { $ref: "#/components/responses/Problem" },
      },
    },
  };
}

function parametersOf({ properties = {}, required = [] }: JsonSchema): object[] {
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", required: required.includes(name), schema }));
}

function json(schema: JsonSchema): object {
  return { "application/json": { schema } };
}

function nounOf({ name }: Operation): string {
  return name.split(".")[0] ?? name;
}

function problems(): string {
  const lines = Object.entries(errors).map(
    ([code, { status, retry, message }]) => `- \`${code}\` (${status}, retry ${retry}): ${message}`,
  );
  return `A refusal (RFC 9457).\n\n${lines.join("\n")}`;
}
