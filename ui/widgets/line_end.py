"""Where lines end: after a sentence or phrase, or at least not within a word.

Without spaces any Chinese character may begin a line, and `工作卡` falls apart.
Whoever reads slowly reads a phrase at a time; so lines end where phrases do, as long
as that costs no more lines than before. English lines are made equally long: no word
stands alone on the last, and no day is parted from its month.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QFontMetrics

__all__ = ["JOINER", "bound", "parted"]

JOINER = "\u2060"
"""Stands where no line may end; it has no width and no shape."""
_TALL = 100_000
_WRAP = Qt.TextFlag.TextWordWrap
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_LAST_TWO = re.compile(r"([\u3400-\u9fff\d])([\u3400-\u9fff][^\w\s]*)$", re.MULTILINE)
_SHORT = re.compile(r"^[\u3400-\u9fff]{3,4}$", re.MULTILINE)
_STOP = re.compile(r"(?<=[a-z)][.!?]) (?=[A-Z])")
_SOLID = "\u00a0"
_NUMBER = re.compile(
    r"(?<=\d) (?=[a-z])|(?<=\d) (?=[A-Z][a-z]+ \d)|(?<=[a-z]) (?=\d{4,}\b)"
)
"""Between a number and its unit, day, month and year, and before a telephone number."""
_MOST_BALANCED, _TWO = 5, 2
_PAUSES = ",;:"
_LEAST_SHARE = 0.4
"""What a phrase on a line of its own must have of the other's length."""
_SENTENCE = re.compile(r"[^。；！？]*[。；！？]+[”’）》]*|[^。；！？]+")
_PHRASE = re.compile(r"[^，。；！？、]*[，。；！？、]+[”’）》]*|[^，。；！？、]+")
_WORDS = """
参保 缴费 待遇 资格 认证 证明 凭条 凭证 记录 登记 业务 服务 窗口 柜台 大厅 服务台
社会保障卡 社会保障号码 社会保障 社会保险 社保卡 社保中心 社保 医疗保险 养老保险
养老金 养老 失业 工伤 生育 职工 居民 单位 个人 经办机构 经办 银行卡 银行 账户
身份证 工作证卡 工作卡 卡片 证件 号码 登录码 登记码 二维码 方形码 扫码窗 密码 编号
工作人员 本人 自己 家人 老人 大家 我们 您的 这张 这次 这个 那个 每年 下个月 这个月
读卡口 读卡区 感应区 出纸口 摄像头 镜头 屏幕 键盘 按钮 手机 电脑 网络 打印机 打印
材料 照片 画面 光线 眼镜 帽子 口罩 墨镜 眼睛 时间 足够 分钟 一次 一张 一遍 一下
看清 看见 看完 核对 核实 确认 复核 比对 提交 办理 办好 办完 继续 结束 取走 取出 取回
插入 放到 拿着 拿在 手里 拔出 推到 恢复 发放 暂停 停发 补发 照常 自动 妥善 保存 保留
凭据 不改变 改变 删除 选择 点选 输入 打开 关闭 请稍候 稍候 请稍后 稍后 以后 之前 之后
之间 盖章 签字 收好 收费 上门 预约 帮助 帮忙 找人帮忙 说明 咨询 联系 电话 地址 到期
过期 年度 月份 日期 金额 工资 基数 档次 险种 正确 完整 有误 重新 填写 请不要 不要 不用
不能 可以 需要 已经 还没有 没有 因为 所以 如果 或者 以及 其他 其余 随即 然后 现在 今天
满意
"""
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_UNPARTED = re.compile("|".join((_DAY, *sorted(_WORDS.split(), key=len, reverse=True))))


def bound(words: str) -> str:
    """Keep the last two Chinese characters of each paragraph on one line.

    One alone on a line looks lost; up to four are one word and stay together. No
    words are kept for another time: they may be a person's.
    """
    whole = _SHORT.sub(lambda found: JOINER.join(found.group()), words)
    return _LAST_TWO.sub(rf"\1{JOINER}\2", whole)


