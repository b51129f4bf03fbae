"""The IPP codec: what is written is read back, and nothing else is believed."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ipp.decoding import decode
from drivers.ipp.encoding import encode
from drivers.ipp.message import Attribute, Group, Message, Tag
from kiosk.domain.fault import InvalidValue

_NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
_NUMBERS = st.integers(-(2**31), 2**31 - 1)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def _attribute(
    tag: int, values: st.SearchStrategy[object]
) -> st.SearchStrategy[Attribute]:
    lists = st.lists(values, min_size=1, max_size=4)
    return lists.map(lambda chosen: Attribute(tag, chosen))  # type: ignore[arg-type]


_PLAIN = st.one_of(
    _attribute(Tag.INTEGER, _NUMBERS),
    _attribute(Tag.ENUM, _NUMBERS),
    _attribute(Tag.BOOLEAN, st.booleans()),
    _attribute(Tag.TEXT, _TEXTS),
    _attribute(Tag.KEYWORD, _NAMES),
    _attribute(Tag.OCTETS, st.binary(max_size=40)),
    _attribute(Tag.DATE_TIME, st.binary(min_size=11, max_size=11)),
    _attribute(Tag.RANGE, st.tuples(_NUMBERS, _NUMBERS)),
    _attribute(Tag.RESOLUTION, st.tuples(_NUMBERS, _NUMBERS, st.integers(3, 4))),
    _attribute(0x13, st.none()),
)
_ANY = st.recursive(
    _PLAIN,
    lambda inner: _attribute(
        Tag.BEGIN_COLLECTION, st.dictionaries(_NAMES, inner, max_size=3)
    ),
    max_leaves=6,
)
_GROUPS = st.builds(
    Group,
    st.sampled_from([Tag.OPERATION, Tag.JOB, Tag.PRINTER]),
    st.dictionaries(_NAMES, _ANY, max_size=4),
)
_MESSAGES = st.builds(
    Message,
    st.integers(0, 0xFFFF),
    st.integers(0, 2**31 - 1),
    st.lists(_GROUPS, max_size=3).map(tuple),
    st.tuples(st.integers(0, 255), st.integers(0, 255)),
)


@given(message=_MESSAGES)
def test_a_message_survives_the_wire(message: Message) -> None:
    assert decode(encode(message)) == message


@given(message=_MESSAGES, document=st.binary(max_size=30))
def test_a_document_behind_the_message_is_not_looked_at(
    message: Message, document: bytes
) -> None:
    assert decode(encode(message) + document) == message


@given(message=_MESSAGES, data=st.data())
def test_every_cut_is_refused(message: Message, data: st.DataObject) -> None:
    whole = encode(message)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(InvalidValue):
        decode(whole[:cut])


@given(data=st.one_of(st.binary(), st.binary().map(lambda tail: bytes(8) + tail)))
def test_any_bytes_give_a_message_or_a_typed_fault(data: bytes) -> None:
    try:
        message = decode(data)
    except InvalidValue:
        return
    for group in message.groups:
        for name in group.attributes:
            group.number(name), group.flag(name), group.texts(name)


def _answer(body: bytes) -> bytes:
    return struct.pack(">BBHI", 1, 1, 0, 1) + body + b"\x03"


@pytest.mark.parametrize(
    "body",
    [
        b"\x44\x00\x01a\x00\x01b",  # no group before it
        b"\x02\x44\x00\x00\x00\x01b",  # a further value of nothing
        b"\x02\x21\x00\x01a\x00\x03abc",  # an integer of three bytes
        b"\x02\x22\x00\x01a\x00\x02ab",  # a boolean of two bytes
        b"\x02\x44\x80\x01a\x00\x01b",  # a negative length
        b"\x02\x4a\x00\x01a\x00\x01b",  # a member outside a collection
        b"\x02\x37\x00\x01a\x00\x00",  # an end without a beginning
        b"\x02\x34\x00\x01a\x00\x00",  # a collection that never ends
        b"\x02\x34\x00\x01a\x00\x00\x37\x00\x00\x00\x01x",  # an end with a value
    ],
)
def test_broken_structure_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidValue):
        decode(_answer(body))


def test_collections_are_not_followed_without_end() -> None:
    deep = b"\x34\x00\x00\x00\x00" + b"\x4a\x00\x00\x00\x01m"
    with pytest.raises(InvalidValue) as caught:
        decode(_answer(b"\x02\x34\x00\x01a\x00\x00\x4a\x00\x00\x00\x01m" + deep * 400))
    assert caught.value.facts["reason"] == "collections nested too deep"


def test_text_with_language_is_its_text() -> None:
    value = b"\x00\x05zh-cn\x00\x06\xe6\x89\x93\xe5\x8d\xb0"
    body = b"\x04\x35\x00\x01a\x00" + bytes((len(value),)) + value
    assert decode(_answer(body)).group(Tag.PRINTER).texts("a") == ("打印",)


def test_text_in_another_charset_does_not_hide_the_rest() -> None:
    body = b"\x04\x41\x00\x01a\x00\x01\xe9\x23\x00\x01b\x00\x04\x00\x00\x00\x03"
    told = decode(_answer(body)).group(Tag.PRINTER)
    assert told.texts("a") == ("�",)
    assert told.number("b") == 3


def test_a_value_of_another_type_is_none() -> None:
    group = Group(
        Tag.JOB,
        {
            "flag": Attribute(Tag.BOOLEAN, [True]),
            "text": Attribute(Tag.KEYWORD, ["a", "b"]),
            "number": Attribute(Tag.INTEGER, [5]),
        },
    )
    assert group.number("flag") is None
    assert group.number("text") is None
    assert group.flag("number") is None
    assert group.texts("number") == ()
    assert group.texts("text") == ("a", "b")
    assert group.number("absent") is None


def test_every_job_of_a_list_is_kept_apart() -> None:
    jobs = tuple(
        Group(Tag.JOB, {"job-id": Attribute(Tag.INTEGER, [number])})
        for number in (1, 2)
    )
    read = decode(encode(Message(0, 1, jobs)))
    assert [job.number("job-id") for job in read.all_groups(Tag.JOB)] == [1, 2]
    assert read.group(Tag.PRINTER).attributes == {}


@pytest.mark.parametrize(
    "attribute",
    [
        Attribute(Tag.INTEGER, [2**31]),
        Attribute(Tag.RANGE, [(1, 2, 3)]),
        Attribute(Tag.TEXT, ["x" * 40_000]),
    ],
)
def test_a_value_that_does_not_fit_is_not_written(attribute: Attribute) -> None:
    with pytest.raises(InvalidValue):
        encode(Message(0, 1, (Group(Tag.JOB, {"a": attribute}),)))
