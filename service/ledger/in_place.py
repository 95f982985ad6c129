"""Whether the SQLite file still lies where it was opened.

SQLite does not notice it (with a write-ahead log it never looks): it would go on writing into a file without a name,
and all of that would be gone at the next start.
"""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from intake.os_errors import explain_os_error
from service.ledger.errors import LedgerError

_FILE = "intake_file"


def watch_place(engine: Engine, path: Path) -> None:
    """Let every transaction begin with a look at the file, which takes microseconds.

    A connection to a file that is not there raises LedgerError, where SQLite would make an empty one; so does a
    transaction once the file was moved, removed or replaced.
    """

    def look_first(*_: object) -> None:
        _identity(path)

    def remember(_connection: object, record: Any) -> None:
        record.info[_FILE] = _identity(path)

    def look_again(connection: Connection) -> None:
        if _identity(path) != connection.info[_FILE]:
            raise LedgerError(
                f"台账 {path} 在使用中被替换：请停止 intake，核对放在那里的是不是要用的台账，再重新启动"
            )

    event.listen(engine, "do_connect", look_first)
    event.listen(engine, "connect", remember)
    event.listen(engine, "begin", look_again)


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib's own takes twice as long, in every transaction
    except FileNotFoundError as error:
        raise LedgerError(f"台账 {path} 不见了：请把它放回原处，或从备份恢复") from error
    except OSError as error:
        raise LedgerError(f"台账 {path} 打不开：{explain_os_error(error)}") from error
    return found.st_dev, found.st_ino