def parted(metrics: QFontMetrics, words: str, width: int) -> str:
    """Give the words with their line ends, which need no more height than before."""
    return "\n".join(_parted(metrics, each, width) for each in words.split("\n"))


def _parted(metrics: QFontMetrics, paragraph: str, width: int) -> str:
    plain = bound(paragraph)
    if metrics.horizontalAdvance(plain) <= width:
        return plain
    most = _room(metrics, plain, width).height()
    for way in _ways(metrics, paragraph, width):
        told = bound(way)
        room = _room(metrics, told, width)
        # What may not be parted must not leave the room either.
        if room.height() <= most and room.width() <= width:
            return told
    return plain


def _ways(metrics: QFontMetrics, paragraph: str, width: int) -> Iterator[str]:
    """Give how the lines might end, what reads best first."""
    if not _IDEOGRAPH.search(paragraph):
        solid = _NUMBER.sub(_SOLID, paragraph)
        for words in (_STOP.sub("\n", solid), solid, paragraph):
            whole = words.split("\n")
            yield "\n".join(_balanced(metrics, each, width) for each in whole)
        return
    phrases = _filled(metrics, paragraph, width)
    sentences = "\n".join(
        _filled(metrics, each, width) for each in _SENTENCE.findall(paragraph)
    )
    for lines in (sentences, phrases, paragraph):
        yield from (_whole_words(lines), lines)


def _balanced(metrics: QFontMetrics, words: str, width: int) -> str:
    """Make lines of English words equally long; a long text is left as it falls."""
    parts = words.split(" ")
    widths = [metrics.horizontalAdvance(part) for part in parts]
    gap = metrics.horizontalAdvance(" ")
    count = len(_broken(widths, gap, width))
    if not 1 < count <= _MOST_BALANCED:
        return words
    if count == _TWO and (end := _phrase_end(parts, widths, gap, width)):
        return "\n".join((" ".join(parts[:end]), " ".join(parts[end:])))
    least, most = max(widths), width
    while least < most:
        middle = (least + most) // 2
        if len(_broken(widths, gap, middle)) <= count:
            most = middle
        else:
            least = middle + 1
    ends = [0, *_broken(widths, gap, most)]
    return "\n".join(" ".join(parts[a:b]) for a, b in pairwise(ends))


def _phrase_end(
    parts: Sequence[str], widths: Sequence[int], gap: int, width: int
) -> int:
    """Tell behind which word two lines end best with a phrase; 0 where none does."""
    best, found = _LEAST_SHARE, 0
    for end in range(1, len(parts)):
        sides = [
            sum(each) + gap * (len(each) - 1) for each in (widths[:end], widths[end:])
        ]
        share = min(sides) / max(sides)
        if parts[end - 1][-1:] in _PAUSES and max(sides) <= width and share >= best:
            best, found = share, end
    return found


def _broken(widths: Sequence[int], gap: int, width: int) -> list[int]:
    """Fill lines with words; tells behind which word each line ends."""
    ends, line = [], 0
    for place, word in enumerate(widths):
        if place and line + gap + word > width:
            ends.append(place)
            line = word
        else:
            line += word + (gap if line else 0)
    return [*ends, len(widths)]


def _filled(metrics: QFontMetrics, paragraph: str, width: int) -> str:
    """Set as many whole phrases on each line as it holds."""
    lines = [""]
    for phrase in _PHRASE.findall(paragraph):
        if lines[-1] and metrics.horizontalAdvance(lines[-1] + phrase) > width:
            lines.append("")
        lines[-1] += phrase
    return "\n".join(lines)


def _whole_words(words: str) -> str:
    """Join the characters of each common word."""
    return _UNPARTED.sub(lambda found: JOINER.join(found.group()), words)


def _room(metrics: QFontMetrics, words: str, width: int) -> QRect:
    box = QRect(0, 0, max(1, width), _TALL)
    return metrics.boundingRect(box, _WRAP, words)
