"""The sound track of a film, unpacked for a loudspeaker."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain

import av
from av import AudioResampler
from av.container import InputContainer

from kiosk.domain.film import LONGEST_FILM_SECONDS, SOUND_RATE

__all__ = ["sound_of"]

_BYTES_A_SAMPLE = 2
_MOST = _BYTES_A_SAMPLE * SOUND_RATE * LONGEST_FILM_SECONDS
_MOST_SILENCE_SECONDS = 10.0
# Containers of pictures and sound alone: a list that names other files is none.
_WITHIN = {
    "format_whitelist": "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,ogg",
    "protocol_whitelist": "none",
}


def sound_of(film: bytes) -> bytes:
    """Decode a film's sound as a `Reel` has it.

    Gives nothing where there is none or where it cannot be read, and what there is
    where it breaks off: captions say the same.
    """
    track = bytearray()
    try:
        with av.open(io.BytesIO(film), mode="r", options=_WITHIN) as container:
            if container.streams.audio:
                for piece in _pieces(container):
                    track += piece
                    if len(track) >= _MOST:
                        break
    except (av.FFmpegError, ValueError, EOFError):
        pass
    return bytes(track[:_MOST])


def _pieces(container: InputContainer) -> Iterator[bytes]:
    frames = container.decode(audio=0)
    first = next(frames, None)
    if first is None:
        return
    # A track that begins later than the pictures must stay in step with them.
    late = min(max(0.0, first.time or 0.0), _MOST_SILENCE_SECONDS)
    yield bytes(round(late * SOUND_RATE) * _BYTES_A_SAMPLE)
    resampler = AudioResampler(format="s16", layout="mono", rate=SOUND_RATE)
    for frame in chain((first,), frames, (None,)):
        for each in resampler.resample(frame):
            yield bytes(each.planes[0])[: each.samples * _BYTES_A_SAMPLE]
