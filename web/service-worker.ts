/// <reference lib="webworker" />
/**
 * The service worker: keeps one complete version of the web client, so that the app opens without the network and a restarting
 * server never shows a blank page. It never touches what the server answers (operations, the socket, files, the reference).
 *
 * A new version is fetched whole beside the running one and waits until the person chooses "Reload" (the page then posts
 * `activate`): a page never runs with files of two versions.
 */
declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build (vite.config.ts). */
declare const __PRECACHE__: readonly { url: string; revision: string | null }[];
declare const __VERSION__: string;

const entries = __PRECACHE__;
const cacheName = `parlor-${__VERSION__}`;
const paths = new Set(entries.map((entry) => entry.url));
const answeredByServer = /^\/(?:api|ws|docs|files|health|ready|metrics)(?:\/|$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(cacheName).then((cache) =>
      // "reload" goes past the HTTP cache: a name without a hash may be stored there in its former version.
      cache.addAll(entries.map(({ url, revision }) => new Request(url, { cache: revision === null ? "default" : "reload" }))),
    ),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name.startsWith("parlor-") && name !== cacheName).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "activate") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || answeredByServer.test(url.pathname)) return;
  // Every page address is the same document; the client's router reads the rest.
  const path = request.mode === "navigate" && !paths.has(url.pathname) ? "/" : url.pathname;
  if (!paths.has(path)) return;
  event.respondWith(caches.match(path, { cacheName }).then((cached) => cached ?? fetch(request)));
});

export {};
