// Keeps the camera page on the device, so that it opens without a network.
// The lists are kept by the page itself, after it has checked them.

const PAGE = "page-VERSION";
const FILES = [
  "/camera?lang=zh-CN",
  "/camera?lang=en",
  "/static/portal.css",
  "/static/icon.svg",
  "/static/camera.js",
  "/static/credential.js",
  "/static/base45.js",
  "/static/cbor.js",
  "/static/lists.js",
  "/static/zxing/zxing_reader.js",
  "/static/zxing/zxing_reader.wasm",
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PAGE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const isOurs = address.origin === self.location.origin && event.request.method === "GET";
  const isKept = address.pathname === "/camera" || address.pathname.startsWith("/static/");
  if (isOurs && isKept) event.respondWith(answer(event.request, address));
});

async function forgetOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("page-") && name !== PAGE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// The newest where there is a network, what is kept where there is none.
async function answer(request, address) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(PAGE);
    const name = address.pathname === "/camera" && !address.search ? "/camera?lang=zh-CN" : request;
    const kept = await cache.match(name);
    if (kept) return kept;
    throw error;
  }
}
