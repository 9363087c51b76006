/** The floor of starting and of idling: Bun's HTTP server with nothing behind it. */
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("ok") });
console.log(`running at ${server.url.origin}`);
