"""What the terminal asks of the centre for itself, residents apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.domain.heartbeat import Heartbeat, HeartbeatAnswer, LogExcerpt

__all__ = ["Headquarters"]


class Headquarters(Protocol):
    """The centre as the one who runs the terminals.

    Every method may raise:
        CentreUnreachable, CentreRefused, Revoked: as of `kiosk.ports.centre.Centre`.
    """

    @property
    def dismissal(self) -> str:
        """Why the centre last refused to know us; empty while it does.

        ``revoked`` is the centre's own decision. Anything else, such as a centre
        restored from an old copy, may pass.
        """

    def renew_identity(self, request: bytes) -> bytes:
        """Have a younger certificate made; PKCS#10 in, certificate out, both PEM."""

    def beat(self, beat: Heartbeat) -> HeartbeatAnswer:
        """Tell how we are; hear limits and orders."""

    def hand_in_log(self, excerpt: LogExcerpt) -> None:
        """Hand in the end of the event log that an order asked for."""

    def signed_lists(self) -> dict[str, str]:
        """Fetch the newest signed lists, ``signers`` and ``denied``."""
