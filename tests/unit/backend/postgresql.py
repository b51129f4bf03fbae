"""PostgreSQL for tests: one server for all of a process, a database for each."""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import psycopg

__all__ = ["database_like", "missing", "running_postgresql"]

_LIMIT_SECONDS = 60
_NUMBERS = count(1)


def missing() -> str:
    """Say what keeps us from starting a server; empty when nothing does."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed"
    if not _programs().joinpath("initdb").exists():
        return "PostgreSQL's server is not installed"
    if os.geteuid() != 0:
        return "only root may start a server as user postgres"
    return ""


@contextmanager
def running_postgresql(*settings: str) -> Iterator[str]:
    """Give the address of an empty database, gone afterwards.

    Args:
        settings: Of a server of its own, each as ``name=value``.
    """
    if settings:
        with _server(*settings) as base:
            yield f"{base}/postgres"
        return
    with database_like("template1") as url:
        yield url


@contextmanager
def database_like(template: str) -> Iterator[str]:
    """Give the address of a copy of a database that nobody uses now."""
    base, name = _shared(), f"copy_{next(_NUMBERS)}"
    _say(base, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield f"{base}/{name}"
    finally:
        _say(base, f"DROP DATABASE {name} WITH (FORCE)")


def _say(base: str, sentence: str) -> None:
    address = base.replace("+psycopg", "") + "/postgres"
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(sentence.encode())


@cache
def _shared() -> str:
    """Run this process's server, to its end; a database is made in a moment."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(_server())


@contextmanager
def _server(*settings: str) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    shutil.chown(folder, "postgres", "postgres")
    port = _free_port()
    data = str(folder / "data")
    # What is proved here is behaviour, not durability, so nothing waits for disks.
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    options += "".join(f" -c {each}" for each in settings)
    try:
        _run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync")
        log = str(folder / "log")
        _run("pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start")
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """Find Debian's newest server programs; they are not on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else Path("/nonexistent")


def _run(program: str, *arguments: str) -> None:
    subprocess.run(
        [_programs() / program, *arguments],
        check=True,
        user="postgres",
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_LIMIT_SECONDS,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
