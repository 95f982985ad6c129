"""[I/O] A worker's own folder for temporary files, which goes when the worker goes, however that was.

Tools that unpack leave a unit's document behind where their worker is killed amid it. A lock tells whose sandbox still
lives: what a killed program has left is removed by the next.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX = "intake-worker-"
_LOCK = ".lock"


class Workplace:
    """One folder, for this account's eyes only; `remove` it in the end."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Remove the folder with all that is in it. May be called again."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def sweep() -> None:
    """Remove the folders of programs that were killed: nobody holds their locks any more."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            _sweep_one(left)


def _sweep_one(folder: Path) -> None:
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        return
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: its sandbox lives
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
