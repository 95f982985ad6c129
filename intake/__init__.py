"""Mail in and mail out; nothing here knows of rosters, templates or the ledger."""
