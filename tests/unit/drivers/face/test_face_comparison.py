"""Pictures in pairs, as the command line compares them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from drivers.face.comparison import compare, compare_files, pairs_of_table
from drivers.simulated.sample_people import make_people
from kiosk.domain.fault import InvalidValue, PictureUnreadable
from kiosk.ports.face_judge import FaceDecision, PortraitOrigin
from tests.contracts.face_hall import PEOPLE_FOLDER

pytestmark = pytest.mark.xdist_group("face")

_FIRST = PEOPLE_FOLDER / "first" / "portrait.jpg"
_SECOND = PEOPLE_FOLDER / "second" / "portrait.jpg"


@pytest.fixture(scope="module", autouse=True)
def _people() -> None:
    make_people(PEOPLE_FOLDER)


def _chip_photo(file: Path) -> bytes:
    """Shrink a portrait to what a card's chip holds: 102x126, strongly packed."""
    buffer = io.BytesIO()
    Image.open(file).resize((102, 126)).save(buffer, "JPEG", quality=30)
    return buffer.getvalue()


@pytest.mark.parametrize("file", [_FIRST, _SECOND])
def test_a_chip_photo_is_enlarged_and_matches_its_portrait(file: Path) -> None:
    found = compare(_chip_photo(file), file.read_bytes(), PortraitOrigin.CHIP)
    assert found.decision is FaceDecision.ACCEPT


def test_a_face_that_fills_its_picture_is_found() -> None:
    buffer = io.BytesIO()
    Image.open(_FIRST).crop((95, 90, 265, 300)).save(buffer, "PNG")
    found = compare(buffer.getvalue(), _FIRST.read_bytes(), PortraitOrigin.ENROLLED)
    assert found.decision is FaceDecision.ACCEPT


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_picture_that_lies_on_its_side_is_turned_upright(degrees: int) -> None:
    buffer = io.BytesIO()
    Image.open(_SECOND).rotate(degrees, expand=True).save(buffer, "PNG")
    found = compare(buffer.getvalue(), _SECOND.read_bytes(), PortraitOrigin.ENROLLED)
    assert found.decision is FaceDecision.ACCEPT
    assert found.cosine > 0.9


def test_order_does_not_matter() -> None:
    one, other = _FIRST.read_bytes(), _SECOND.read_bytes()
    there = compare(one, other, PortraitOrigin.ENROLLED)
    back = compare(other, one, PortraitOrigin.ENROLLED)
    assert there.score == pytest.approx(back.score)
    assert there.decision is FaceDecision.REFUSE


def test_two_people_in_a_portrait_are_refused() -> None:
    both = Image.new("RGB", (716, 441))
    both.paste(Image.open(_FIRST), (0, 0))
    both.paste(Image.open(_SECOND), (358, 0))
    buffer = io.BytesIO()
    both.save(buffer, "PNG")
    with pytest.raises(PictureUnreadable) as caught:
        compare(buffer.getvalue(), _FIRST.read_bytes(), PortraitOrigin.ENROLLED)
    assert caught.value.facts["reason"] == "several-faces"


@pytest.mark.parametrize("size", [(32, 32), (32, 1280), (1280, 33), (201, 199)])
def test_pictures_of_odd_shapes_hold_no_face(size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    # A gradient: in noise a detector sees a face now and then.
    Image.linear_gradient("L").resize(size).save(buffer, "PNG")
    with pytest.raises(PictureUnreadable) as caught:
        compare(buffer.getvalue(), _FIRST.read_bytes(), PortraitOrigin.ENROLLED)
    assert caught.value.facts["reason"] == "no-face"


def test_pairs_give_a_json_line_each_and_bad_ones_do_not_stop_them(
    tmp_path: Path,
) -> None:
    empty = tmp_path / "empty.png"
    Image.new("RGB", (300, 300), (200, 190, 180)).save(empty)
    (tmp_path / "text.jpg").write_text("no picture")
    pairs = [
        (_FIRST, _FIRST),
        (_FIRST, tmp_path / "absent.jpg"),
        (tmp_path / "text.jpg", empty),
        (_FIRST, _SECOND),
    ]
    lines = [
        json.loads(json.dumps(line))
        for line in compare_files(pairs, PortraitOrigin.ENROLLED)
    ]
    keys = ["image_a", "image_b", "score", "decision", "error"]
    assert [list(line) for line in lines] == [keys] * 4
    decisions = [line["decision"] for line in lines]
    assert decisions == ["accept", None, None, "refuse"]
    assert lines[0]["score"] > lines[3]["score"]
    assert "absent.jpg" in lines[1]["error"]
    assert "format" in lines[2]["error"]
    assert "no-face" in lines[2]["error"]


def test_a_table_names_files_beside_it(tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text("image_a,image_b,same\na.jpg,sub/b.jpg,1\n")
    assert list(pairs_of_table(table)) == [
        (tmp_path / "a.jpg", tmp_path / "sub" / "b.jpg")
    ]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"x,y\n1,2\n", b"image_a\na.jpg\n", b"\xff\xfe\x00"]
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "pairs.csv"
    table.write_bytes(content)
    with pytest.raises(InvalidValue):
        list(pairs_of_table(table))


def test_a_row_cut_short_does_not_stop_the_others(tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    whole = f"{_FIRST},{_FIRST}\n"
    table.write_text(f"image_a,image_b\n{_FIRST}\n,\na\x00b,{_FIRST}\n{whole}")
    found = list(compare_files(pairs_of_table(table), PortraitOrigin.ENROLLED))
    assert [line["decision"] for line in found] == [None, None, None, "accept"]
    assert all(line["error"] for line in found[:3])


def test_an_absent_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        list(pairs_of_table(tmp_path / "absent.csv"))
