"""Packing facts for another process of ours, in half the time that pickle takes alone.

Facts are frozen dataclasses with slots, a few hundred objects in each; for those
pickle asks Python for the list of fields, and for each value, one by one.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NotImplementedType
from typing import Any

__all__ = ["packed", "unpacked"]


def packed(what: object) -> bytes:
    """Pack a value so that `unpacked` gives an equal one.

    A dataclass is made again by its fields, in their order, and checks them anew.
    """
    told = io.BytesIO()
    _Packer(told, pickle.HIGHEST_PROTOCOL).dump(what)
    return told.getvalue()


def unpacked(told: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """Give what a process of our own packed; from nobody else may it come."""
    return pickle.loads(told)  # noqa: S301 - see above


_Values = Callable[[object], tuple[object, ...]]


class _Packer(pickle.Pickler):
    def reducer_override(
        self, whole: object
    ) -> tuple[type, tuple[object, ...]] | NotImplementedType:
        """Give what makes it again; leave what is no dataclass to pickle."""
        kind = type(whole)
        values = _values_of(kind)  # type: ignore[arg-type] # classes have a hash
        return NotImplemented if values is None else (kind, values(whole))


@cache
def _values_of(kind: type[Any]) -> _Values | None:
    if not is_dataclass(kind):
        return None
    if not all(each.init and not each.kw_only for each in fields(kind)):
        return None
    names = [each.name for each in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)  # all at once, without coming back to Python
    return lambda whole: tuple(getattr(whole, name) for name in names)
