"""The tables of the ledger. Columns bear the names of the records' fields (service/records.py)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from rules.finding import Severity
from service.ledger.columns import SafeText, UtcDateTime, Words, short_string
from service.outcome import CaseState, Disposition, ReplyState

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# How far each folder was read.
marks = Table(
    "marks",
    metadata,
    Column("folder", SafeText, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),  # 32 bits without sign (RFC 3501, 2.3.1.1)
    Column("mark", BigInteger, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("raw_sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("message_id", SafeText, nullable=False),
    # The index of a PostgreSQL table takes no text of any length, and a sender may write a Message-ID of any length.
    Column("message_id_sha256", String(64), nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("sender", SafeText, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("collected_at", UtcDateTime, nullable=False),
    Column("in_junk", Boolean, nullable=False),
    Column("disposition", short_string(Disposition, "disposition")),  # NULL until the mail is settled
    Column("why", SafeText, nullable=False),
    Column("entries", Words, nullable=False),
    Column("candidates", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime),
    Column("decisions", Integer, nullable=False),
    Column("done_at", UtcDateTime),
    # Once purged, the columns that tell of persons are empty, and hashes are salted (service/ledger/marking.py).
    Column("purged_at", UtcDateTime),
    Column("sender_mark", String(64)),
)
Index("ix_messages_raw_sha256", messages.c.raw_sha256)
Index("ix_messages_message_id_sha256", messages.c.message_id_sha256)
Index(
    "ix_messages_unsettled",
    messages.c.received_at,
    messages.c.id,
    sqlite_where=messages.c.disposition.is_(None),
    postgresql_where=messages.c.disposition.is_(None),
)
Index(
    "ix_messages_decided",
    messages.c.id,
    sqlite_where=messages.c.decisions > 0,
    postgresql_where=messages.c.decisions > 0,
)

# Where mails lie on the server.
locations = Table(
    "locations",
    metadata,
    Column("folder", SafeText, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("message", ForeignKey("messages.id"), nullable=False, index=True),
    Column("stamp", SafeText),  # what the server says of the mail there (intake/mail_stamp.py)
)

files = Table(
    "files",
    metadata,
    Column("message", ForeignKey("messages.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", SafeText, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("inline", Boolean, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("role", SafeText, nullable=False),
    Column("error", SafeText, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("entry", Text, primary_key=True),
    # NULL until the case is judged: the row exists before that, so that it can be locked.
    Column("state", short_string(CaseState, "state")),
    Column("campaign", SafeText),
    Column("late", Boolean),
    Column("received_at", UtcDateTime),
    Column("updated_at", UtcDateTime),
    Column("receipt", SafeText),
    Column("receipt_at", UtcDateTime),
    Column("summary_name", SafeText),
    Column("review", SafeText),
    Column("gap_replies", Integer),
    Column("completed_late", Boolean),
)

case_messages = Table(
    "case_messages",
    metadata,
    Column("entry", ForeignKey("cases.entry"), primary_key=True),
    Column("message", ForeignKey("messages.id"), primary_key=True, index=True),
)

findings = Table(
    "findings",
    metadata,
    Column("entry", ForeignKey("cases.entry"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", SafeText, nullable=False),
    Column("severity", short_string(Severity, "severity"), nullable=False),
    Column("message", SafeText, nullable=False),
    Column("section", Integer),
    Column("place", SafeText, key="where", nullable=False),
    Column("expected", SafeText, nullable=False),
    Column("remedy", SafeText, nullable=False),
)

# The last number given in each series of receipts.
series = Table(
    "series",
    metadata,
    Column("prefix", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

replies = Table(
    "replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", ForeignKey("messages.id"), index=True),
    Column("kind", SafeText, nullable=False),
    Column("entries", Words, nullable=False),
    Column("decision", Integer, nullable=False),
    Column("mime_id", SafeText, nullable=False, unique=True),
    Column("recipients", Words, key="to", nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("state", short_string(ReplyState, "state"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("number", SafeText, nullable=False),
    Column("sent_at", UtcDateTime, index=True),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime),
    Column("response", SafeText, nullable=False),
)

# Apart from their rows: a list of the queue never reads the mails themselves.
reply_mails = Table(
    "reply_mails",
    metadata,
    Column("reply", ForeignKey("replies.id"), primary_key=True),
    Column("raw", LargeBinary, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", SafeText, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("message", ForeignKey("messages.id"), index=True),
    Column("entry", SafeText, index=True),
    Column("note", SafeText, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("day", Date, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("reply", ForeignKey("replies.id"), nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("key", SafeText, primary_key=True),
    Column("value", SafeText, nullable=False),
)

# What is broken right now. A row goes when all is well again.
alarms = Table(
    "alarms",
    metadata,
    Column("name", SafeText, primary_key=True),
    Column("problem", SafeText, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),  # NULL until it has lasted long enough to be raised
)
