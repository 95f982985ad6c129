"""The ledger on SQLAlchemy: messages, cases, findings, outgoing queue, events."""
