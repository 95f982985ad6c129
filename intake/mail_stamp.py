"""What a server says of a mail without giving it out: enough to see that another mail has got its UID. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MailStamp:
    """RFC822.SIZE, INTERNALDATE and the Message-ID field as the server gives them; None where it gives none.

    A UID should never be another mail's under one UIDVALIDITY (RFC 3501, 2.3.1.1), but QQ's are, and where UIDVALIDITY
    is 0 nothing is promised. The values need not be true: what counts is whether they are the same as before.
    """

    size: int | None = None
    internal_date: datetime | None = None
    message_id_field: bytes | None = None

    @property
    def text(self) -> str:
        """The stamp as one word for the ledger; it holds nothing of the mail itself."""
        moment = "-" if self.internal_date is None else str(int(self.internal_date.timestamp()))
        return f"{'-' if self.size is None else self.size}/{moment}/{self._mark}"

    @property
    def _mark(self) -> str:
        if self.message_id_field is None:
            return "-"
        return hashlib.sha256(b"".join(self.message_id_field.split())).hexdigest()[:16]
