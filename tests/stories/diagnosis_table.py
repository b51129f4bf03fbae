"""Puts fault after fault into a real hall and writes down whether each was named.

Run as ``python -m tests.stories.diagnosis_table --into docs/diagnostics.md``; the
table replaces what stands between the two marks there.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kiosk.demonstration.hall import Hall
from kiosk.demonstration.narrator import Narrator
from kiosk.diagnostics.knowledge import entries
from tests.stories.conftest import Storyteller
from tests.stories.test_diagnosis import FAULTS, SETTINGS_FAULTS, diagnose

_BEGIN, _END = "<!-- faults -->\n", "<!-- end of faults -->\n"
_HEAD = """| fault put in | probe | named | right | first step |
|---|---|---|---|---|
"""


def main() -> int:
    """Play the faults; non-zero where one was not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True)
    page: Path = parser.parse_args().into
    with tempfile.TemporaryDirectory() as folder:
        narrator = Narrator(io.StringIO())
        with Hall(Path(folder) / "hall", narrator, challenges=False) as hall:
            rows = list(_rows(Storyteller(hall)))
    right = sum(is_right for _, is_right in rows)
    told = f"\nNamed rightly: {right} of {len(rows)}.\n"
    _replace(page, _HEAD + "".join(row for row, _ in rows) + told)
    return 0 if right == len(rows) else 1


def _rows(teller: Storyteller) -> Iterator[tuple[str, bool]]:
    for probe, cause, state, put_in in FAULTS:
        mend = put_in(teller)
        try:
            found = diagnose(teller, probe).found[probe]
        finally:
            mend()
        yield _row(probe, (cause, state), found)
    for probe, cause, state, setting in SETTINGS_FAULTS:
        with (
            tempfile.TemporaryDirectory() as folder,
            setting(teller, Path(folder)) as place,
        ):
            found = diagnose(teller, probe, settings=place).found[probe]
        yield _row(probe, (cause, state), found)


def _row(
    probe: str, put_in: tuple[str, str], found: dict[str, str]
) -> tuple[str, bool]:
    is_right = (found["cause"], found["state"]) == put_in
    named, step = found["cause"] or "nothing", found["advice"]
    mark = "yes" if is_right else "**no**"
    title = entries("en")[put_in[0]].title
    sys.stdout.write(f"{probe}: {put_in[0]}: {mark}\n")
    return f"| {title} | `{probe}` | `{named}` | {mark} | {step} |\n", is_right


def _replace(page: Path, table: str) -> None:
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}{table}{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
