"""Hostile files at the command line: a clear verdict in bounded time and memory.

Each runs in a process of its own, whose peak of memory and whose time count.
"""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from tests.documents import measured_run

MOST_SECONDS = 30.0
MOST_BYTES = 500 << 20


def compressed_bomb() -> bytes:
    """Give a page whose 60 kB of drawing unpack to 60 MB."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        page.Contents = document.make_stream(b"0 0 m 9 9 l S\n" * (4 << 20))
        document.save(out, compress_streams=True)
    return out.getvalue()


def object_stream_bomb() -> bytes:
    """Give object streams that name one another as what they extend."""
    body = zlib.compress(b"1 0 " + b"[" * 5_000_000)
    stream = (
        b"%d 0 obj <</Type/ObjStm/N 1/First 4/Extends %d 0 R/Filter/FlateDecode"
        b"/Length %d>> stream\n%s\nendstream endobj\n"
    )
    parts = [stream % (n, n % 9 + 1, len(body), body) for n in range(1, 10)]
    return b"%PDF-1.7\n" + b"".join(parts) + b"trailer <</Root 1 0 R>>\n%%EOF"


def deep_recursion() -> bytes:
    return b"%PDF-1.7\n1 0 obj " + b"[<</A" * 1_000_000 + b"\nendobj\n%%EOF"


def range_everywhere() -> bytes:
    """Give a million half-finished ranges, to make a pattern go back and forth."""
    return b"%PDF-1.7\n" + b"/ByteRange [0 1 " * 1_000_000 + b"%%EOF"


def one_endless_range() -> bytes:
    return b"%PDF-1.7\n/ByteRange" + b" " * 15_000_000 + b"[0 1 2 3]%%EOF"


def endless_signature() -> bytes:
    hole = b"<" + b"30" * 7_000_000 + b">"
    head = b"%PDF-1.7\n/ByteRange [0 0000000050 0014000052 0000000005]"
    return head.ljust(50) + hole + b"%%EOF"


def hundred_megabytes() -> bytes:
    return b"%PDF-1.7\n" + bytes(100 << 20)


def encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def png_bomb() -> bytes:
    """Give a picture of 2.5 gigapixels in some hundred kilobytes."""
    side = 50_000

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    packer = zlib.compressobj(1)
    row = bytes(1 + side // 8)
    rows = b"".join(packer.compress(row * 100) for _ in range(side // 100))
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", rows + packer.flush())
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """Give a small picture with a comment that unpacks to a gigabyte."""
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "PNG")
    plain = out.getvalue()
    data = b"a\0\0" + zlib.compress(bytes(200 << 20), 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return plain[:33] + chunk + plain[33:]


def tiff_of_lies() -> bytes:
    """Give a TIFF that claims to be four gigapixels in one strip."""
    entries = [(256, 4, 65_000), (257, 4, 65_000), (258, 3, 8), (259, 3, 1)]
    entries += [(262, 3, 1), (273, 4, 8), (278, 4, 65_000), (279, 4, 4_225_000_000)]
    body = b"".join(struct.pack("<HHII", tag, kind, 1, v) for tag, kind, v in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + bytes(4)


def largest_honest_picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((8000, 6000), 90).save(out, "JPEG", quality=60)
    return out.getvalue()


CASES: list[tuple[Callable[[], bytes], str]] = [
    (compressed_bomb, "invalid"),
    (object_stream_bomb, "invalid"),
    (deep_recursion, "invalid"),
    (range_everywhere, "invalid"),
    (one_endless_range, "invalid"),
    (endless_signature, "invalid"),
    (hundred_megabytes, "cannot_tell"),
    (encrypted, "invalid"),
    (png_bomb, "cannot_tell"),
    (text_bomb, "cannot_tell"),
    (tiff_of_lies, "cannot_tell"),
    (largest_honest_picture, "cannot_tell"),
]


@pytest.mark.parametrize(
    ("make", "verdict"), CASES, ids=[make.__name__ for make, _ in CASES]
)
def test_hostile_file_gets_a_verdict_within_bounds(
    city: Path, tmp_path: Path, make: Callable[[], bytes], verdict: str
) -> None:
    file = tmp_path / "hostile"
    file.write_bytes(make())
    verify = [sys.executable, "-m", "kiosk", "verify", "--json", str(file)]
    trust = ["--trust", str(city / "trust")]
    begun = time.monotonic()
    used = _measured([*verify, *trust])
    told = json.loads(used["output"])
    assert told["verdict"] == verdict, told
    assert told["reasons"]
    assert time.monotonic() - begun < MOST_SECONDS
    assert used["peak_bytes"] < MOST_BYTES


def _measured(command: list[str]) -> dict[str, Any]:
    line = [sys.executable, measured_run.__file__, *command]
    done = subprocess.run(line, stdout=subprocess.PIPE, check=True)
    used: dict[str, Any] = json.loads(done.stdout)
    return used
