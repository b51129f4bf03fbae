"""The account's settings: one TOML file in the centre's home, readable by it alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from backend.home import HomeInvalid
from backend.wechat.envelope import Account
from kiosk.domain.fault import InvalidValue

__all__ = ["AccountSettings", "read_account"]

_PLATFORM = "https://api.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """What the operator writes into ``wechat.toml``.

    Attributes:
        secret: Gets access tokens for messages that go out.
        portal: Public address of the portal, for links in answers.
        platform: Address of the platform.
    """

    app_id: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    portal: str
    aes_key: str = field(default="", repr=False)
    platform: str = _PLATFORM

    @property
    def account(self) -> Account:
        """Give the part that messages are checked with."""
        return Account(self.app_id, self.token, self.aes_key)


def read_account(file: Path) -> AccountSettings | None:
    """Read the settings; none where the centre has no account.

    Raises:
        HomeInvalid: the file is there and has a mistake.
    """
    try:
        settings = AccountSettings(**tomllib.loads(file.read_text(encoding="utf-8")))
        settings.account.signature("")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, InvalidValue) as error:
        message = f"{file}: {error}"
        raise HomeInvalid(message) from error
    return settings
