"""A ledger that is empty beside an archive that is not: it was lost, and a new one would answer every mail again.  I/O."""

import os
from pathlib import Path

from service.ledger.errors import LedgerError
from service.ledger.sql_ledger import SqlLedger


def open_ledger(url: str, data_dir: Path) -> SqlLedger:
    """Open the ledger, made where this is the first start, and bring its schema up to date. Raises LedgerError."""
    return _opened(url, data_dir, may_be_new=True)


def existing_ledger(url: str, data_dir: Path) -> SqlLedger:
    """Open the ledger where there is one, for who only looks: none is ever made. Raises LedgerError."""
    return _opened(url, data_dir, may_be_new=False)


def _opened(url: str, data_dir: Path, *, may_be_new: bool) -> SqlLedger:
    ledger = SqlLedger(url)
    try:
        _refuse_lost(ledger, data_dir)
        if not may_be_new:
            _refuse_new(ledger)
        ledger.upgrade()
    except BaseException:
        ledger.close()
        raise
    return ledger


def _refuse_lost(ledger: SqlLedger, data_dir: Path) -> None:
    if ledger.is_new() and _holds_mail(data_dir / "raw"):
        raise LedgerError(
            f"台账 {ledger.place} 不在或是空的，而 {data_dir} 中已存有来件：台账可能丢失，或 url 写错了。"
            "请从备份恢复台账，或改正 url。新建台账会使每封来件再被答复一次，"
            "确要从头开始的，请先把这个文件夹移到别处"
        )


def _refuse_new(ledger: SqlLedger) -> None:
    if ledger.is_new():
        raise LedgerError(f"台账 {ledger.place} 还没有建立：intake 还没有运行过，或 url 写错了")


def _holds_mail(raw: Path) -> bool:
    """Hold where the archive keeps anything; what is still being written has no name yet and does not count."""
    for folder in raw.glob("[0-9a-f][0-9a-f]"):
        with os.scandir(folder) as found:
            if next(found, None) is not None:
                return True
    return False
