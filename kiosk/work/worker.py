"""One plain thread that owns one device: an inbox, replies, and a status watch."""

from __future__ import annotations

import math
import queue
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from kiosk.domain.fault import DeviceLost, Fault
from kiosk.ports.capability import Capabilities
from kiosk.ports.device import (
    Cancellation,
    Device,
    DeviceState,
    DeviceStatus,
    Part,
)
from kiosk.work.reply import (
    Answered,
    Broke,
    Described,
    Failed,
    Post,
    Progressed,
    Reply,
    StatusReported,
)

__all__ = ["NO_TICKET", "Duty", "Job", "Tools", "Worker", "capabilities_of"]

D = TypeVar("D", bound=Part)

_REOPEN_SECONDS = 2.0
NO_TICKET = 0
"""Ticket of what nobody asked for, such as a bug met in spare time."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a running job may use: a look at cancellation, a way to show progress."""

    cancellation: Cancellation
    show: Callable[[object], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do with the device."""

    ticket: int
    call: Callable[[Any, Tools], object]
    cancellation: Cancellation = field(default_factory=Cancellation)


@dataclass(frozen=True, slots=True)
class Duty(Generic[D]):
    """How to come by a device and how to watch over it.

    Attributes:
        names: Devices whose status this worker reports; more than one where
            several share a thread.
        watch: Gives the status of each name, in the same order.
        poll_seconds: Pause between two looks at the status when idle.
        spare_time: Work for when nobody asks; gives the seconds to its next turn.
        describe: Gives what each name is and can do; asked whenever one of them
            has become usable. None for parts that are no devices.
    """

    names: Sequence[str]
    open: Callable[[], D]
    watch: Callable[[D], Sequence[DeviceStatus]] = lambda device: (device.status(),)
    poll_seconds: float = 1.0
    spare_time: Callable[[D], float] | None = None
    describe: Callable[[D], Sequence[Capabilities]] | None = None


def capabilities_of(device: Device) -> Sequence[Capabilities]:
    """Describe the one device of a duty."""
    return (device.capabilities(),)


class Worker(Generic[D]):
    """Runs jobs one after another on the device's own thread.

    A device that cannot be opened is tried again for ever; jobs that come in
    the meantime fail with `DeviceLost`.
    """

    def __init__(self, duty: Duty[D], post: Post) -> None:
        """Prepare; `start` opens the device on the new thread."""
        self._duty = duty
        self._post = post
        self._inbox: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._device: D | None = None
        self._told: dict[str, DeviceStatus] = {}
        self._described: dict[str, Capabilities] = {}
        self._looked_at = -math.inf
        self._silent = threading.Event()
        self._thread = threading.Thread(
            target=self._work, name=f"worker-{duty.names[0]}", daemon=True
        )

    def start(self) -> None:
        """Start the thread; a second call does nothing."""
        if self._thread.ident is None:
            self._thread.start()

    def submit(self, job: Job) -> None:
        """Put a job into the inbox; exactly one final reply will follow."""
        self._inbox.put(job)

    def stop(self, seconds: float) -> bool:
        """Finish the running job and close the device; false if it hangs on."""
        self._inbox.put(None)
        if self._thread.ident is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def abandon(self) -> None:
        """Never post again: the host gave this thread up as hanging."""
        self._silent.set()
        self._inbox.put(None)

    def _work(self) -> None:
        is_wanted = True
        while is_wanted:
            self._ensure_open()
            self._report()
            is_wanted = self._do_next(self._spare_time())
        self._close()

    def _do_next(self, pause: float) -> bool:
        """Do what comes within so many seconds; false when told to end.

        A frame of its own lets go of the job before the next wait: it knows the
        person it was done for.
        """
        try:
            job = self._inbox.get(timeout=pause)
        except queue.Empty:
            return True
        if job is not None:
            self._do(job)
        return job is not None

    def _ensure_open(self) -> None:
        if self._device is not None:
            return
        try:
            self._device = self._duty.open()
        except Fault as fault:
            lost = DeviceStatus(DeviceState.NO_DEVICE, cause=fault.key)
            self._tell([lost] * len(self._duty.names))

    def _report(self) -> None:
        now = time.monotonic()
        if self._device is None or now - self._looked_at < self._duty.poll_seconds:
            return
        self._looked_at = now
        try:
            if self._tell(self._duty.watch(self._device)):
                self._describe(self._device)
        except Exception as error:  # noqa: BLE001 - a bug must not end the thread
            self._send(Broke(NO_TICKET, _trace(error)))

    def _tell(self, statuses: Sequence[DeviceStatus]) -> bool:
        """Tell what changed; whether one became usable, so may be another box."""
        came = False
        # A duty that watches nothing has nothing to tell.
        names = self._duty.names if statuses else ()
        for name, status in zip(names, statuses, strict=True):
            before = self._told.get(name)
            if before != status:
                self._told[name] = status
                self._send(StatusReported(name, status))
            was_usable = before is not None and before.is_usable
            came = came or (status.is_usable and not was_usable)
        return came

    def _describe(self, device: D) -> None:
        if self._duty.describe is None:
            return
        told = self._duty.describe(device)
        for name, capabilities in zip(self._duty.names, told, strict=True):
            if self._described.get(name) != capabilities:
                self._described[name] = capabilities
                self._send(Described(name, capabilities))

    def _spare_time(self) -> float:
        if self._device is None:
            return _REOPEN_SECONDS
        if self._duty.spare_time is None or not self._inbox.empty():
            return self._duty.poll_seconds
        try:
            wanted = self._duty.spare_time(self._device)
        except Fault:
            return self._duty.poll_seconds
        except Exception as error:  # noqa: BLE001 - a bug must not end the thread
            self._send(Broke(NO_TICKET, _trace(error)))
            return self._duty.poll_seconds
        return min(self._duty.poll_seconds, wanted)

    def _do(self, job: Job) -> None:
        if job.cancellation.is_cancelled:
            return
        if self._device is None:
            self._send(Failed(job.ticket, DeviceLost(part=self._duty.names[0])))
            return
        tools = Tools(
            job.cancellation,
            lambda value: self._send(Progressed(job.ticket, value)),
        )
        self._send(self._outcome(job, tools))

    def _outcome(self, job: Job, tools: Tools) -> Answered | Failed | Broke:
        try:
            return Answered(job.ticket, job.call(self._device, tools))
        except DeviceLost as fault:
            self._close()
            return Failed(job.ticket, fault)
        except Fault as fault:
            return Failed(job.ticket, fault)
        except Exception as error:  # noqa: BLE001 - a bug must not end the thread
            return Broke(job.ticket, _trace(error))

    def _close(self) -> None:
        device, self._device = self._device, None
        self._looked_at = -math.inf
        if device is not None:
            device.close()

    def _send(self, reply: Reply) -> None:
        if not self._silent.is_set():
            self._post(reply)


def _trace(error: Exception) -> str:
    """Name type and places of an error, but no message: it may hold names."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} in {places}"
