"""Torn, cut, foreign and too new files: set aside or left alone, nothing lost."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.deed import DeedAnswer, DeedOutcome
from kiosk.domain.fault import StoreFault, StoreTorn
from offline_cache.database import connect
from offline_cache.write_ahead import is_damaged
from tests.unit.offline_cache.invented import KEY, deed, open_in

DEEDS = 120
FRAME = 24 + 4096


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was closed in peace: one file."""
    directory = tmp_path_factory.mktemp("clean")
    fill(directory)
    assert [each.name for each in directory.iterdir()] == ["store.db"]
    return directory


@pytest.fixture(scope="module")
def hot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as a power cut leaves it: much of it in the write-ahead log."""
    directory = tmp_path_factory.mktemp("hot")
    fill(tmp_path_factory.mktemp("made"), into=directory)
    assert present_frames(directory) > 30
    return directory


def fill(directory: Path, into: Path | None = None) -> None:
    store = open_in(directory)
    for serial in range(1, DEEDS + 1):
        store.outbox.append(deed(serial, serial))
    store.ledger.reserve("copy-1", 1)
    store.audit.append("started")
    if into:
        shutil.copytree(directory, into, dirs_exist_ok=True)
    store.close()


def present_frames(directory: Path) -> int:
    """Count the frames of the log's present generation."""
    wal = (directory / "store.db-wal").read_bytes()
    salts = [wal[at + 8 : at + 16] for at in range(32, len(wal), FRAME)]
    return salts.count(wal[16:24])


def copy_of(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, dirs_exist_ok=True)
    return target


def digests(directory: Path, prefix: str = "store.db") -> dict[str, str]:
    """Fingerprint the files, without the index, which is only a cache."""
    return {
        each.name.removeprefix(prefix): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in directory.iterdir()
        if each.name.startswith(prefix) and not each.name.endswith("-shm")
    }


def set_aside(directory: Path) -> StoreTorn:
    """Open a bad store: it is set aside whole, and a fresh one takes its place."""
    before = digests(directory)
    with pytest.raises(StoreTorn) as raised:
        open_in(directory)
    kept = Path(str(raised.value.facts["kept_at"]))
    after = digests(directory, kept.name)
    assert {name: after[name] for name in before} == before
    fresh = open_in(directory)
    assert fresh.outbox.pending_count() == 0
    fresh.outbox.append(deed(1))
    fresh.close()
    return raised.value


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 0x10
    file.write_bytes(data)


def test_every_page_is_watched(
    clean: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    size = (clean / "store.db").stat().st_size
    for at in range(0, size, 1777):
        directory = copy_of(clean, tmp_path / str(at))
        flip(directory / "store.db", at)
        set_aside(directory)
    assert capfd.readouterr() == ("", "")


def test_page_of_yesterday_is_noticed(clean: Path, tmp_path: Path) -> None:
    """A write the disk lost leaves an old page whose own checksum is right."""
    directory = copy_of(clean, tmp_path)
    file = directory / "store.db"
    old = file.read_bytes()
    store = open_in(directory)
    for serial in range(1, DEEDS + 1):
        one = store.outbox.pending(1)[0]
        store.outbox.apply([DeedAnswer(one.id, DeedOutcome.ACCEPTED)])
        store.outbox.append(deed(1000 + serial, serial))
    store.close()
    new = bytearray(file.read_bytes())
    changed = [at for at in range(4096, len(old), 4096) if old[at:][:9] != new[at:][:9]]
    assert changed
    for at in changed[::2]:
        new[at : at + 4096] = old[at : at + 4096]
    file.write_bytes(new)
    set_aside(directory)


def test_damage_in_an_unused_page_is_noticed(clean: Path, tmp_path: Path) -> None:
    """It would be used some day."""
    directory = copy_of(clean, tmp_path / "unused")
    connection = connect(directory / "store.db", KEY, "rwc")
    connection.execute("DELETE FROM outbox")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 1
    connection.close()
    size = (directory / "store.db").stat().st_size
    for at in range(5000, size, 4096):
        with_flaw = copy_of(directory, tmp_path / f"flaw-{at}")
        flip(with_flaw / "store.db", at)
        set_aside(with_flaw)


def test_file_cut_anywhere_is_noticed(clean: Path, tmp_path: Path) -> None:
    size = (clean / "store.db").stat().st_size
    for cut in [0, 1, 15, 4095, 4096, 4097, *range(5000, size, 4999), size - 1]:
        directory = copy_of(clean, tmp_path / str(cut))
        with (directory / "store.db").open("rb+") as file:
            file.truncate(cut)
        set_aside(directory)


FOREIGN: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("residents come first\n" * 900),
    "zeros": lambda path: path.write_bytes(bytes(40960)),
    "noise": lambda path: path.write_bytes(hashlib.sha256(b"x").digest() * 999),
    "plain SQLite": lambda path: (
        sqlite3.connect(path)
        .executescript("CREATE TABLE outbox (id); VACUUM")
        .connection.close()
    ),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN)
def test_foreign_file_is_kept(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "store.db")
    set_aside(tmp_path)


