"""Every screen in every dress: nothing is cut, faint, too small, unnamed, literal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication

from kiosk.domain.fault import Fault
from kiosk.terminal.stage import Closure, Offer, Scene, ServingScene, WelcomeScene
from kiosk.visit.question import Agree, Apologise, TryAgain
from tests.screens import snapshots
from tests.screens.conftest import LANDSCAPE, PORTRAIT
from tests.screens.fitting import faults_of
from ui.access import unspoken
from ui.comfort import Comfort, Contrast, Language, TextSize
from ui.pixels import Seen, faint_words, linear, look_at, place_of
from ui.showcase import Exhibit, exhibits
from ui.stage import QtStage
from ui.texts import Texts
from ui.theme import TextRole, Theme
from ui.widgets.button import TouchButton
from ui.widgets.words import Words

DRESSES = [
    *snapshots.dresses(),
    *(
        (PORTRAIT, Comfort(language, text_size, low_reach=True))
        for language, text_size in product(Language, TextSize)
    ),
]
LEAST_CONTRAST = {Contrast.NORMAL: 4.5, Contrast.HIGH: 7.0}
SNAPSHOT_SLACK = 4
UPDATE = "look at it, then run python -m tests.screens.snapshots"
INCHES = (10.0, 15.6, 21.5, 32.0)
SCREENS = [
    *(
        (10.0, size, Comfort(language, TextSize.ELDER))
        for size, language in product(((800, 1280), (1280, 800)), Language)
    ),
    (10.0, (800, 1280), Comfort(Language.ENGLISH)),
    (10.0, LANDSCAPE, Comfort(Language.ENGLISH, TextSize.LARGEST)),
    (32.0, (2160, 3840), Comfort(text_size=TextSize.ELDER)),
    (32.0, (3840, 2160), Comfort(text_size=TextSize.ELDER)),
]
LEAST_TEXT_MM = {False: 3.5, True: 4.5}


def wear(
    raise_stage: Callable[..., QtStage],
    size: tuple[int, int],
    comfort: Comfort | None = None,
    *,
    is_painted: bool = False,
) -> tuple[QtStage, Theme]:
    """Raise a stage; where only places are measured, nothing has to be painted."""
    worn = comfort or Comfort()
    stage = raise_stage(size, worn)
    stage.window.setUpdatesEnabled(is_painted)
    return stage, Theme.of(stage.window.size(), worn)


def settle(app: QApplication) -> None:
    """Let layouts move and paint, and former screens go, as a real loop does."""
    for _ in range(3):
        app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def put(stage: QtStage, app: QApplication, scene: Scene) -> None:
    stage.show(scene)
    stage.skip_hold()
    settle(app)


def present(stage: QtStage, app: QApplication, exhibit: Exhibit) -> None:
    exhibit.show_on(stage)
    settle(app)


@pytest.mark.parametrize(("size", "comfort"), DRESSES)
def test_every_screen_is_whole_clear_named_and_looks_as_it_did(
    size: tuple[int, int],
    comfort: Comfort,
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
) -> None:
    """Look at each screen once in each dress, in every way there is.

    Low reach moves things and colours nothing, so nothing is painted for it.
    """
    is_painted = not comfort.low_reach
    stage, theme = wear(raise_stage, size, comfort, is_painted=is_painted)
    found: list[str] = []
    for exhibit in exhibits():
        present(stage, qapp, exhibit)
        faults = (
            *faults_of(stage, theme),
            *unspoken(stage),
            *wordy(stage),
            *stepped_down(stage),
            *out_of_reach(stage),
            *(seen_faults(stage, exhibit) if is_painted else ()),
        )
        found += [f"{exhibit.name}: {fault}" for fault in faults]
    assert not found


def wordy(stage: QtStage) -> Iterator[str]:
    """Tell which buttons need more than two lines, three of the largest words."""
    most = 3 if stage.comfort.text_size is TextSize.LARGEST else 2
    for button in stage.window.findChildren(TouchButton):
        if button.isVisible() and button.lines(button.width()) > most:
            yield f"more than {most} lines: {button.text()}"


def out_of_reach(stage: QtStage) -> Iterator[str]:
    """Tell what a hand that reaches the lower half only has to stretch for.

    The largest words need more room; staff's code has 36 keys.
    """
    theme, window = stage.screen.look.theme, stage.window
    is_wanted = theme.lies_low and theme.text_size is not TextSize.LARGEST
    if not is_wanted or stage.screen.fills_window or stage.screen.name == "type-code":
        return
    for button in window.findChildren(TouchButton):
        place = place_of(button, window)
        if button.isVisible() and place.center().y() < theme.height // 2:
            yield f"out of reach: {button.key} at {place.center().y()}"


def seen_faults(stage: QtStage, exhibit: Exhibit) -> Iterator[str]:
    """Tell what is wrong with the pixels."""
    seen = look_at(stage)
    yield from faint_words(stage, seen, LEAST_CONTRAST[stage.comfort.contrast])
    yield from looks_otherwise(stage, seen, exhibit)


def stepped_down(stage: QtStage) -> Iterator[str]:
    """Tell where words of elder mode are smaller than they were chosen."""
    theme = stage.screen.look.theme
    if theme.text_size is TextSize.ELDER and theme.steps_down:
        yield "its words are smaller than was chosen"


def looks_otherwise(stage: QtStage, seen: Seen, exhibit: Exhibit) -> Iterator[str]:
    theme = stage.screen.look.theme
    dress = snapshots.label((theme.width, theme.height), stage.comfort)
    kept = snapshots.known()[dress]
    if exhibit.name not in kept:
        yield f"has no fingerprint: {UPDATE}"
        return
    now = snapshots.fingerprint(stage, seen)
    if snapshots.likeness(now, kept[exhibit.name]) > SNAPSHOT_SLACK:
        yield f"looks otherwise: {UPDATE}"


def test_every_fingerprint_is_of_a_screen_that_there_is(qapp: QApplication) -> None:
    del qapp
    names = {exhibit.name for exhibit in exhibits()}
    assert {name for row in snapshots.known().values() for name in row} == names


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("language", list(Language))
def test_every_fault_fits_in_the_largest_text(
    size: tuple[int, int],
    language: Language,
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
) -> None:
    stage, theme = wear(raise_stage, size, Comfort(language, TextSize.LARGEST))
    found: list[str] = []
    for key in all_fault_keys():
        for ask in (TryAgain(key, 2), Apologise(key)):
            scene = ServingScene(
                1,
                1,
                "life-certification",
                ask,
                can_go_back=True,
                can_leave=True,
            )
            put(stage, qapp, scene)
            found += [f"{key}: {fault}" for fault in faults_of(stage, theme)]
    assert not found


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("language", list(Language))
def test_every_closure_fits_in_the_largest_text(
    size: tuple[int, int],
    language: Language,
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
) -> None:
    stage, theme = wear(raise_stage, size, Comfort(language, TextSize.LARGEST))
    found: list[str] = []
    for closure in Closure:
        offers = (
            Offer("enrolment-certificate", (closure,)),
            Offer("life-certification", (closure,)),
        )
        put(stage, qapp, WelcomeScene(offers))
        found += [f"{closure}: {fault}" for fault in faults_of(stage, theme)]
    assert not found


@pytest.mark.parametrize(("contrast", "least"), LEAST_CONTRAST.items())
def test_every_pair_of_ink_and_ground_contrasts(
    contrast: Contrast, least: float
) -> None:
    colours = Theme(1080, 1920, contrast=contrast).palette
    grounds = (colours.surface, colours.card)
    pairs = [
        *product((colours.ink, colours.quiet, colours.primary), grounds),
        *product((colours.seal, colours.good), grounds),
        (colours.on_primary, colours.primary),
        (colours.on_primary, colours.pressed),
        (colours.primary, colours.soft),
        (colours.ink, colours.soft),
        (colours.on_disabled, colours.disabled),
    ]
    for ink, ground in pairs:
        lights = sorted((luminance(QColor(ink)), luminance(QColor(ground))))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= least, (ink, ground)


@pytest.mark.parametrize(("inches", "size", "comfort"), SCREENS)
def test_screens_are_whole_from_10_to_32_inches(
    inches: float,
    size: tuple[int, int],
    comfort: Comfort,
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
) -> None:
    stage = raise_stage(size, comfort, diagonal_inches=inches)
    stage.window.setUpdatesEnabled(False)
    theme = replace(Theme.of(stage.window.size(), comfort, inches), is_roomy=False)
    found: list[str] = []
    for exhibit in exhibits():
        present(stage, qapp, exhibit)
        found += [f"{exhibit.name}: {fault}" for fault in faults_of(stage, theme)]
        found += [f"{exhibit.name}: {fault}" for fault in small_words(stage, theme)]
    assert not found


def small_words(stage: QtStage, theme: Theme) -> Iterator[str]:
    """Tell which words are smaller on the glass than an old eye needs."""
    for words in stage.window.findChildren(Words):
        height_mm = words.font().pixelSize() * theme.mm_per_px
        if words.isVisible() and height_mm < LEAST_TEXT_MM[theme.text_size.is_elder]:
            yield f"{height_mm:.1f} mm: {words.text()}"


@pytest.mark.parametrize("inches", INCHES)
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_smaller_than_hand_and_eye_need(
    inches: float, size: tuple[int, int]
) -> None:
    for text_size in TextSize:
        theme = Theme.of(QSize(*size), Comfort(text_size=text_size), inches)
        least = LEAST_TEXT_MM[text_size.is_elder]
        assert all(theme.text_px(role) * theme.mm_per_px >= least for role in TextRole)
        target = theme.target * theme.mm_per_px
        assert target >= (20.0 if text_size.is_elder else 11.5)
        tight = replace(theme, is_roomy=False)
        assert tight.target * theme.mm_per_px >= (14.5 if text_size.is_elder else 11.5)


@pytest.mark.parametrize("inches", INCHES[1:])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_screens_of_15_inches_and_more_look_as_the_pictures_do(
    inches: float, size: tuple[int, int]
) -> None:
    """What the other tests prove of a screen of unknown size holds there, too."""
    for text_size in TextSize:
        comfort = Comfort(text_size=text_size)
        known = Theme.of(QSize(*size), comfort, inches)
        unknown = Theme.of(QSize(*size), comfort)
        assert known.target == unknown.target
        assert all(known.text_px(it) == unknown.text_px(it) for it in TextRole)


def test_elder_mode_keeps_the_figures_of_the_rule() -> None:
    elder = Theme(1080, 1920, TextSize.ELDER)
    largest = Theme(1080, 1920, TextSize.LARGEST)
    assert min(elder.text_dp(role) for role in TextRole) >= 18
    assert largest.text_dp(TextRole.BODY) >= 30
    assert elder.target_dp >= 60
    assert Theme(1080, 1920).target_dp >= 44


def test_words_that_step_down_never_fall_below_18_dp() -> None:
    theme: Theme | None = Theme(1080, 1920, TextSize.LARGEST)
    while theme is not None:
        assert theme.text_dp(TextRole.BODY) >= 18
        assert theme.target_dp >= 60
        theme = theme.stepped_down()


def test_nothing_on_a_screen_is_literal(
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
) -> None:
    """Speak a made-up language: whatever is not in its brackets is literal."""
    keys = Texts.load(Language.CHINESE).keys
    pseudo = Texts("qps", {key: f"⟦{key}⟧" for key in keys}, is_strict=True)
    stage, _ = wear(raise_stage, PORTRAIT)
    stage.speak(pseudo)
    for exhibit in exhibits():
        present(stage, qapp, exhibit)
        said = [words.text() for words in stage.window.findChildren(Words)]
        said += [button.text() for button in stage.window.findChildren(TouchButton)]
        for line in "\n".join(said).splitlines():
            assert not line.strip() or (line[0], line[-1]) == ("⟦", "⟧"), exhibit.name


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("text_size", [TextSize.NORMAL, TextSize.ELDER])
@pytest.mark.parametrize("language", list(Language))
def test_longer_texts_are_neither_cut_nor_left_out(
    size: tuple[int, int],
    text_size: TextSize,
    language: Language,
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
) -> None:
    """Speak made-up languages: a third longer than Chinese, a tenth than English."""
    real = Texts.load(language)
    part = 3 if language is Language.CHINESE else 10
    longer = {key: lengthened(real.raw(key), part) for key in real.keys}
    stage, theme = wear(raise_stage, size, Comfort(language, text_size))
    stage.speak(Texts(language, longer, is_strict=True))
    found: list[str] = []
    for exhibit in exhibits():
        present(stage, qapp, exhibit)
        found += [f"{exhibit.name}: {fault}" for fault in faults_of(stage, theme)]
    assert not found


def lengthened(text: str, part: int) -> str:
    """Make a text longer by one part of so many, with characters of its own."""
    plain = re.sub(r"\{\w+\}|\s", "", text)
    more = plain[: len(plain) // part]
    return text if len(plain) < 3 else f"{text}{' ' if text.isascii() else ''}{more}"


@pytest.mark.parametrize(
    "name", ["邛崃", "郫都", "犍为", "甘孜藏族自治州", "𬱖", "阿依古丽·买买提", "㛃𫖮"]
)
def test_place_and_person_names_of_sichuan_have_their_characters(
    name: str, qapp: QApplication
) -> None:
    del qapp
    fonts = QFontMetrics(Theme(1080, 1920).font(TextRole.BODY))
    missing = [each for each in name if not fonts.inFontUcs4(ord(each))]
    assert not missing


def test_a_very_long_name_stands_whole_on_the_screen(
    raise_stage: Callable[..., QtStage], qapp: QApplication
) -> None:
    name = "阿卜杜热合曼·阿布都克热木·买买提吐尔逊"
    for size, text_size in product((PORTRAIT, LANDSCAPE), TextSize):
        stage, theme = wear(raise_stage, size, Comfort(text_size=text_size))
        ask = Agree("life-certification", name)
        flags = {"can_go_back": True, "can_leave": True}
        put(stage, qapp, ServingScene(1, 1, "life-certification", ask, **flags))
        shown = [words.text() for words in stage.screen.findChildren(Words)]
        assert any(name in text for text in shown)
        assert not faults_of(stage, theme)


def all_fault_keys() -> list[str]:
    kinds, found = [Fault], ["face-not-alike", "bug", "left-card"]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__ == Fault.__module__:
            found.append(kind.key)
    return sorted(set(found))


def luminance(colour: QColor) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = np.array([colour.red(), colour.green(), colour.blue()])
    return float(linear(channels) @ np.array([0.2126, 0.7152, 0.0722]))
