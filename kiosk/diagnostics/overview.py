"""The board for technicians: every device on its axes, the worst first."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from kiosk.diagnostics.cause import cause_of
from kiosk.diagnostics.knowledge import LANGUAGES, drawings_of, entry_of
from kiosk.diagnostics.sheet import Row, Told, Tone, plain, told
from kiosk.ports.device import DeviceState, MediaState, SupplyLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kiosk.diagnostics.errand import DeviceView
    from kiosk.ports.device import DeviceStatus
    from kiosk.ports.logbook import StatusNote

__all__ = ["board_rows", "cause_rows", "device_rows", "joined", "tone_of"]

_WORST_FIRST = (Tone.TROUBLE, Tone.WARNING, Tone.PLAIN, Tone.GOOD)
_SHOWN_HISTORY = 12
_TOLD_BY_SUPPLY = ("-low", "-out")


def joined(parts: Iterable[Told]) -> Told:
    """Join short words into one line."""
    return reduce(lambda one, two: told("technician.pair", one=one, two=two), parts)


def tone_of(status: DeviceStatus) -> Tone:
    """Tell how bad a status is."""
    if status.state is DeviceState.STARTING:
        return Tone.PLAIN
    if not status.is_usable or status.media is MediaState.JAMMED:
        return Tone.TROUBLE
    is_low = SupplyLevel.LOW in status.supplies.values()
    return Tone.WARNING if is_low else Tone.GOOD


def board_rows(devices: Sequence[DeviceView]) -> tuple[Row, ...]:
    """Give a row for each device; touching it opens the device."""
    rows = [
        Row(
            told(f"technician.device.{view.name}"),
            joined(_axes(view)),
            tone_of(view.status),
            choice=f"device.{view.name}",
        )
        for view in devices
    ]
    return tuple(sorted(rows, key=lambda row: _WORST_FIRST.index(row.tone)))


def _axes(view: DeviceView) -> list[Told]:
    status = view.status
    parts = [told(f"technician.state.{status.state}")]
    if status.media is not MediaState.UNKNOWN:
        parts.append(told(f"technician.media.{status.media}"))
    for supply, level in sorted(status.supplies.items()):
        if level is SupplyLevel.UNKNOWN:
            continue
        name = told(f"technician.supply.{supply}")
        level_told = told(f"technician.level.{level}")
        parts.append(told("technician.supply", name=name, level=level_told))
    cause = cause_of(view.name, status)
    if cause and not cause.endswith(_TOLD_BY_SUPPLY):
        parts.append(told(f"knowledge.{cause}.title"))
    return parts


def device_rows(view: DeviceView, history: Sequence[StatusNote]) -> tuple[Row, ...]:
    """Give everything about one device: state, cause and steps, effect, past week."""
    rows = [Row(told("technician.now"), joined(_axes(view)), tone_of(view.status))]
    rows += cause_rows(cause_of(view.name, view.status))
    services = view.closes or view.serves
    if services:
        key = "technician.closes" if view.closes else "technician.serves"
        names = joined(told(f"service.{service}.title") for service in services)
        tone = Tone.WARNING if view.closes else Tone.PLAIN
        rows.append(Row(told(key), names, tone))
    said = view.versions or view.status.detail
    if said:
        rows.append(Row(told("technician.version"), plain(said)))
    rows += [_past(note) for note in history[:_SHOWN_HISTORY]]
    return tuple(rows)


def cause_rows(cause: str) -> list[Row]:
    """Give what the knowledge base says of a cause, step by step."""
    if not cause:
        return []
    entry, key = entry_of(cause, LANGUAGES[0]), f"knowledge.{cause}"
    likely = told(f"{key}.likely") if entry.likely else None
    rows = [Row(told(f"{key}.title"), likely, Tone.TROUBLE)]
    drawn = drawings_of(cause) or [""] * len(entry.steps)
    rows += [
        Row(told("technician.step", number=n), told(f"{key}.step.{n}"), drawing=drawing)
        for n, drawing in enumerate(drawn, 1)
    ]
    if entry.parts:
        rows.append(Row(told("technician.parts"), told(f"{key}.parts")))
    return rows


def _past(note: StatusNote) -> Row:
    moment = plain(note.at.astimezone().strftime("%m-%d %H:%M"))
    state = told(f"technician.state.{note.state}")
    words = [told(f"knowledge.{word}.title") for word in note.told.split()]
    is_well = note.state == DeviceState.ONLINE and not words
    tone = Tone.GOOD if is_well else Tone.WARNING
    return Row(moment, joined([state, *words]), tone)
