"""Controls that remember what the person at the screen did."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["RecordingControls"]


@dataclass
class RecordingControls:
    """Every call in order; touches are only counted."""

    calls: list[tuple[object, ...]] = field(default_factory=list)
    touches: int = 0

    def choose(self, service_key: str, about: str = "") -> None:
        self.calls.append(("choose", service_key, *([about] if about else [])))

    def answer(self, step: int, value: object) -> None:
        self.calls.append(("answer", step, value))

    def back(self) -> None:
        self.calls.append(("back",))

    def leave(self) -> None:
        self.calls.append(("leave",))

    def touched(self) -> None:
        self.touches += 1

    def call_staff(self) -> None:
        self.calls.append(("call-staff",))

    def call_technician(self) -> None:
        self.calls.append(("call-technician",))
