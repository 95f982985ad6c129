"""Ledger -> Digest -> text, HTML, XLSX."""
