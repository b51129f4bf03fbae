"""Looks through the memory of the terminal's own objects for words of a person."""

from __future__ import annotations

import functools
import gc
import json
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType, CoroutineType, FunctionType, ModuleType

__all__ = ["forms_of", "paths_to"]

_OURS = frozenset({"kiosk", "offline_cache", "ui"})
_CALLABLES = (FunctionType, functools._lru_cache_wrapper)  # noqa: SLF001 - has no name
_TEXTS = (str, bytes, bytearray)
_NOT_ENTERED = (ModuleType, type, CodeType)


def forms_of(secrets: Iterable[str | bytes]) -> tuple[bytes, ...]:
    """Give secrets as they would lie in a file: in UTF-8, in UTF-16, in JSON."""
    forms: list[bytes] = []
    for secret in secrets:
        if isinstance(secret, bytes):
            forms.append(secret)
        else:
            escaped = json.dumps(secret).strip('"').encode()
            forms += [secret.encode(), secret.encode("utf-16-le"), escaped]
    return tuple(forms)


def paths_to(
    secrets: Iterable[str | bytes], outside: Sequence[object]
) -> tuple[str, ...]:
    """Tell by which types each text with a secret in it can be reached.

    Starts at every object and function of the product that is alive, at what
    its modules keep and at what its threads have in hand; every object is
    looked at once. What stands outside the terminal, such as the centre and
    the person with the card, may know the secrets and is not entered.
    """
    gc.collect()
    told, shut = tuple(secrets), _globals()
    theirs, _ = _walk(shut, outside)
    known = {id(each) for each in theirs}
    ours = (each for each in gc.get_objects() if _is_ours(each))
    # Whatever lasts goes first, so that paths begin there.
    reached, held_by = _walk(
        shut | {id(each) for each in outside},
        [*_modules(), *_frames()],
        (each for each in ours if id(each) not in known),
    )
    found = [each for each in reached if _holds(each, told)]
    return tuple(sorted({_path(each, held_by) for each in found}))


def _holds(found: object, told: tuple[str | bytes, ...]) -> bool:
    if not issubclass(type(found), _TEXTS):
        return False
    if isinstance(found, str):
        return any(each in found for each in told if isinstance(each, str))
    if isinstance(found, bytes | bytearray):
        return any(each in found for each in told if isinstance(each, bytes))
    return False


def _modules() -> Iterator[object]:
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in _OURS:
            # What import keeps in a module leads to the test runner, not to us.
            yield [each for key, each in vars(module).items() if key[:2] != "__"]


def _frames() -> Iterator[object]:
    """Give what the functions hold that other threads are in."""
    for thread, frame in sys._current_frames().items():  # noqa: SLF001 - documented
        link = frame if thread != threading.get_ident() else None
        while link is not None:
            yield link.f_locals
            link = link.f_back


def _is_ours(found: object) -> bool:
    # Asked of the type alone: a proxy would answer for what it stands for.
    kind = type(found)
    home = found if issubclass(kind, _CALLABLES) else kind
    is_named = str(getattr(home, "__module__", "")).split(".")[0] in _OURS
    return is_named or issubclass(kind, CoroutineType | functools.partial)


def _globals() -> set[int]:
    return {id(vars(module)) for module in list(sys.modules.values())}


def _walk(
    shut: set[int], *waves: Iterable[object]
) -> tuple[list[object], dict[int, object]]:
    """Give all that is held, directly or not, and what each was first held by."""
    reached: list[object] = []
    held_by: dict[int, object] = {}
    for wave in waves:
        starts = [each for each in wave if id(each) not in held_by]
        held_by |= dict.fromkeys(map(id, starts))
        reached += _spread(starts, held_by, shut)
    return reached, held_by


def _spread(
    reached: list[object], held_by: dict[int, object], shut: set[int]
) -> list[object]:
    # The list grows while it is walked: what was reached is looked into in turn.
    for holder in reached:
        for inner in gc.get_referents(holder):
            is_shut = id(inner) in shut or issubclass(type(inner), _NOT_ENTERED)
            if not is_shut and id(inner) not in held_by:
                held_by[id(inner)] = holder
                reached.append(inner)
    return reached


def _path(found: object, held_by: dict[int, object]) -> str:
    names, link = [], found
    while link is not None:
        names.append(_name(link))
        link = held_by[id(link)]
    return " < ".join(names)


def _name(link: object) -> str:
    kind = type(link)
    return link.__qualname__ if isinstance(link, FunctionType) else kind.__qualname__
