"""Other programs on the same files, and the recipe with openssl word for word."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.forgery import flipped_in_the_page, overlaid
from tests.documents.long_term import LongTerm, founded
from tests.documents.other_programs import answers

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verification.md"


def recipe() -> str:
    """Give the commands of the page's section about openssl."""
    section = PAGE.read_text("utf-8").split("### With openssl")[1]
    return section.split("```sh\n")[1].split("```")[0]


def followed(folder: Path, pdf: bytes, city: Path) -> subprocess.CompletedProcess[str]:
    (folder / "certificate.pdf").write_bytes(pdf)
    (folder / "root.pem").write_bytes((city / "seal" / "root.pem").read_bytes())
    return subprocess.run(
        ["sh", "-c", recipe()], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_recipe_finds_the_seal_whole(
    tmp_path: Path, sealed: bytes, city: Path
) -> None:
    done = followed(tmp_path, sealed, city)
    assert "the seal covers the whole file" in done.stdout, done.stderr
    assert "CMS Verification successful" in done.stdout + done.stderr
    assert done.returncode == 0


def test_the_recipe_finds_a_changed_page(
    tmp_path: Path, sealed: bytes, city: Path
) -> None:
    done = followed(tmp_path, flipped_in_the_page(sealed), city)
    assert "Verification failure" in done.stdout + done.stderr
    assert done.returncode != 0


def test_the_recipe_says_when_something_was_added(
    tmp_path: Path, sealed: bytes, city: Path
) -> None:
    done = followed(tmp_path, overlaid(sealed), city)
    assert "the seal covers the whole file" not in done.stdout
    assert "something was added" in done.stdout


@pytest.fixture(scope="module")
def long_term(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LongTerm]:
    with founded(tmp_path_factory.mktemp("others")) as made:
        yield made


@pytest.mark.parametrize("which", ["sealed", "lasting"])
def test_every_program_finds_the_file_in_order(
    long_term: LongTerm, tmp_path: Path, which: str
) -> None:
    file = tmp_path / f"{which}.pdf"
    file.write_bytes(getattr(long_term, which))
    told = answers(file, long_term.house.certificate("root"))
    assert "No syntax or stream encoding errors" in told["qpdf --check"]
    assert "Signature is Valid" in told["pdfsig -nocert"]
    whole = "Total document signed"
    assert whole in told["pdfsig -nocert"]
    expected = {"sealed": "unchanged since signing", "lasting": "signature is valid"}
    assert expected[which] in told["mutool sign -v"]
    assert "bottom line: True" in told["pyHanko 0.38"]
    assert "Tagged:          yes" in told["pdfinfo"]
