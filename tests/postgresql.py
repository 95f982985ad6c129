"""A real PostgreSQL for the ledger's tests: Debian's programs in a temporary directory, on a Unix socket only."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

OWNER = "postgres"  # the account that Debian's package makes; the server refuses to run as root
# A test's database lives for a second: no crash of the machine needs to be outlived.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def missing_requirement() -> str | None:
    """Why the server cannot run here, as one sentence; None where it can."""
    if _programs() is None:
        return "PostgreSQL's programs are not installed (see tests/install-servers.sh)"
    if os.geteuid() == 0 and not _has_owner():
        return f"PostgreSQL refuses to run as root, and there is no account {OWNER}"
    return None


def _programs() -> Path | None:
    """Find the folder of the newest installed version's programs."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), default=None)


def _has_owner() -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwnam(OWNER))
    return False


class PostgresqlServer:
    """A running server; `new_database()` gives each test a database of its own."""

    def __init__(self) -> None:
        programs = _programs()
        if programs is None:
            raise RuntimeError(missing_requirement())
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="intake-postgresql-"))
        self._accounts = 0

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self._folder, OWNER)
        self._run(
            "initdb", "--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--locale=C", "--no-sync"
        )
        options = f"-k {self._folder} -c listen_addresses='' {FAST}"
        self._run(
            "pg_ctl", "start", "--wait", "--silent", f"--log={self._folder}/log", f"--options={options}"
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self) -> str:
        """Return the URL of an empty database, as far as its user can tell: an account with a schema of its own.

        A schema is made in a millisecond, a database in a fifth of a second.
        """
        self._accounts += 1
        name = sql.Identifier(f"ledger{self._accounts}")
        with psycopg.connect(
            host=str(self._folder), user=OWNER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            connection.execute(sql.SQL("CREATE SCHEMA AUTHORIZATION {}").format(name))
        return f"postgresql+psycopg://ledger{self._accounts}@/postgres?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        owner = OWNER if os.geteuid() == 0 else None
        # The server inherits the stream: a pipe would stay open, and its reader wait, until the server ends.
        with (self._folder / "setup.log").open("ab") as log:
            done = subprocess.run(
                [self._programs / program, f"--pgdata={self._folder}/data", *arguments],
                stdout=log,
                stderr=log,
                cwd="/",
                check=False,
                user=owner,
                group=owner,
                extra_groups=None if owner is None else (),
            )
        if done.returncode != 0:
            raise RuntimeError((self._folder / "setup.log").read_text(errors="replace"))
