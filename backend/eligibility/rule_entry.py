"""One mapping of the rules' file, read key by key, with the line of every mistake."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

import yaml

from kiosk.domain.fault import InvalidValue
from kiosk.domain.months import Month

__all__ = ["Entry", "RulesInvalid"]

WordType = TypeVar("WordType", bound=StrEnum)
ReadType = TypeVar("ReadType")


class RulesInvalid(Exception):
    """The rules cannot be used; the text is ``file:line: what is wrong``."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Name the place, counted from 1, and the problem."""
        super().__init__(f"{file}:{line}: {problem}")
        self.line = line


class Entry:
    """A mapping whose keys are taken one after the other; none may be left."""

    def __init__(self, file: str, node: yaml.MappingNode) -> None:
        """Read the keys; values stay nodes until they are asked for."""
        self._file = file
        self._node = node
        self._left: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in self._left:
                raise RulesInvalid(file, _line(key), f"{key.value} is there twice")
            self._left[str(key.value)] = value

    @classmethod
    def of(cls, file: str, node: yaml.Node | None) -> Entry:
        """Take a node that must be a mapping."""
        if not isinstance(node, yaml.MappingNode):
            line = 1 if node is None else _line(node)
            raise RulesInvalid(file, line, "a mapping of keys and values is needed")
        return cls(file, node)

    def refuse(self, problem: str) -> NoReturn:
        """Tell a mistake of this entry as a whole.

        Raises:
            RulesInvalid: always.
        """
        raise RulesInvalid(self._file, _line(self._node), problem)

    def close(self) -> None:
        """Make sure that every key was known."""
        for name, node in self._left.items():
            raise RulesInvalid(self._file, _line(node), f"{name} is no known key")

    def has(self, name: str) -> bool:
        """Whether a key is there and not taken yet."""
        return name in self._left

    def names(self) -> list[str]:
        """Give the keys not taken yet, in order."""
        return list(self._left)

    def plain(self, name: str) -> dict[str, object]:
        """Take a mapping as it stands, whatever it holds."""
        node = self._take(name)
        told = yaml.SafeLoader("").construct_document(node)
        if not isinstance(told, dict):
            raise RulesInvalid(self._file, _line(node), f"{name} must be a mapping")
        return told

    def inner(self, name: str) -> Entry:
        """Take a mapping inside."""
        return Entry.of(self._file, self._take(name))

    def each(self, name: str) -> Iterator[Entry]:
        """Take a list of mappings."""
        return (Entry.of(self._file, node) for node in self._list(name))

    def text(self, name: str) -> str:
        """Take a text that is not empty."""
        return self._read(name, _text)

    def texts(self, name: str) -> list[str]:
        """Take a list of texts."""
        return [self._parsed(name, node, _text) for node in self._list(name)]

    def whole(self, name: str, least: int, most: int) -> int:
        """Take a whole number within bounds."""
        return self._read(name, lambda node: _whole(node, least, most))

    def optional(self, name: str, least: int, most: int) -> int | None:
        """Take a whole number, or a null that must be written."""
        return self._read(
            name, lambda node: None if _is_null(node) else _whole(node, least, most)
        )

    def part(self, name: str) -> float:
        """Take a number from 0 to 1."""
        return self._read(name, _part)

    def day(self, name: str) -> date:
        """Take a day, YYYY-MM-DD."""
        return self._read(name, lambda node: date.fromisoformat(_text(node)))

    def month(self, name: str) -> Month:
        """Take a month, YYYY-MM."""
        return self._read(name, lambda node: Month.parse(_text(node)))

    def word(self, name: str, kind: type[WordType]) -> WordType:
        """Take a word of a closed set."""
        return self._read(name, lambda node: kind(_text(node)))

    def optional_word(self, name: str, kind: type[WordType]) -> WordType | None:
        """Take a word of a closed set, or a null that must be written."""
        return self._read(
            name, lambda node: None if _is_null(node) else kind(_text(node))
        )

    def words(self, name: str, kind: type[WordType]) -> list[WordType]:
        """Take a list of words of a closed set."""
        return [
            self._parsed(name, node, lambda node: kind(_text(node)))
            for node in self._list(name)
        ]

    def _list(self, name: str) -> list[yaml.Node]:
        node = self._take(name)
        if not isinstance(node, yaml.SequenceNode):
            raise RulesInvalid(self._file, _line(node), f"{name} must be a list")
        return list(node.value)

    def _take(self, name: str) -> yaml.Node:
        if name not in self._left:
            self.refuse(f"{name} is missing")
        return self._left.pop(name)

    def _read(self, name: str, parse: Callable[[yaml.Node], ReadType]) -> ReadType:
        return self._parsed(name, self._take(name), parse)

    def _parsed(
        self, name: str, node: yaml.Node, parse: Callable[[yaml.Node], ReadType]
    ) -> ReadType:
        try:
            return parse(node)
        except (ValueError, InvalidValue) as error:
            problem = f"{name}: {error}"
            raise RulesInvalid(self._file, _line(node), problem) from None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
        message = "a text is needed"
        raise ValueError(message)
    return str(node.value)


def _is_null(node: yaml.Node) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:null")


def _whole(node: yaml.Node, least: int, most: int) -> int:
    number = int(_text(node))
    if not least <= number <= most:
        message = f"must be from {least} to {most}"
        raise ValueError(message)
    return number


def _part(node: yaml.Node) -> float:
    number = float(_text(node))
    if not (math.isfinite(number) and 0 <= number <= 1):
        message = "must be from 0 to 1"
        raise ValueError(message)
    return number
