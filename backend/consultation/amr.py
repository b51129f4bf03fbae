"""A program of its own: unpacks a telephone's voice message (AMR) for a browser.

Reads the message from its standard input and writes samples, G.711 mu-law at 8 kHz.
It runs by its path, knows nothing of the centre, and takes its own rights away before
it looks at what strangers sent: a decoder that breaks breaks nothing else.
"""

from __future__ import annotations

import contextlib
import io
import resource
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

import av
from av import AudioCodecContext, AudioFormat, AudioFrame, AudioLayout, AudioResampler
from av.container import InputContainer

_RATE = 8_000
_LEAST = _RATE // 4
_CPU_SECONDS = 10
_MEMORY = 1 << 30
_WITHIN = {"format_whitelist": "amr,amrnb,amrwb", "protocol_whitelist": "none"}


def samples_of(message: bytes, longest_seconds: int) -> bytes:
    """Unpack a message, and a second more than the longest at most.

    Pieces that are torn, as they come over the air, are left out.
    """
    resampler = AudioResampler(format="s16", layout="mono", rate=_RATE)
    packer = AudioCodecContext.create("pcm_mulaw", "w")
    packer.sample_rate, packer.time_base = _RATE, Fraction(1, _RATE)
    packer.layout, packer.format = AudioLayout("mono"), AudioFormat("s16")
    samples = bytearray()
    with av.open(io.BytesIO(message), mode="r", options=_WITHIN) as container:
        for frame in chain(_whole_frames(container), (None,)):
            for each in resampler.resample(frame):
                for packet in packer.encode(each):
                    samples += bytes(packet)
            if len(samples) > _RATE * longest_seconds:
                break
    return bytes(samples)


def _whole_frames(container: InputContainer) -> Iterator[AudioFrame]:
    stream = container.streams.audio[0]
    for packet in container.demux(stream):
        with contextlib.suppress(av.FFmpegError):
            yield from packet.decode()


def _give_up_rights() -> None:
    for right, most in (
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(right, (most, most))


def main() -> int:
    """Do it; 1 where it is no message that can be heard."""
    _give_up_rights()
    try:
        samples = samples_of(sys.stdin.buffer.read(), int(sys.argv[1]))
    except (av.FFmpegError, ValueError, IndexError, MemoryError):
        return 1
    if len(samples) < _LEAST:
        return 1
    sys.stdout.buffer.write(samples)
    return 0


if __name__ == "__main__":
    sys.exit(main())
