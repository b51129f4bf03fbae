"""A screen reader in small: Debian's own client library, for the system's Python.

``/usr/bin/python3 screen_reader.py`` walks what the terminal tells over the bus of
assistive technology and writes it as one line of JSON, a list of role, name,
description, and whether it can be pressed. With a name behind it, it presses the
button of that name by its action instead.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Protocol

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402 - the version is asked for first

if TYPE_CHECKING:
    from collections.abc import Iterator

_APPLICATION = "kiosk"


class States(Protocol):
    """What is true of it now."""

    def contains(self, state: object) -> bool: ...


class Node(Protocol):
    """What the library gives of one thing on the screen."""

    def get_child_count(self) -> int: ...
    def get_child_at_index(self, place: int) -> Node | None: ...
    def get_name(self) -> str: ...
    def get_description(self) -> str: ...
    def get_role(self) -> int: ...
    def get_interfaces(self) -> list[str]: ...
    def get_n_actions(self) -> int: ...
    def get_action_name(self, place: int) -> str: ...
    def do_action(self, place: int) -> bool: ...
    def get_state_set(self) -> States: ...


def shown() -> Iterator[Node]:
    """Give whatever of the terminal is to be seen now, in the order of its tree."""
    desktop = Atspi.get_desktop(0)
    for application in children(desktop):
        if application.get_name() == _APPLICATION:
            yield from below(application)


def below(node: Node) -> Iterator[Node]:
    for child in children(node):
        states = child.get_state_set()
        if states.contains(Atspi.StateType.SHOWING):
            yield child
            yield from below(child)


def children(node: Node) -> Iterator[Node]:
    for place in range(node.get_child_count()):
        child = node.get_child_at_index(place)
        if child is not None:
            yield child


def actions(node: Node) -> list[str]:
    """Name what can be done with it."""
    if "Action" not in node.get_interfaces():
        return []
    return [node.get_action_name(place) for place in range(node.get_n_actions())]


def told(node: Node) -> tuple[int, str, str, bool]:
    can_press = "Press" in actions(node)
    return int(node.get_role()), node.get_name(), node.get_description(), can_press


def press(name: str) -> bool:
    """Press the button of a name; false when there is none that can be pressed."""
    for node in shown():
        if node.get_name() == name and "Press" in actions(node):
            return node.do_action(actions(node).index("Press"))
    return False


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(not press(sys.argv[1]))
    sys.stdout.write(json.dumps([told(node) for node in shown()]) + "\n")
