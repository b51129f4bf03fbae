// The signed credential in a page's QR code: COSE_Sign1 (RFC 9052) with ES256 over
// an integer-keyed CWT (RFC 8392). The rules are those of kiosk/documents/credential.py.

import { decodeBase45 } from "./base45.js";
import { Tagged, decodeCbor } from "./cbor.js";

const PREFIX = "CD1:";
const LONGEST = 4096;
const SIGN1 = 18, ALGORITHM = 1, ES256 = -7, KEY_ID = 4;
const EXPIRES = 4, ISSUED = 6, FACTS = -65600;

const unreadable = { verdict: "cannot_tell", reasons: ["unreadable"], certificate: null };
const refused = (reason) => ({ verdict: "invalid", reasons: [reason], certificate: null });

/** Judges the text of a QR code by lists (see lists.js) at a Date; never throws. */
export async function verifyCredential(text, trust, at) {
  const parts = opened(text.trim());
  if (parts === null) return unreadable;
  const signer = trust.credentials.get(hex(parts.keyId));
  if (signer === undefined) return unknownSigner(trust, at);
  if (!(await holds(signer.key, parts))) return refused("not-authentic");
  const certificate = claims(parts.payload);
  if (certificate === null) return unreadable;
  return concluded(certificate, signer, trust, at);
}

function unknownSigner(trust, at) {
  const troubles = trust.troubles(at);
  if (troubles.length === 0) return refused("other-signer");
  return { verdict: "cannot_tell", reasons: troubles, certificate: null };
}

function concluded(certificate, signer, trust, at) {
  const issued = new Date(certificate.issued_at);
  const reasons = [
    signerTrouble(signer, issued),
    trust.denied.get(certificate.serial) ?? trust.denied.get(certificate.number),
    age(issued, certificate.valid_until, at),
  ].filter(Boolean);
  if (reasons.length > 0) return { verdict: "invalid", reasons, certificate };
  const troubles = trust.troubles(at);
  return { verdict: troubles.length ? "cannot_tell" : "valid", reasons: troubles, certificate };
}

function signerTrouble(signer, issued) {
  if (signer.status === "revoked") return "signer-revoked";
  const isBefore = issued < new Date(signer.from);
  const isAfter = signer.to !== null && issued > new Date(signer.to);
  return isBefore || isAfter ? "signer-not-in-charge" : null;
}

function age(issued, validUntil, at) {
  if (issued > at) return "not-yet-valid";
  return at.toISOString().slice(0, 10) > validUntil ? "expired" : null;
}

function opened(text) {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) return null;
  try {
    const message = decodeCbor(decodeBase45(text.slice(PREFIX.length)));
    if (!(message instanceof Tagged) || message.tag !== SIGN1) return null;
    const [head, unsigned, payload, signature, ...more] = message.value;
    const isForm = more.length === 0 && unsigned instanceof Map && unsigned.size === 0
      && [head, payload, signature].every((part) => part instanceof Uint8Array);
    if (!isForm) return null;
    const header = decodeCbor(head);
    const keyId = header.get(KEY_ID);
    if (header.get(ALGORITHM) !== ES256 || !(keyId instanceof Uint8Array)) return null;
    return { head, payload, signature, keyId };
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

async function holds(key, parts) {
  if (parts.signature.length !== 64) return false;
  const signed = signedBytes(parts.head, parts.payload);
  const scheme = { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(scheme, key, parts.signature, signed);
}

// The Sig_structure of RFC 9052, 4.4: ["Signature1", protected, h'', payload].
function signedBytes(head, payload) {
  const name = new TextEncoder().encode("Signature1");
  const parts = [[0x84, 0x60 + name.length], name, bytesHead(head), head, [0x40], bytesHead(payload), payload];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function bytesHead(bytes) {
  if (bytes.length < 24) return [0x40 + bytes.length];
  return bytes.length < 256 ? [0x58, bytes.length] : [0x59, bytes.length >> 8, bytes.length & 255];
}

function claims(payload) {
  try {
    const told = decodeCbor(payload);
    const [kind, number, copy, name, idEnd, months] = told.get(FACTS);
    const until = day(told.get(EXPIRES));
    const isForm = [number, copy, name, idEnd].every((text) => typeof text === "string");
    if (!isForm || !Number.isInteger(kind)) return null;
    return {
      kind,
      number,
      serial: copy.startsWith("-") ? number + copy : copy,
      name,
      id_end: idEnd,
      issued_at: new Date(told.get(ISSUED) * 1000).toISOString(),
      valid_until: until,
      months: Object.fromEntries([...months].map(([code, count]) => [String(code), count])),
    };
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

function day(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
