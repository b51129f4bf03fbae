"""Looks at faces over the web: each judged by a process that this centre starts.

The centre knows no camera and no models. Which program judges is a setting, a list
of words such as ``["kiosk", "face", "judge"]``; it is spoken to in lines of JSON.
The order of the prompts is drawn here, each is told only when its turn has come, and
a picture's time is the moment it reached this centre.
"""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from kiosk.domain.challenge import PROMPTS_FOR_A_PENSION, draw_challenge
from kiosk.domain.fault import CentreRefused, NoRecord

__all__ = ["Sittings"]

_MOST_AT_ONCE = 3
_LONGEST_SECONDS = 150.0
_ANSWER_SECONDS = 12.0
_LAST_WORDS = {"decision", "fault"}


@dataclass(slots=True)
class _Sitting:
    """One person before their own camera, and the process that judges."""

    person: int
    process: subprocess.Popen[str]
    began_at: float
    told: dict[str, object] = field(default_factory=dict)
    news: threading.Condition = field(default_factory=threading.Condition)
    turn: threading.Lock = field(default_factory=threading.Lock)
    sent: int = 0
    is_over: bool = False

    def listen(self) -> None:
        """Keep the newest thing the judge said, until it says no more.

        One that talks nonsense is over, too: nobody shall wait for its next word.
        """
        # A judge that was ended has closed what is read from.
        with suppress(ValueError, TypeError):
            for line in _lines_of(self.process.stdout):
                with self.news:
                    self.told = {**self.told, **json.loads(line)}
                    self.is_over |= bool(_LAST_WORDS & self.told.keys())
                    self.news.notify_all()
        with self.news:
            self.is_over = True
            self.news.notify_all()

    def say(self, told: Mapping[str, object]) -> None:
        """Send the judge a line; one that has gone is found out by listening."""
        stream = self.process.stdin
        if stream is not None:
            try:
                stream.write(json.dumps(told) + "\n")
                stream.flush()
            except (OSError, ValueError):
                self.is_over = True

    def look(self, jpeg: bytes) -> Mapping[str, object]:
        """Hand a picture over and wait until it was looked at."""
        with self.turn:
            self.sent += 1
            picture = base64.b64encode(jpeg).decode()
            self.say({"at": time.monotonic(), "jpeg": picture})
            with self.news:
                self.news.wait_for(self._is_answered, _ANSWER_SECONDS)
                return dict(self.told)

    def _is_answered(self) -> bool:
        seen = self.told.get("seen", 0)
        return self.is_over or (isinstance(seen, int) and seen >= self.sent)

    def end(self) -> None:
        """Put an end to the process."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


@dataclass(slots=True)
class Sittings:
    """The sittings of one running centre; without a command there are none.

    Attributes:
        command: Program that judges, with its arguments.
        evidence_key: PEM of the key that kept pictures are closed to.
    """

    command: Sequence[str] = ()
    evidence_key: str = ""
    _open: dict[str, _Sitting] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, person: int, portrait: bytes) -> str:
        """Start a sitting for a person; gives its secret name.

        One the person had before ends.

        Raises:
            CentreRefused: ``no-judge``, or ``judge-busy``.
        """
        if not self.command:
            raise CentreRefused(reason="no-judge")
        with self._guard:
            self._tidy(person)
            if len(self._open) >= _MOST_AT_ONCE:
                raise CentreRefused(reason="judge-busy")
            name = secrets.token_urlsafe(24)
            self._open[name] = sitting = self._started(person)
        prompts = draw_challenge(secrets.randbelow, PROMPTS_FOR_A_PENSION).prompts
        sitting.say(
            {
                "portrait": base64.b64encode(portrait).decode(),
                "challenge": [[str(it.action), it.pause_seconds] for it in prompts],
                "evidence_key": self.evidence_key,
            }
        )
        return name

    def look(self, name: str, person: int, jpeg: bytes) -> Mapping[str, object]:
        """Show a picture to the judge; gives what to show, or the outcome once.

        Raises:
            NoRecord: no such sitting of this person, or not any more.
        """
        with self._guard:
            sitting = self._open.get(name)
        if sitting is None or sitting.person != person:
            raise NoRecord(reason="no-sitting")
        told = sitting.look(jpeg)
        if sitting.is_over:
            with self._guard:
                is_first = self._open.pop(name, None) is not None
            if not is_first:
                raise NoRecord(reason="no-sitting")
            sitting.end()
            told = {"fault": "device-lost", **told} if "decision" not in told else told
        return told

    def close(self) -> None:
        """Put an end to all of them."""
        with self._guard:
            while self._open:
                self._open.popitem()[1].end()

    def _tidy(self, person: int) -> None:
        """End what took too long, and this person's earlier one."""
        now = time.monotonic()
        for name, each in list(self._open.items()):
            if each.person == person or now - each.began_at > _LONGEST_SECONDS:
                self._open.pop(name).end()

    def _started(self, person: int) -> _Sitting:
        try:
            process = subprocess.Popen(  # noqa: S603 - the city's own setting
                list(self.command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        except OSError:
            raise CentreRefused(reason="no-judge") from None
        sitting = _Sitting(person, process, time.monotonic())
        threading.Thread(target=sitting.listen, daemon=True).start()
        return sitting


def _lines_of(stream: IO[str] | None) -> IO[str] | Sequence[str]:
    return () if stream is None else stream
