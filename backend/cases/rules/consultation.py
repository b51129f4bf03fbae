"""Questions, ratings, appointments and queue numbers: the case itself is the record."""

from __future__ import annotations

from backend.cases.matter import Matter
from backend.cases.rule import causes
from backend.catalogue.item import Words
from backend.certificates.number import next_of

__all__: list[str] = []


@causes("note-outcome", source="社会保险经办条例 第三十四条")
def note_outcome(matter: Matter) -> Words:
    """Leave the reviewer's words, kept with the case, as what came of it."""
    matter.result["noted_on"] = matter.today.isoformat()
    return Words("处理结果见办结意见", "The outcome is in the reviewer's words")


@causes("note-rating", source="社会保险经办条例 第三十五条")
def note_rating(matter: Matter) -> Words:
    """Keep a rating."""
    rating = matter.whole("rating")
    matter.result["rating"] = rating
    return Words(f"感谢您的评价：{rating} 分", f"Thank you; rated {rating}")


@causes("book-appointment", source="社会保险经办条例 第二十九条")
def book_appointment(matter: Matter) -> Words:
    """Give the next number of the day."""
    day = matter.day("appointment_day")
    number = next_of(matter.session, f"appointment-{day:%Y%m%d}")
    matter.result |= {"day": day.isoformat(), "number": number}
    return Words(f"{day} 第 {number} 号", f"{day}, number {number}")


@causes("draw-number", source="社会保险经办条例 第二十九条")
def draw_number(matter: Matter) -> Words:
    """Give the next number of today's queue."""
    number = next_of(matter.session, f"queue-{matter.today:%Y%m%d}")
    matter.result["number"] = number
    return Words(f"您的号码是 {number}", f"Your number is {number}")
