"""The twins' control surface: wrong commands are told, right ones answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

import pytest

from drivers.simulated.card_holder import CardHolder
from drivers.simulated.card_reader import CARD_FAULTS, SimulatedCardReader
from drivers.simulated.pcscd import PrivatePcscd
from drivers.simulated.samv import SamvTwin
from drivers.simulated.vpcd import VpcdSlot
from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLDER = {"number": "510199196307152047", "name": "王样本"}


class Twin(Protocol):
    """What the bench needs of any twin."""

    def do(self, command: str, **arguments: object) -> dict[str, object]: ...

    def close(self) -> None: ...


@pytest.fixture(params=["slot", "samv", "reader", "service"])
def twin(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Twin]:
    made: Twin
    match request.param:
        case "slot":
            made = VpcdSlot(1)
        case "samv":
            made = SamvTwin(tmp_path)
        case "reader":
            made = SimulatedCardReader()
        case _:
            made = PrivatePcscd(tmp_path, port=1)
    yield made
    made.close()


def test_state_speaks_json(twin: Twin) -> None:
    state = twin.do("state")
    assert json.loads(json.dumps(state)) == state


def test_unknown_command_is_told(twin: Twin) -> None:
    with pytest.raises(InvalidValue) as told:
        twin.do("explode")
    assert told.value.facts["field"] == "command"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"holder": "nobody"},
        {"holder": {"number": "1"}},
        {"holder": HOLDER | {"shoe_size": "43"}},
        {"holder": HOLDER | {"sex": "x"}},
        {"holder": HOLDER | {"valid_until": "20391399"}},
        {"holder": HOLDER | {"number": "<script>"}},
        {"holder": HOLDER, "kind": "library-card"},
        {"holder": HOLDER, "profile": "v9", "kind": "library-card"},
        {"holder": HOLDER, "fault": "hungry", "kind": "library-card"},
    ],
)
def test_card_that_cannot_be_is_told_and_not_put_in(
    tmp_path: Path, arguments: dict[str, object]
) -> None:
    samv, reader = SamvTwin(tmp_path), SimulatedCardReader()
    try:
        for made, command in ((samv, "place"), (reader, "insert")):
            with pytest.raises(InvalidValue):
                made.do(command, **arguments)
            assert made.do("state")["has_card"] is False
    finally:
        samv.close()


@pytest.mark.parametrize(
    "wrong", [{"profile": "v9"}, {"fault": "hungry"}, {"after": "soon"}, {"holder": 1}]
)
def test_slot_refuses_a_card_that_cannot_be(wrong: dict[str, object]) -> None:
    slot = VpcdSlot(1)
    with pytest.raises(InvalidValue):
        slot.do("insert", **({"holder": HOLDER} | wrong))
    assert slot.do("state") == {"has_card": False}


@pytest.mark.parametrize(
    "wrong", [{"name": "hungry"}, {"name": "late", "seconds": "soon"}, {}]
)
def test_samv_refuses_a_fault_that_cannot_be(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    samv = SamvTwin(tmp_path)
    try:
        with pytest.raises(InvalidValue):
            samv.do("fault", **wrong)
    finally:
        samv.close()


def test_holder_and_card_never_show_who_it_is() -> None:
    holder = CardHolder.from_json(HOLDER)
    assert HOLDER["number"] not in repr(holder)
    assert HOLDER["name"] not in repr(holder)


def test_every_fault_of_the_reader_can_be_asked_for() -> None:
    reader = SimulatedCardReader()
    for fault in CARD_FAULTS:
        reader.do("insert", holder=HOLDER, fault=fault)
        assert reader.do("state") == {"has_card": True, "is_plugged": True}
