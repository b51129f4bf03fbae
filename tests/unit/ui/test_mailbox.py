"""Messages from many threads: none lost, none out of order, all in the GUI thread."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from ui.mailbox import Mailbox

THREADS, EACH = 4, 5_000


def test_twenty_thousand_posts_arrive_in_order_for_each_thread(qtbot: QtBot) -> None:
    got: list[tuple[int, int]] = []
    wrong_thread: list[object] = []

    def deliver(message: object) -> None:
        if threading.current_thread() is not threading.main_thread():
            wrong_thread.append(message)
        assert isinstance(message, tuple)
        got.append(message)

    mailbox = Mailbox(deliver)

    def post(sender: int) -> None:
        for number in range(EACH):
            mailbox.post((sender, number))

    threads = [threading.Thread(target=post, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: len(got) == THREADS * EACH, timeout=30_000)
    for thread in threads:
        thread.join()
    for sender in range(THREADS):
        assert [n for s, n in got if s == sender] == list(range(EACH))
    assert not wrong_thread


def test_a_message_posted_while_delivering_comes_later(qtbot: QtBot) -> None:
    got: list[object] = []

    def deliver(message: object) -> None:
        if message == "first":
            mailbox.post("second")
            assert got == []
        got.append(message)

    mailbox = Mailbox(deliver)
    mailbox.post("first")
    qtbot.waitUntil(lambda: len(got) == 2, timeout=5000)
    assert got == ["first", "second"]


def test_an_error_in_one_delivery_does_not_eat_the_next(qtbot: QtBot) -> None:
    got: list[object] = []

    def deliver(message: object) -> None:
        got.append(message)
        if message == 1:
            raise LookupError

    mailbox = Mailbox(deliver)
    with qtbot.capture_exceptions() as errors:
        for number in range(3):
            mailbox.post(number)
        qtbot.waitUntil(lambda: len(got) == 3, timeout=5000)
    assert len(errors) == 1
