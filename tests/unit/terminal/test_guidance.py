"""Lights lead to what the open question needs, and to nothing else."""

from __future__ import annotations

from kiosk.ports.guidance import Direction, Pace, Place
from kiosk.terminal.guidance import LIGHTS, lights_for
from kiosk.visit.question import ReadCard, TakeCard, TakePaper, Tell


def test_a_card_goes_in_where_it_shines_slowly_at_either_reader() -> None:
    lights = {light.place: light for light in lights_for(ReadCard())}
    assert set(lights) == {Place.CARD_READER, Place.ID_CARD_READER}
    assert {light.direction for light in lights.values()} == {Direction.ENTRY}


def test_what_must_be_taken_shines_fast_and_outwards() -> None:
    for ask in (TakePaper(1), TakeCard()):
        (light,) = lights_for(ask)
        assert (light.pace, light.direction) == (Pace.FAST, Direction.EXIT)


def test_questions_of_the_screen_alone_leave_it_dark() -> None:
    assert lights_for(Tell("certified")) == ()
    assert lights_for(None) == ()
    assert all(LIGHTS.values())
