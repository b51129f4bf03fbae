"""Voice messages as telephones make them: a note of our own, packed as AMR."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np

__all__ = ["amr_of"]

_RATE = 8_000


def amr_of(seconds: float, hertz: int = 440) -> bytes:
    """Pack a note of so many seconds (AMR-NB, 12.2 kbit/s, the account's own form)."""
    told = io.BytesIO()
    wave = np.sin(np.arange(int(_RATE * seconds)) * hertz * 2 * np.pi / _RATE)
    samples = (wave * 20_000).astype("<i2").reshape(1, -1)
    with av.open(told, mode="w", format="amr") as out:
        stream = out.add_stream("libopencore_amrnb", rate=_RATE)
        assert isinstance(stream, av.AudioStream)
        stream.layout, stream.bit_rate = "mono", 12_200
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = _RATE, Fraction(1, _RATE), 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return told.getvalue()
