"""A secret that only this machine's security chip can open (TPM 2.0)."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kiosk.domain.fault import StoreFault
from offline_cache.vault import KEY_BYTES, make_durable, vault_faults

__all__ = ["TpmVault"]

_SECONDS = 30
_PARTS = ("secret.pub", "secret.priv")
_OURS_ALONE = 0o700


class TpmVault:
    """Keeps the secret as an object sealed under the chip's storage key.

    Copying the disk gives nothing: the object opens in this chip alone. It is
    tied to the boot state only where registers are named.
    """

    def __init__(self, directory: Path, device: str = "", registers: str = "") -> None:
        """Name where the sealed object lies; it is made at the first use.

        Args:
            directory: For the sealed object's two parts.
            device: How tpm2-tools reach the chip (TCTI); empty for the system's.
            registers: Boot registers it is tied to, such as ``sha256:0,7``.
        """
        self._directory = directory
        self._device = device
        self._registers = registers

    def key(self) -> bytes:
        """Have the chip open the secret; see `Vault.key`."""
        with vault_faults(), tempfile.TemporaryDirectory() as folder:
            primary = Path(folder) / "primary"
            self._run("createprimary", "-Q", "-C", "o", "-c", str(primary))
            if not (self._directory / _PARTS[1]).exists():
                self._make(primary, Path(folder))
            return self._unsealed(primary, Path(folder) / "object")

    def _unsealed(self, primary: Path, loaded: Path) -> bytes:
        public, private = (str(self._directory / part) for part in _PARTS)
        self._run(
            *("load", "-Q", "-C", str(primary), "-u", public, "-r", private),
            *("-c", str(loaded)),
        )
        tied = ("-p", f"pcr:{self._registers}") if self._registers else ()
        key = self._run("unseal", "-c", str(loaded), *tied)
        if len(key) != KEY_BYTES:
            raise StoreFault(part="vault", reason="key-length")
        return key

    def _make(self, primary: Path, folder: Path) -> None:
        """Seal a new secret; the private part, written last, says that it is whole."""
        aside = [folder / part for part in _PARTS]
        tied: tuple[str, ...] = ()
        if self._registers:
            policy = str(folder / "policy")
            self._run("createpolicy", "-Q", "--policy-pcr", "-l", self._registers,
                      "-L", policy)  # fmt: skip
            tied = ("-L", policy)
        self._run(
            *("create", "-Q", "-C", str(primary), "-i", "-", *tied),
            *("-u", str(aside[0]), "-r", str(aside[1])),
            told=secrets.token_bytes(KEY_BYTES),
        )
        self._directory.mkdir(mode=_OURS_ALONE, parents=True, exist_ok=True)
        for part in aside:
            shutil.copy(part, self._directory / part.name)
            make_durable(self._directory)

    def _run(self, tool: str, *arguments: str, told: bytes = b"") -> bytes:
        """Run one of tpm2-tools; secrets travel by pipes, never as arguments.

        A chip without a resource manager has three places for objects, and what
        a tool loads stays: it is taken out again after each one.
        """
        given = self._exchange(tool, *arguments, told=told)
        self._exchange("flushcontext", "-Q", "-t")
        return given

    def _exchange(self, tool: str, *arguments: str, told: bytes = b"") -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - our own arguments
                [f"tpm2_{tool}", *arguments],
                input=told,
                capture_output=True,
                check=False,
                timeout=_SECONDS,
                env=self._environment(),
            )
        except (FileNotFoundError, subprocess.TimeoutExpired) as error:
            reason = type(error).__name__
            raise StoreFault(part="vault", reason=f"tpm-{reason}") from error
        if done.returncode:
            raise StoreFault(part="vault", reason=f"tpm-{tool}")
        return done.stdout

    def _environment(self) -> Mapping[str, str]:
        chosen = {"TPM2TOOLS_TCTI": self._device} if self._device else {}
        return {**os.environ, **chosen}
