"""What the command line says of pictures and videos that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.__main__ import main

pytestmark = pytest.mark.xdist_group("face")


def test_videos_that_cannot_be_read_are_told_and_do_not_stop_the_others(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("no video")
    absent = tmp_path / "absent.mp4"
    files = [str(each) for each in (absent, tmp_path, text)]
    assert main(["face", "liveness", *files]) == 2
    told = capfd.readouterr()
    assert told.out.splitlines() == [
        f"{absent}: cannot_tell (unreadable): no such file",
        f"{tmp_path}: cannot_tell (unreadable): no file",
        f"{text}: cannot_tell (unreadable): no video that can be read",
    ]
    assert told.err == ""


def test_pictures_that_cannot_be_compared_are_told_with_the_reason(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("no picture")
    assert main(["face", "compare", str(text), str(text)]) == 1
    told = capfd.readouterr()
    wrong = f"{text}: format"
    assert told.out == f"{text} {text}: not compared ({wrong}; {wrong})\n"
    assert told.err == ""