@pytest.mark.parametrize("kind", ["clean", "hot"])
def test_wrong_key_loses_nothing(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Whoever finds the right key later finds every deed."""
    directory = copy_of(request.getfixturevalue(kind), tmp_path)
    before = digests(directory)
    with pytest.raises(StoreTorn) as raised:
        open_in(directory, bytes(32))
    kept = Path(str(raised.value.facts["kept_at"]))
    assert digests(directory, kept.name) == before
    kept.rename(tmp_path / "store.db")
    if kind == "hot":
        wal = kept.with_name(kept.name + "-wal")
        wal.rename(tmp_path / "store.db-wal")
    store = open_in(tmp_path)
    assert store.outbox.pending_count() == DEEDS
    store.close()


def test_power_cut_loses_nothing(hot: Path, tmp_path: Path) -> None:
    store = open_in(copy_of(hot, tmp_path))
    assert [each.payload["reason"] for each in store.outbox.pending(999)] == [
        str(serial) for serial in range(1, DEEDS + 1)
    ]
    assert store.audit.verify() is None
    store.close()


def test_log_that_was_begun_anew_is_whole(hot: Path) -> None:
    """Behind the present generation lie frames of the one before."""
    size = (hot / "store.db-wal").stat().st_size
    assert 32 + present_frames(hot) * FRAME < size
    assert not is_damaged(hot / "store.db-wal")


def test_rot_in_the_log_is_noticed(hot: Path, tmp_path: Path) -> None:
    """SQLite alone would go on without the deeds behind the rotten frame."""
    frames = present_frames(hot)
    for place in (0, 1, frames // 2, frames - 12):
        for inside in (3, 9, 17, 30, 2000):
            directory = copy_of(hot, tmp_path / f"{place}-{inside}")
            flip(directory / "store.db-wal", 32 + place * FRAME + inside)
            assert "log" in str(set_aside(directory).facts["reason"])


def test_rotten_head_of_the_log_is_noticed(hot: Path, tmp_path: Path) -> None:
    for at in (0, 5, 9, 17, 25, 31):
        directory = copy_of(hot, tmp_path / str(at))
        flip(directory / "store.db-wal", at)
        set_aside(directory)


def test_unfinished_transaction_is_no_damage(hot: Path, tmp_path: Path) -> None:
    directory = copy_of(hot, tmp_path)
    flip(directory / "store.db-wal", 32 + present_frames(hot) * FRAME - 100)
    store = open_in(directory)
    assert store.outbox.pending_count() == DEEDS
    assert store.audit.verify() is None
    store.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(share=st.floats(0, 1))
def test_cut_log_leaves_a_beginning(hot: Path, tmp_path: Path, share: float) -> None:
    """What is left is in order and without gaps, wherever the log ends."""
    directory = copy_of(hot, tmp_path / str(share))
    wal = directory / "store.db-wal"
    with wal.open("rb+") as file:
        file.truncate(int(share * wal.stat().st_size))
    store = open_in(directory)
    left = [int(str(each.payload["reason"])) for each in store.outbox.pending(999)]
    assert left == list(range(1, len(left) + 1))
    store.close()


@pytest.mark.parametrize("kind", ["clean", "hot"])
def test_file_of_a_newer_program_is_not_touched(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    directory = copy_of(request.getfixturevalue(kind), tmp_path / "a")
    connection = connect(directory / "store.db", KEY, "rwc")
    connection.execute("PRAGMA user_version = 99")
    copy_of(directory, tmp_path / "b")
    connection.close()
    before = digests(tmp_path / "b")
    with pytest.raises(StoreFault) as raised:
        open_in(tmp_path / "b")
    assert raised.value.facts["reason"] == "newer-schema"
    assert not isinstance(raised.value, StoreTorn)
    after = digests(tmp_path / "b")
    assert {name: after[name] for name in before} == before


def test_log_without_its_file_is_kept(hot: Path, tmp_path: Path) -> None:
    directory = copy_of(hot, tmp_path)
    (directory / "store.db").unlink()
    (directory / "store.db-shm").unlink()
    assert set_aside(directory).facts["reason"] == "main-file-missing"


def test_two_torn_files_at_one_moment_are_both_kept(tmp_path: Path) -> None:
    for text in ("one", "two"):
        for stray in tmp_path.glob("store.db*"):
            if "torn" not in stray.name:
                stray.unlink()
        (tmp_path / "store.db").write_text(text)
        with pytest.raises(StoreTorn):
            open_in(tmp_path)
    kept = {each.read_text() for each in tmp_path.glob("*torn*")}
    assert kept == {"one", "two"}


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "store.db").mkdir()
    with pytest.raises(StoreFault) as raised:
        open_in(tmp_path)
    assert not isinstance(raised.value, StoreTorn)
    assert (tmp_path / "store.db").is_dir()


def test_read_fault_at_work_is_typed(clean: Path, tmp_path: Path) -> None:
    """Damage that comes after the start is a fault now, and set aside next time."""
    store = open_in(copy_of(clean, tmp_path))
    file = tmp_path / "store.db"
    with file.open("rb+") as opened:
        opened.seek(4096)
        opened.write(bytes(file.stat().st_size - 4096))
    with pytest.raises(StoreFault):
        store.outbox.pending(999)
    store.close()
    with pytest.raises(StoreTorn):
        open_in(tmp_path)


def test_bad_file_in_use_stays_where_it_is(clean: Path, tmp_path: Path) -> None:
    """Another program that looks in must not move the terminal's own store."""
    file = copy_of(clean, tmp_path) / "store.db"
    with holding(file):
        flip(file, file.stat().st_size - 2000)
        with pytest.raises(StoreFault) as raised:
            open_in(tmp_path)
        assert raised.value.facts["reason"] == "in-use"
    with pytest.raises(StoreTorn):
        open_in(tmp_path)


@contextmanager
def holding(file: Path) -> Iterator[None]:
    """Keep the file open in another process."""
    code = (
        "import sys; from pathlib import Path;"
        "from tests.unit.offline_cache.invented import open_in;"
        "store = open_in(Path(sys.argv[1])); store.outbox.pending_count();"
        "print(1, flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(file.parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield
        process.kill()
