// CBOR (RFC 8949), only what credentials use, and only in its one shortest form:
// no byte that nobody signed has room for anything.

const DEEPEST = 6;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A tagged value. */
export class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

/** Decodes one whole item; throws RangeError or TypeError where it is none. */
export function decodeCbor(bytes) {
  const reader = new Reader(bytes);
  const value = reader.item(0);
  if (reader.at !== bytes.length) throw new RangeError("rest");
  return value;
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  item(depth) {
    if (depth > DEEPEST) throw new RangeError("depth");
    const [kind, number] = this.head();
    switch (kind) {
      case 0: return number;
      case 1: return -1 - number;
      case 2: return this.take(number);
      case 3: return utf8.decode(this.take(number));
      case 4: return this.list(number, depth);
      case 5: return this.map(number, depth);
      case 6: return new Tagged(number, this.item(depth + 1));
      default: throw new RangeError("kind");
    }
  }

  list(count, depth) {
    if (count > this.bytes.length - this.at) throw new RangeError("count");
    return Array.from({ length: count }, () => this.item(depth + 1));
  }

  map(count, depth) {
    if (count > this.bytes.length - this.at) throw new RangeError("count");
    const found = new Map();
    for (let each = 0; each < count; each += 1) {
      const key = this.item(depth + 1);
      if (found.has(key)) throw new RangeError("key twice");
      found.set(key, this.item(depth + 1));
    }
    return found;
  }

  head() {
    const first = this.take(1)[0];
    const short = first & 0x1f;
    if (short < 24) return [first >> 5, short];
    const length = { 24: 1, 25: 2, 26: 4, 27: 8 }[short];
    if (length === undefined) throw new RangeError("length");
    const number = this.take(length).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = { 1: 24, 2: 0x100, 4: 0x10000, 8: 0x100000000 }[length];
    if (number < least || !Number.isSafeInteger(number)) throw new RangeError("form");
    return [first >> 5, number];
  }

  take(length) {
    if (length > this.bytes.length - this.at) throw new RangeError("end");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
