"""SQLAlchemy: messages, cases, findings, the outgoing queue and events, with their migrations."""

from service.ledger.errors import LedgerError, TemporaryLedgerError
from service.ledger.sql_ledger import SqlLedger

__all__ = ["LedgerError", "SqlLedger", "TemporaryLedgerError"]
