"""What can go wrong with the ledger, each as one line for the operator."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from intake.errors import TemporaryError


class LedgerError(Exception):
    """The ledger cannot be used; the message is one line that tells an operator what to do."""


class TemporaryLedgerError(LedgerError, TemporaryError):
    """The ledger cannot be used just now: the same may succeed later. Nothing of the transaction holds."""


# SQLite's result codes (https://sqlite.org/rescode.html) by the beginnings of their names.
_SQLITE_TEMPORARY = {
    "SQLITE_BUSY": "正被另一个程序占用，请等它结束后再试",
    "SQLITE_LOCKED": "正被另一个程序占用，请等它结束后再试",
    "SQLITE_FULL": "写不进去：磁盘已满，请腾出空间",
    "SQLITE_IOERR": "读写出错：请检查磁盘",
    "SQLITE_NOMEM": "暂时不能使用：内存不足",
}
_SQLITE_LASTING = {
    "SQLITE_READONLY": "是只读的：请让运行程序的账号能够写入这个文件和它的文件夹",
    "SQLITE_CANTOPEN": "打不开：请检查文件和它的文件夹的权限",
    "SQLITE_PERM": "打不开：请检查文件和它的文件夹的权限",
    "SQLITE_AUTH": "打不开：请检查文件和它的文件夹的权限",
    "SQLITE_NOTADB": "不是 SQLite 数据库：位置上是别的文件，或已损坏；请检查 url，或从备份恢复",
    "SQLITE_CORRUPT": "已损坏：请从备份恢复",
}
# PostgreSQL's SQLSTATE classes and codes (its manual, appendix A) that pass by themselves.
_POSTGRESQL_TEMPORARY = ("08", "40", "53", "55P03", "57P", "58")
# A refused sign-in bears no SQLSTATE; these are its words (libpq's own language, and the server's by default).
_POSTGRESQL_REFUSALS = (
    "authentication failed",
    "no password supplied",
    "does not exist",
    "pg_hba.conf",
    "permission denied",
    "does not support SSL",
    "certificate",
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn the database's own errors into LedgerErrors that name the place.

    A broken constraint, a statement that a database does not understand or a value that it does not take is a fault
    of this program and passes as it is.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise TemporaryLedgerError(f"台账 {place}：数据库连接已用完，请稍后再试") from error
    except IntegrityError:
        raise
    except DBAPIError as error:
        found = _explain(error, place)
        if found is None:
            raise
        raise found from error


def _explain(error: DBAPIError, place: str) -> LedgerError | None:
    name = getattr(error.orig, "sqlite_errorname", None)
    return _explain_sqlite(name, place) if name else _explain_postgresql(error, place)


def _explain_sqlite(name: str, place: str) -> LedgerError | None:
    for beginning, words in _SQLITE_TEMPORARY.items():
        if name.startswith(beginning):
            return TemporaryLedgerError(f"台账 {place} {words}")
    for beginning, words in _SQLITE_LASTING.items():
        if name.startswith(beginning):
            return LedgerError(f"台账 {place} {words}")
    return None


def _explain_postgresql(error: DBAPIError, place: str) -> LedgerError | None:
    state = getattr(error.orig, "sqlstate", None)
    line = str(error.orig).strip().partition("\n")[0]
    if state is None and any(words in line for words in _POSTGRESQL_REFUSALS):
        return LedgerError(
            f"台账 {place} 不接受这个账号，请检查 url 中的账号、密码和库名（数据库答复：{line}）"
        )
    # Otherwise without a SQLSTATE the server was not reached, or the line dropped.
    if state is None and isinstance(error, OperationalError | InterfaceError):
        return TemporaryLedgerError(
            f"台账 {place} 连接不上，请检查数据库是否在运行、地址是否正确（数据库答复：{line}）"
        )
    if state is not None and state.startswith(_POSTGRESQL_TEMPORARY):
        return TemporaryLedgerError(f"台账 {place} 暂时不能使用，请稍后再试（数据库答复：{line}）")
    # 28: no such account or a wrong password, 3D: no such database, 42501: missing rights, 25006: read-only.
    if state is not None and state.startswith(("28", "3D", "42501", "25006")):
        return LedgerError(
            f"台账 {place} 不接受这个账号，请检查 url 中的账号、密码和库名（数据库答复：{line}）"
        )
    return None
