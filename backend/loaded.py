"""What a process has loaded once it begins to work, and keeps to its end."""

from __future__ import annotations

import gc

__all__ = ["set_aside"]


def set_aside() -> None:
    """Let no search for garbage go through what is there now.

    Fonts, libraries and models stay for good; looking them through again costs a page
    or an answer some percent.
    """
    gc.collect()
    gc.freeze()
