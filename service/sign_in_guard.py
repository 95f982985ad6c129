"""After a refused sign-in nobody tries the same again for a while, not even a program started anew: no lock-out."""

import hashlib
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.errors import ConfigurationError, SignInRefusedError
from service.ledger.errors import LedgerError
from service.ports import Clock, Ledger

PAUSE = timedelta(minutes=30)
PREFIX = "sign-in refused "


@dataclass(frozen=True)
class SignInGuard:
    """Guards one account. `name` names its note; `account` is host, user and password: with other ones it is no repetition.

    Of these the ledger keeps a salted mark of four hexadecimal digits: enough to see that they were changed, far too
    few to find them.
    """

    ledger: Ledger
    clock: Clock
    name: str
    account: tuple[str, ...] = field(repr=False)

    def check(self) -> None:
        """Raise SignInRefusedError where the same account was refused a short while ago."""
        refused = self._refused()
        if refused is not None:
            until = datetime.fromisoformat(refused["until"])
            raise SignInRefusedError(
                f"{refused['why']}；为免账号被锁，{until:%H:%M} 以后再试，改了用户名或密码的立即再试，"
                "服务商那边已办妥的，先运行 intake config doctor"
            )

    def holds(self, error: ConfigurationError) -> bool:
        """Whether after this error `check` keeps everybody from trying again: no pause of one's own is needed then.

        False for any other fault of the configuration, and where the ledger could not take the note or does not give it.
        """
        if not isinstance(error, SignInRefusedError):
            return False
        with suppress(LedgerError):
            return self._refused() is not None
        return False

    def refused(self, error: SignInRefusedError) -> None:
        """Remember a refusal."""
        salt = secrets.token_hex(8)
        until = self.clock.now() + PAUSE
        refused = {"mark": self._mark(salt), "salt": salt, "until": until.isoformat(), "why": str(error)}
        with self.ledger.write() as ledger:
            ledger.set_note(PREFIX + self.name, json.dumps(refused, ensure_ascii=False))

    def accepted(self) -> None:
        """Forget it."""
        with self.ledger.read() as ledger:
            note = ledger.note(PREFIX + self.name)
        if note is not None:
            with self.ledger.write() as ledger:
                ledger.forget_note(PREFIX + self.name)

    def _refused(self) -> dict[str, str] | None:
        """The note of a refusal of the same account that is still young."""
        with self.ledger.read() as ledger:
            note = ledger.note(PREFIX + self.name)
        refused: dict[str, str] = json.loads(note) if note else {}
        if not refused or refused["mark"] != self._mark(refused["salt"]):
            return None
        return refused if self.clock.now() < datetime.fromisoformat(refused["until"]) else None

    def _mark(self, salt: str) -> str:
        return hashlib.sha256("\0".join((salt, *self.account)).encode()).hexdigest()[:4]
