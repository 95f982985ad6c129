"""What is removed from the ledger once nobody needs it: personal data. What stays are counts, states and marks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, select, update

from service.ledger.base import in_parts
from service.ledger.marking import Marking
from service.ledger.tables import (
    case_messages,
    cases,
    events,
    files,
    findings,
    messages,
    replies,
    reply_mails,
)
from service.outcome import SHUT

_ROWS: BindParameter[Any] = bindparam("rows", expanding=True)
_REPLIES: BindParameter[Any] = bindparam("reply_rows", expanding=True)
_ENTRIES: BindParameter[Any] = bindparam("of_entries", expanding=True)

_OF_MESSAGES = select(
    messages.c.id, messages.c.raw_sha256, messages.c.message_id, messages.c.sender, messages.c.why
).where(messages.c.id.in_(_ROWS))
_BLANK_MESSAGE = update(messages).where(messages.c.id == bindparam("row"))
_FILES = select(files.c.message, files.c.position, files.c.sha256).where(files.c.message.in_(_ROWS))
_BLANK_FILE = update(files).where(
    files.c.message == bindparam("of_message"), files.c.position == bindparam("at_position")
)
_OF_REPLIES = select(replies.c.id).where(replies.c.message.in_(_ROWS))
# Digests and alarms answer no mail; a digest's table holds senders and subjects.
_OWN_MAILS = select(replies.c.id).where(
    replies.c.message.is_(None),
    replies.c.created_at < bindparam("before"),
    replies.c.state.in_(SHUT),
    replies.c.id.in_(select(reply_mails.c.reply)),
)
_BLANK_REPLIES = update(replies).where(replies.c.id.in_(_REPLIES)).values(to=(), subject="", response="")
_DROP_MAILS = delete(reply_mails).where(reply_mails.c.reply.in_(_REPLIES))
_BLANK_EVENTS = update(events).where(events.c.message.in_(_ROWS)).values(note="")
_BLANK_EVENTS_OF_ENTRIES = update(events).where(events.c.entry.in_(_ENTRIES)).values(note="")
_BLANK_CASES = update(cases).where(cases.c.entry.in_(_ENTRIES)).values(summary_name="", review="")
_BLANK_FINDINGS = (
    update(findings)
    .where(findings.c.entry.in_(_ENTRIES))
    .values({"message": "", "where": "", "expected": "", "remedy": ""})
)
_KEPT_MAILS = select(messages.c.raw_sha256).where(messages.c.purged_at.is_(None))
_KEPT_FILES = (
    select(files.c.name, files.c.sha256)
    .join_from(files, messages)
    .where(messages.c.purged_at.is_(None), files.c.sha256 != "")
)
_MAIL_OF = select(messages.c.id).where(messages.c.raw_sha256 == bindparam("sha256")).limit(1)
_FILE_OF = select(files.c.message).where(files.c.sha256 == bindparam("sha256")).limit(1)
_CASE_PAIRS = select(case_messages.c.entry, case_messages.c.message)


class Purging(Marking):
    """Removing personal data for good (service/ports.py says what each verb means)."""

    def counted_to(self) -> dict[int, tuple[str, ...]]:
        """The entries whose cases each mail is counted to."""
        found: dict[int, tuple[str, ...]] = {}
        for entry, message in self._connection.execute(_CASE_PAIRS):
            found[message] = (*found.get(message, ()), entry)
        return found

    def kept_content(self) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        """What the archive must keep: the SHA-256 of mails, and the names and SHA-256 of their files."""
        mails = frozenset(self._connection.execute(_KEPT_MAILS).scalars())
        return mails, frozenset((row.name, row.sha256) for row in self._connection.execute(_KEPT_FILES))

    def is_kept(self, sha256: str) -> bool:
        """Whether a mail or a file that was not purged has these bytes."""
        asked = {"sha256": sha256}
        return any(self._connection.execute(each, asked).first() for each in (_MAIL_OF, _FILE_OF))

    def purge_messages(self, ids: Sequence[int], now: datetime) -> None:
        """Take from these mails, their files, replies and events all that tells of persons; leave marks."""
        self._make_salt()
        for part in in_parts(ids):
            for row in self._connection.execute(_OF_MESSAGES, {"rows": part}).all():
                self._connection.execute(_BLANK_MESSAGE, {"row": row.id, **self._blanked(row, now)})
            for file in self._connection.execute(_FILES, {"rows": part}).all():
                mark = self.mark_of("bytes", file.sha256) if file.sha256 else ""
                where = {"of_message": file.message, "at_position": file.position}
                self._connection.execute(_BLANK_FILE, {**where, "name": "", "sha256": mark})
            self._blank_replies(self._connection.execute(_OF_REPLIES, {"rows": part}).scalars().all())
            self._connection.execute(_BLANK_EVENTS, {"rows": part})

    def purge_cases(self, entries: Iterable[str]) -> None:
        """Take from these cases the names of files and the findings' sentences; codes and receipts stay."""
        for part in in_parts(tuple(entries)):
            for statement in (_BLANK_CASES, _BLANK_FINDINGS, _BLANK_EVENTS_OF_ENTRIES):
                self._connection.execute(statement, {"of_entries": part})

    def own_mails(self, before: datetime) -> tuple[int, ...]:
        """Digests and alarm mails of before that moment which are done with and still kept."""
        return tuple(self._connection.execute(_OWN_MAILS, {"before": before}).scalars())

    def purge_replies(self, ids: Sequence[int]) -> None:
        """Take from these mails of ours their recipients, subjects and texts."""
        self._blank_replies(ids)

    def _blanked(self, row: Any, now: datetime) -> dict[str, Any]:
        word = row.why.partition("：")[0]
        return {
            "raw_sha256": self.mark_of("bytes", row.raw_sha256),
            "message_id": "",
            "message_id_sha256": self.mark_of("message-id", row.message_id),
            "sender": "",
            "sender_mark": self.mark_of("sender", row.sender.casefold()),
            "subject": "",
            "why": word if word.isascii() else "",
            "candidates": (),
            "purged_at": now,
        }

    def _blank_replies(self, ids: Sequence[int]) -> None:
        for part in in_parts(ids):
            self._connection.execute(_BLANK_REPLIES, {"reply_rows": part})
            self._connection.execute(_DROP_MAILS, {"reply_rows": part})
