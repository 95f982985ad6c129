"""Salted marks: what a purged mail is recognised by when it is met again, and nothing can be read from.

A plain SHA-256 of an address or a Message-ID can be found by trying; an HMAC whose key is random cannot, without the
ledger (RFC 2104).
"""

import hashlib
import hmac
import secrets

from sqlalchemy import insert, select

from service.ledger.base import Part
from service.ledger.columns import storable
from service.ledger.tables import notes

_KEY = "salt"
_SALT = select(notes.c.value).where(notes.c.key == _KEY)


class Marking(Part):
    """Marks, as long as there is a salt: it is made by the first purge."""

    def mark_of(self, kind: str, value: str) -> str | None:
        """The mark of a value of that kind ("bytes", "message-id", "sender"); None where nothing was ever purged."""
        salt: str | None = self._connection.execute(_SALT).scalar_one_or_none()
        if salt is None:
            return None
        return hmac.new(
            bytes.fromhex(salt), f"{kind}\0{storable(value)}".encode(), hashlib.sha256
        ).hexdigest()

    def _marks(self, kind: str, value: str, plain: str) -> list[str]:
        """What a row of the value may hold: the plain form, and the mark."""
        mark = self.mark_of(kind, value)
        return [plain] if mark is None else [plain, mark]

    def _make_salt(self) -> None:
        if self._connection.execute(_SALT).scalar_one_or_none() is None:
            self._connection.execute(insert(notes), {"key": _KEY, "value": secrets.token_hex(32)})
