"""Cases: which mails count to a roster entry, what was judged, and the receipts' numbers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, text, update

from rules.finding import Finding
from service.ledger.base import in_parts, select_fields, values_of
from service.ledger.columns import digest_of
from service.ledger.marking import Marking
from service.ledger.tables import case_messages, cases, findings, messages, replies
from service.records import CaseRecord

# SQLite and PostgreSQL speak these words alike; SQLAlchemy has them only apart for each.
_MAKE_CASE = text("INSERT INTO cases (entry) VALUES (:entry) ON CONFLICT (entry) DO NOTHING")
_ATTACH = text(
    "INSERT INTO case_messages (entry, message) VALUES (:entry, :message) ON CONFLICT (entry, message) DO NOTHING"
)
_NEXT_NUMBER = text(
    "INSERT INTO series (prefix, last) VALUES (:prefix, 1)"
    " ON CONFLICT (prefix) DO UPDATE SET last = series.last + 1 RETURNING last"
)

_LOCK = (
    select(cases.c.entry)
    .where(cases.c.entry.in_(bindparam("entries", expanding=True)))
    .order_by(cases.c.entry)
    .with_for_update()
)
_DETACH = delete(case_messages).where(
    case_messages.c.entry == bindparam("entry"), case_messages.c.message == bindparam("message")
)
_ALL_MESSAGES = (
    select(case_messages.c.entry, messages.c.id)
    .join_from(case_messages, messages)
    .order_by(messages.c.received_at, messages.c.id)
)
_MESSAGES = _ALL_MESSAGES.where(case_messages.c.entry == bindparam("of_entry"))
_ALL_CASES = select_fields(CaseRecord, cases).where(cases.c.state.is_not(None)).order_by(cases.c.entry)
_CASE = _ALL_CASES.where(cases.c.entry == bindparam("of_entry"))
_SAVE = update(cases).where(cases.c.entry == bindparam("of_entry"))
_ALL_FINDINGS = select_fields(Finding, findings, findings.c.entry).order_by(
    findings.c.entry, findings.c.position
)
_FINDINGS = _ALL_FINDINGS.where(findings.c.entry == bindparam("of_entry"))
_FORGET_FINDINGS = delete(findings).where(findings.c.entry == bindparam("of_entry"))
_ADD_FINDINGS = insert(findings)

# The entries of the mail that a reply answers, as they are now: a person may have moved it since.
_OF_OUR_REPLIES = (
    select(replies.c.mime_id, messages.c.entries)
    .join_from(replies, messages, replies.c.message == messages.c.id)
    .where(replies.c.mime_id.in_(bindparam("ids", expanding=True)))
)
_OF_KNOWN_MAILS = (
    select(messages.c.message_id_sha256, messages.c.entries)
    .where(messages.c.message_id_sha256.in_(bindparam("ids", expanding=True)))
    .order_by(messages.c.id)
)

_CASE_FIELDS = tuple(field.name for field in fields(CaseRecord) if field.name in cases.c)


class Cases(Marking):
    """Cases and threads (service/ports.py says what each verb means)."""

    def lock_cases(self, entries: Iterable[str]) -> None:
        """Hold these cases until the transaction ends (PostgreSQL row locks; SQLite holds the whole ledger).

        A case that has no row yet gets one, so that it can be held; `case` still answers None of it. The rows are
        taken in the order of their names, so that two writers never wait for each other.
        """
        wanted = sorted(set(entries))
        if not self._holds or not wanted:
            return
        self._connection.execute(_MAKE_CASE, [{"entry": entry} for entry in wanted])
        self._connection.execute(_LOCK, {"entries": wanted}).all()

    def attach(self, entry: str, message: int) -> None:
        """Count the message to the entry's case."""
        self._connection.execute(_MAKE_CASE, {"entry": entry})
        self._connection.execute(_ATTACH, {"entry": entry, "message": message})

    def detach(self, entry: str, message: int) -> None:
        """Take the message out of the entry's case."""
        self._connection.execute(_DETACH, {"entry": entry, "message": message})

    def messages_of(self, entry: str) -> tuple[int, ...]:
        """Ids of the case's messages, newest last (by time of receipt, then id)."""
        return tuple(row.id for row in self._connection.execute(_MESSAGES, {"of_entry": entry}))

    def case(self, entry: str) -> CaseRecord | None:
        """The case as last judged."""
        row = self._connection.execute(_CASE, {"of_entry": entry}).one_or_none()
        if row is None:
            return None
        found = self._connection.execute(_FINDINGS, {"of_entry": entry})
        return _case(row, self.messages_of(entry), [_finding(line) for line in found])

    def cases(self) -> tuple[CaseRecord, ...]:
        """All cases that were judged, by entry."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for row in self._connection.execute(_ALL_FINDINGS):
            found[row.entry].append(_finding(row))
        ids: dict[str, list[int]] = defaultdict(list)
        for row in self._connection.execute(_ALL_MESSAGES):
            ids[row.entry].append(row.id)
        return tuple(
            _case(row, ids[row.entry], found[row.entry]) for row in self._connection.execute(_ALL_CASES)
        )

    def save_case(self, case: CaseRecord) -> None:
        """Record the case as now judged, its findings replaced; `messages` is kept by attach and detach, not here."""
        values: dict[str, Any] = {"of_entry": case.entry}
        values.update((name, getattr(case, name)) for name in _CASE_FIELDS if name != "entry")
        if self._connection.execute(_SAVE, values).rowcount == 0:
            self._connection.execute(_MAKE_CASE, {"entry": case.entry})
            self._connection.execute(_SAVE, values)
        self._connection.execute(_FORGET_FINDINGS, {"of_entry": case.entry})
        if case.findings:
            rows = [
                {"entry": case.entry, "position": position, **values_of(finding)}
                for position, finding in enumerate(case.findings)
            ]
            self._connection.execute(_ADD_FINDINGS, rows)

    def next_receipt_number(self, prefix: str) -> str:
        """The next number of the campaign's series: prefix, hyphen, four digits ("ZSCQ2024-0001").

        A number whose transaction is undone is given again; other writers of the series wait until then.
        """
        number = self._connection.execute(_NEXT_NUMBER, {"prefix": prefix}).scalar_one()
        return f"{prefix}-{number:04d}"

    def entries_of_thread(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Entries of known mails that bear one of these Message-IDs, or whose replies do, each once.

        In the order of the Message-IDs given.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for part in in_parts(message_ids):
            for mime_id, entries in self._connection.execute(_OF_OUR_REPLIES, {"ids": part}):
                found[digest_of(mime_id)].extend(entries)
            hashes = {
                found_as: digest_of(message_id)
                for message_id in part
                for found_as in self._marks("message-id", message_id, digest_of(message_id))
            }
            for found_as, entries in self._connection.execute(_OF_KNOWN_MAILS, {"ids": list(hashes)}):
                found[hashes[found_as]].extend(entries)
        ordered = (entry for message_id in message_ids for entry in found[digest_of(message_id)])
        return tuple(dict.fromkeys(ordered))


def _finding(row: Row[*tuple[Any, ...]]) -> Finding:
    return Finding(*row[1:])


def _case(row: Row[*tuple[Any, ...]], ids: Sequence[int], found: Sequence[Finding]) -> CaseRecord:
    return CaseRecord(**row._asdict(), messages=tuple(ids), findings=tuple(found))
