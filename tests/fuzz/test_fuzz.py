"""A short run over every parser, the machinery itself, and what it once found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.deed import Deed, DeedAnswer
from kiosk.domain.envelope import EnvelopePage
from kiosk.domain.fault import InvalidValue
from kiosk.domain.wire import from_wire
from tests.fuzz.__main__ import main
from tests.fuzz.parser import Parser
from tests.fuzz.run import batches, feed, made, parsers

INPUTS = 20_000
MOMENT = datetime(2026, 11, 23, tzinfo=UTC).isoformat()


@pytest.mark.parametrize("name", sorted(parsers()))
def test_any_bytes_give_a_value_or_a_fault(name: str) -> None:
    whole = len(parsers())
    for batch in batches(INPUTS, seed=20261123, only=()):
        if batch.parser == name:
            fed = feed(batch)
            assert fed.crashers == (), fed.crashers[:1]
            assert fed.count <= INPUTS / whole * 3


@pytest.mark.parametrize("name", sorted(parsers()))
def test_the_true_inputs_are_taken(name: str) -> None:
    parser = parsers()[name]
    taken = 0
    for seed in parser.seeds:
        try:
            parser.parse(seed)
        except parser.told:
            continue
        taken += 1
    # No authority signed the invented staff certificate.
    assert taken or name == "staff-proof"


def test_the_same_seed_makes_the_same_inputs() -> None:
    parser = parsers()["text-block"]
    assert [made(parser, 7, n) for n in range(50)] == [
        made(parser, 7, n) for n in range(50)
    ]
    assert made(parser, 7, 1) != made(parser, 8, 1)


def test_a_crasher_is_found_kept_and_played_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def parse(data: bytes) -> None:
        if len(data) > 3:
            raise IndexError

    parsers()["broken"] = Parser("broken", parse, [b"abcdef"], ())
    try:
        wishes = ["--inputs", "200", "--seed", "1", "--only", "broken"]
        code = main([*wishes, "--workers", "1", "--out", str(tmp_path)])
        kept = sorted(tmp_path.glob("broken-1-*.json"))
        assert code == 1
        assert kept
        assert "CRASHER" in capsys.readouterr().out
        with pytest.raises(IndexError):
            main(["--replay", str(kept[0])])
    finally:
        del parsers()["broken"]


def test_an_input_that_hangs_is_a_crasher() -> None:
    def parse(_: bytes) -> None:
        while True:
            pass

    parsers()["hanging"] = Parser("hanging", parse, [b"x"], ())
    try:
        fed = feed(batches(1, 1, ["hanging"])[0])
    finally:
        del parsers()["hanging"]
    assert "TooSlow" in fed.crashers[0].trouble


ID = "0198c0de-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (DeedAnswer, {"id": None, "outcome": "accepted", "reason": ""}),
        (DeedAnswer, {"id": 7, "outcome": "accepted", "reason": ""}),
        (EnvelopePage, {"envelopes": [], "withdrawn": "AAAA", "is_last": True}),
        (EnvelopePage, {"envelopes": [], "withdrawn": [], "is_last": "no"}),
        (
            Deed,
            {
                "id": ID,
                "kind": "life-certified",
                "made_at": MOMENT,
                "payload": {"score": float("nan")},
            },
        ),
    ],
)
def test_nothing_on_the_wire_is_made_into_what_it_is_not(
    kind: type[object], told: object
) -> None:
    with pytest.raises(InvalidValue):
        from_wire(kind, json.loads(json.dumps(told)))
