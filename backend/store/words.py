"""Closed sets of words that only the centre's own tables use."""

from __future__ import annotations

from enum import StrEnum

from kiosk.domain.challenge import LivenessFinding

__all__ = [
    "ArticleDeed",
    "AskedVia",
    "BenefitStep",
    "CardStep",
    "CaseState",
    "CertificationMethod",
    "Channel",
    "CopyStanding",
    "EvidenceOutcome",
    "LivenessFinding",
    "LookUpLevel",
    "MessageState",
    "OrderState",
    "PaymentType",
    "QuestionDeed",
    "QuestionState",
    "RulingEffect",
    "SignerStatus",
    "SignerUse",
    "StatedFact",
    "TicketState",
    "Verdict",
    "Withdrawal",
]


class PaymentType(StrEnum):
    """缴费类别 (AAE143), as far as the centre books it."""

    REGULAR = "1"
    BACK_PAYMENT = "2"
    ARREARS = "11"
    BASE = "13"
    REFUND = "18"
    HISTORY = "23"


class Channel(StrEnum):
    """By which way a beneficiary was certified."""

    TERMINAL = "terminal"
    PORTAL = "portal"
    MOBILE = "mobile"
    HOME_VISIT = "home-visit"
    OTHER_OFFICE = "other-office"
    ABROAD_MISSION = "abroad-mission"
    COUNTER = "counter"
    DATA_MATCH = "data-match"


class CertificationMethod(StrEnum):
    """What convinced whoever certified."""

    FACE = "face"
    STAFF = "staff"
    DOCUMENT = "document"
    DATA = "data"


class EvidenceOutcome(StrEnum):
    """What became of one line of a data source.

    ``counted``: it is in the ledger and counts by itself. ``kept``: it is in the
    ledger, but a person or further evidence has to make it count. The others left
    nothing in the ledger: the name differs too much, the number is nobody's, or
    the person draws nothing and is none of our business.
    """

    COUNTED = "counted"
    KEPT = "kept"
    UNCERTAIN = "uncertain"
    UNKNOWN_PERSON = "unknown-person"
    NOT_NEEDED = "not-needed"


class Verdict(StrEnum):
    """Staff's answer to a review."""

    ACCEPT = "accept"
    REFUSE = "refuse"


class CopyStanding(StrEnum):
    """What the centre knows of one paper copy."""

    PREPARED = "prepared"
    RESERVED = "reserved"
    UNKNOWN = "unknown"
    OUT = "out"
    TAKEN = "taken"
    FAILED = "failed"


class TicketState(StrEnum):
    """Where a request for a person's review stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    APPEALED = "appealed"
    DONE = "done"


class StatedFact(StrEnum):
    """What a data source, or staff, may state of a person on a day."""

    ALIVE = "alive"
    DEATH = "death"
    IMPRISONMENT = "imprisonment"
    RELEASE = "release"
    EMIGRATION = "emigration"
    RETURN = "return"
    MISSING = "missing"
    FOUND = "found"


class RulingEffect(StrEnum):
    """What a person decided about a row of the ledger."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Withdrawal(StrEnum):
    """How a certificate lost its force; the words are the verdict's reasons."""

    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class SignerUse(StrEnum):
    """What a signer on the list signs."""

    ROOT = "root"
    SEAL = "seal"
    CREDENTIAL = "credential"
    STAMP = "stamp"


class SignerStatus(StrEnum):
    """Whether a signer still signs, and whether what it signed is believed."""

    ACTIVE = "active"
    RETIRED = "retired"
    REVOKED = "revoked"


class LookUpLevel(StrEnum):
    """How much of a certificate a department is told."""

    STANDING = "standing"
    MASKED = "masked"
    CONTENT = "content"


class ArticleDeed(StrEnum):
    """What was done with one version of an article."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class AskedVia(StrEnum):
    """By which way a question came, and its answer is collected."""

    TERMINAL = "terminal"
    PORTAL = "portal"
    ACCOUNT = "account"


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class QuestionDeed(StrEnum):
    """What happened to a question, each a row of its own."""

    ROUTED = "routed"
    JOINED = "joined"
    CONTRIBUTED = "contributed"
    ANSWERED = "answered"
    FOLLOWED_UP = "followed-up"
    ESCALATED = "escalated"
    RATED = "rated"
    DRAFTED = "drafted"
    CLOSED = "closed"


class MessageState(StrEnum):
    """What became of a message that goes out to an account's follower."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given-up"


class CaseState(StrEnum):
    """Where a case stands (办理状态): all from done on end it."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REVIEWED = "reviewed"
    DONE = "done"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


class BenefitStep(StrEnum):
    """What a case did to a benefit that is drawn."""

    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDED = "ended"
    REINSTATED = "reinstated"


class CardStep(StrEnum):
    """What a case did to a social security card."""

    BOUND = "bound"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    ORDERED = "ordered"
    ACTIVATED = "activated"
    TAKEN_BACK = "taken-back"


class OrderState(StrEnum):
    """Where money or a transfer on its way stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
