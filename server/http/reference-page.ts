import { closeCodes } from "#protocol/close-codes.ts";
import { errors } from "#protocol/errors.ts";
import { events } from "#protocol/events.ts";
import { protocolVersion } from "#protocol/frames.ts";
import { limits, rates } from "#protocol/limits.ts";
import { operations } from "#protocol/operations/index.ts";
import type { Registry } from "../dispatch.ts";
import type { Operation, Who } from "../operations/operation.ts";
import { version } from "../version.ts";
import { type Html, html } from "./html.ts";
import { namedSchemas, toJsonSchema } from "./json-schemas.ts";
import { describeShape } from "./reference-types.ts";

const callers: Record<Who, string> = {
  visitor: "anyone",
  guest: "guests and accounts",
  account: "accounts",
  moderator: "moderators and administrators",
  admin: "administrators",
};

const reconnects = { yes: "at once", backoff: "after a growing delay", sign_in: "after signing in", no: "never by itself" };

/** The readable reference of everything on the wire, made of the protocol's own data. It needs no script. */
export function renderReference(registry: Registry): string {
  const sections: [id: string, title: string, body: Html][] = [
    ["http", "HTTP", http()],
    ["socket", "The socket", socket()],
    ["operations", "Operations", html`${[...registry.values()].map(operation)}`],
    ["events", "Events", html`${eventList()}`],
    [
      "objects",
      "Objects",
      html`${Object.entries(namedSchemas()).map(([name, schema]) => entry(name, html`${name}`, describeShape(schema)))}`,
    ],
    ["errors", "Errors", errorTable()],
    ["close-codes", "Close codes", closeCodeTable()],
    ["limits", "Limits", limitTable()],
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Parlor reference</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/reference.css">
</head>
<body>
<nav aria-label="Contents"><ul>${sections.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
<h1>Parlor reference</h1>
<p>Version ${version}, protocol ${protocolVersion}. The same as <a href="/api/openapi.json">OpenAPI 3.1</a> for programs.</p>
${sections.map(([id, title, body]) => html`<section id="${id}"><h2>${title}</h2>${body}</section>`)}
</main>
</body>
</html>
`.markup;
}

function http(): Html {
  return html`
<p>Operations that read are <code>GET /api/&lt;operation&gt;?field=value</code>; those that change something are
<code>POST /api/&lt;operation&gt;</code> with a JSON object as <code>application/json</code>. Unknown fields are refused. Times are
milliseconds since 1970 UTC; ids are opaque; bytes are base64url without padding.</p>
<p>Programs send <code>Authorization: Bearer &lt;access token&gt;</code>. Browsers get HttpOnly cookies with <code>delivery: "cookie"</code>
and must be on the server's own origin.</p>
<p>A refusal is <code>application/problem+json</code> with <a href="#Problem">these fields</a>. <code>GET /health</code> says that the
process lives, <code>GET /ready</code> that it can serve.</p>`;
}

function socket(): Html {
  return html`
<p><code>GET /ws</code> with the cookie, a bearer header or <code>?token=&lt;ticket of auth.ticket&gt;</code>. Frames are JSON text of at
most ${limits.frame_bytes / 1024} KiB. What the server sends is one frame or a list of frames.</p>
<table><tbody>
<tr><th scope="row">Request</th><td><code>{"id": 1, "op": "message.send", "input": {…}}</code></td></tr>
<tr><th scope="row">Result</th><td><code>{"id": 1, "result": {…}}</code></td></tr>
<tr><th scope="row">Error</th><td><code>{"id": 1, "error": {"code", "message", "retry", "retry_after_ms"?, "field"?}}</code>, with <code>id: null</code> when the frame could not be read</td></tr>
<tr><th scope="row">First event</th><td><code>{"event": "ready", "data": {"account", "guest", "session", "protocol": ${protocolVersion}, "server_time", "limits"}}</code></td></tr>
<tr><th scope="row">Event</th><td><code>{"event": "message.created", "data": {…}}</code></td></tr>
</tbody></table>
<p>After <code>ready</code> the client calls <a href="#sync.resume">sync.resume</a>. From its answer on, events that carry a
<code>rev</code> are gapless in each conversation: one that was missed shows as a gap, and
<a href="#message.get_changes">message.get_changes</a> closes it.</p>`;
}

function operation({ name, who, kind, door, rate }: Operation): Html {
  const { summary, input, output } = operations[name];
  const doors =
    door === "socket" ? "socket only" : `${kind === "reads" ? "GET" : "POST"}${door === "http" ? ", HTTP only" : " and socket"}`;
  const tries = rate && `, ${perTime(rates[rate])} each`;
  return entry(
    name,
    html`<code>${name}</code>`,
    html`<p>${summary}</p><p class="facts">${doors}; for ${callers[who]}${tries ?? ""}</p>
<h4>Input</h4>${describeShape(toJsonSchema(input, "input"))}<h4>Answer</h4>${describeShape(toJsonSchema(output, "output"))}`,
  );
}

function eventList(): Html[] {
  return Object.entries(events).map(([name, schema]) =>
    entry(name, html`<code>${name}</code>`, describeShape(toJsonSchema(schema, "output"))),
  );
}

function errorTable(): Html {
  const rows = Object.entries(errors).map(
    ([code, { status, retry, message }]) =>
      html`<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${retry}</td><td>${message}</td></tr>`,
  );
  return html`<table><thead><tr><th>Code</th><th>Status</th><th>Retry</th><th>Message</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function closeCodeTable(): Html {
  const rows = Object.values(closeCodes).map(
    ({ code, reconnect, message }) =>
      html`<tr><th scope="row"><code>${code}</code></th><td>${reconnects[reconnect]}</td><td>${message}</td></tr>`,
  );
  return html`<table><thead><tr><th>Code</th><th>Reconnect</th><th>Reason</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function limitTable(): Html {
  const sizes = Object.entries(limits).map(([name, limit]) => {
    const value =
      typeof limit === "object"
        ? Object.entries(limit)
            .map(([part, figure]) => `${part} ${figure}`)
            .join(", ")
        : limit;
    return html`<tr><th scope="row"><code>${name}</code></th><td>${value}</td></tr>`;
  });
  const speeds = Object.entries(rates).map(
    ([name, rate]) => html`<tr><th scope="row">rate <code>${name}</code></th><td>${perTime(rate)}</td></tr>`,
  );
  return html`<p>As the program sets them; an administrator may have changed some.</p><table><tbody>${sizes}${speeds}</tbody></table>`;
}

function perTime({ capacity, refill_ms }: { capacity: number; refill_ms: number }): string {
  return `${capacity} per ${refill_ms / 1_000} s`;
}

function entry(id: string, title: Html, body: Html): Html {
  return html`<article id="${id}"><h3><a href="#${id}">${title}</a></h3>${body}</article>`;
}
