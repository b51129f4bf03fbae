"""What "at once" may take in a test.

Far more than is promised, because a busy machine must not fail a test; far less
than the time-out that somebody would wait for who did not keep the promise. The
promised figures themselves are measured by the programs in ``benchmarks``.
"""

from __future__ import annotations

__all__ = ["PROMPT_SECONDS"]

PROMPT_SECONDS = 5.0
