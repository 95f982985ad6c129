"""Whether the SQLite file still lies where it was opened.

SQLite does not notice it (with a write-ahead log it never looks): it would go on writing into a file without a name,
and all of that would be gone at the next start.
"""

import os
from pathlib import Path

from sqlalchemy import Engine, event

from intake.os_errors import explain_os_error
from service.ledger.errors import LedgerError


def watch_place(engine: Engine, path: Path) -> None:
    """Let every connection and every transaction begin with a look at the file, which takes microseconds.

    Where there is no file they raise LedgerError, and SQLite makes no empty one; so they do once it was replaced, until
    the engine is disposed of.
    """
    known: list[tuple[int, int]] = []

    def look(*_: object) -> None:
        found = _identity(path)
        if not known:
            known.append(found)
        if found != known[0]:
            raise LedgerError(
                f"台账 {path} 在使用中被替换：请停止 intake，核对放在那里的是不是要用的台账，再重新启动"
            )

    def forget(_: Engine) -> None:
        known.clear()

    event.listen(engine, "do_connect", look)
    event.listen(engine, "begin", look)
    event.listen(engine, "engine_disposed", forget)


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib's own takes twice as long, in every transaction
    except FileNotFoundError as error:
        raise LedgerError(f"台账 {path} 不见了：请把它放回原处，或从备份恢复") from error
    except OSError as error:
        raise LedgerError(f"台账 {path} 打不开：{explain_os_error(error)}") from error
    return found.st_dev, found.st_ino
