// Whom to believe and what was withdrawn: signed lists (JWS, RFC 7515), kept on this
// device so that the page works without a network. An older list is never taken again.

const KEPT = "lists";
const ANCHOR = "/lists/anchor";
const KINDS = ["signers", "denied"];
const TOO_OLD = { signers: "signer-list-too-old", denied: "deny-list-too-old" };
const SLACK_MS = 24 * 3600 * 1000;

/** Fetches newer lists where there is a network; gives null where there are none yet. */
export async function loadTrust() {
  const cache = await caches.open(KEPT);
  const anchors = await anchorKeys(cache);
  const lists = {};
  for (const kind of KINDS) {
    lists[kind] = anchors && (await newest(cache, kind, anchors));
    if (!lists[kind]) return null;
  }
  return trustOf(lists);
}

/** Builds trust from two opened lists. */
export async function trustOf(lists) {
  const signers = lists.signers.signers.filter((each) => each.use === "credential");
  const credentials = new Map();
  for (const each of signers) credentials.set(each.kid, { ...each, key: await publicKey(each.key) });
  const denied = new Map(lists.denied.denied.flatMap((each) =>
    [each.number, each.serial].filter(Boolean).map((name) => [name, each.reason])));
  return {
    credentials,
    denied,
    versions: { signers: lists.signers.version, denied: lists.denied.version },
    issued: lists.signers.issued < lists.denied.issued ? lists.signers.issued : lists.denied.issued,
    troubles: (at) => [...new Set(KINDS.map((kind) => trouble(kind, lists[kind], at)).filter(Boolean))],
  };
}

/** Checks and reads a list; throws where it is not authentic. */
export async function openList(kind, text, anchors) {
  const [head, body, signature] = text.trim().split(".");
  const header = JSON.parse(new TextDecoder().decode(unpacked(head)));
  const key = anchors.get(header.kid);
  if (!key || header.alg !== "ES256" || header.typ !== `social-insurance-${kind}+jws`) {
    throw new Error("not-authentic");
  }
  const scheme = { name: "ECDSA", hash: "SHA-256" };
  const signed = new TextEncoder().encode(`${head}.${body}`);
  if (!(await crypto.subtle.verify(scheme, key, unpacked(signature), signed))) {
    throw new Error("not-authentic");
  }
  return JSON.parse(new TextDecoder().decode(unpacked(body)));
}

function trouble(kind, list, at) {
  if (at.getTime() + SLACK_MS < new Date(list.issued).getTime()) return "clock-behind";
  return at >= new Date(list.next_update) ? TOO_OLD[kind] : null;
}

// The first key that came over the city's own address is pinned from then on.
async function anchorKeys(cache) {
  const kept = await cache.match(ANCHOR);
  const answer = kept ?? (await fetched(ANCHOR));
  if (!answer) return null;
  if (!kept) await cache.put(ANCHOR, answer.clone());
  const told = await answer.json();
  const keys = new Map();
  for (const each of told.keys) keys.set(each.kid, await publicKey(each));
  return keys;
}

async function newest(cache, kind, anchors) {
  const path = `/lists/${kind}`;
  const kept = await opened(kind, await cache.match(path), anchors);
  const answer = await fetched(path);
  const offered = await opened(kind, answer?.clone(), anchors);
  if (!offered || (kept && offered.version < kept.version)) return kept;
  await cache.put(path, answer);
  return offered;
}

async function opened(kind, answer, anchors) {
  if (!answer) return null;
  try {
    return await openList(kind, await answer.text(), anchors);
  } catch {
    return null;
  }
}

async function fetched(path) {
  try {
    const answer = await fetch(path, { cache: "no-store" });
    return answer.ok ? answer : null;
  } catch {
    return null;
  }
}

/** Reads a JSON Web Key of P-256. */
export function publicKey({ kty, crv, x, y }) {
  const scheme = { name: "ECDSA", namedCurve: "P-256" };
  return crypto.subtle.importKey("jwk", { kty, crv, x, y }, scheme, false, ["verify"]);
}

function unpacked(part) {
  const text = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
