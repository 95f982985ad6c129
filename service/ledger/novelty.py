"""Whether there is a ledger at all."""

from pathlib import Path

from sqlalchemy import URL, Engine

from service.ledger.schema import is_made


def is_new(url: URL, reader: Engine) -> bool:
    """Hold where no ledger was ever made: no file, or a database without a schema of ours. Makes nothing."""
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return True
    with reader.begin() as connection:
        return not is_made(connection)
