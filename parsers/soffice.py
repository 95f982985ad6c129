"""[I/O] One run of LibreOffice, without a screen: an old Word file in, a .docx out.

What is opened is hostile: each run has a profile of its own that runs no macro and follows no link, limits on time,
memory and size, no network where namespaces are to be had, and ends with whoever started it.
"""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from parsers.errors import TooLargeError, UnreadableError

MAX_OUTPUT_BYTES = 200 * 1024**2  # of the .docx, and of every file that LibreOffice writes
_RESTART = 81  # what LibreOffice ends with once it has made a fresh profile, to be started again
_STARTS = 3
_LIMITED_BY: dict[int, str] = {
    signal.SIGXCPU: "processor time",
    signal.SIGXFSZ: "output",
    signal.SIGKILL: "memory",  # the kernel's way, where memory runs out for all
}
_LEFT_OVER_SECONDS = 600.0  # no run lasts so long: what is older was left by a worker that was killed
_PREFIX = "intake-office-"
_PLACES = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice*/program")
_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True)

# org.openoffice.Office.Common, .Writer and .Java of LibreOffice's registry (officecfg/registry/schema).
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "CheckDocumentEvents", "true"),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Office.Common/Misc", "UseOpenCL", "false"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),  # never
    ("org.openoffice.Office.Writer/Content/Update", "Field", "false"),
    ("org.openoffice.Office.Writer/Content/Update", "Chart", "false"),
    ("org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    ("org.openoffice.Setup/L10N", "ooSetupSystemLocale", "zh-CN"),  # of files that state no language
)
_ITEM = '<item oor:path="/{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    + "</oor:items>"
)
_OPTIONS = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard")


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What one run may cost; less than the sandbox allows, so that it is the run that ends and not the worker."""

    wall_seconds: float = 45.0
    cpu_seconds: int = 45
    memory_bytes: int = 1536 * 1024**2  # of address space; a usual run takes 460 MiB


LIMITS = RunLimits()


@cache
def find_office() -> Path | None:
    """Where LibreOffice's program with its Writer lies, None where it is not installed."""
    called = (shutil.which(name) for name in ("soffice", "libreoffice"))
    folders = [Path(path).resolve().parent for path in called if path]
    for place in _PLACES:
        folders += sorted(Path("/").glob(place.lstrip("/")))
    for folder in folders:
        if (folder / "soffice.bin").is_file() and (folder / "libswlo.so").is_file():
            return folder / "soffice.bin"
    return None


def to_docx(program: Path, payload: bytes, extension: str, import_filter: str) -> bytes:
    """Convert a file that LibreOffice's `import_filter` reads.

    The filter is named, for LibreOffice would else read what is damaged as plain text. UnreadableError where it
    gives no document or falls over, TooLargeError beyond the limits.
    """
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / f"in.{extension}").write_bytes(payload)
        _make_profile(folder)
        _run([*_isolation(), str(program), *_arguments(folder, extension, import_filter)], folder, LIMITS)
        return _result(folder / "out" / "in.docx")


def _sweep() -> None:
    """Remove what runs left behind whose worker was killed: it holds a unit's document."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if left.stat().st_uid == os.geteuid() and time.time() - left.stat().st_mtime > _LEFT_OVER_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _make_profile(folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_REGISTRY, encoding="utf-8")
    (folder / "tmp").mkdir()


def _arguments(folder: Path, extension: str, import_filter: str) -> tuple[str, ...]:
    return (
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *_OPTIONS,
        f"--infilter={import_filter}",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(folder / f"in.{extension}"),
    )


def _run(command: list[str], folder: Path, limits: RunLimits) -> None:
    """Run to the end, once more after each restart that a fresh profile asks for."""
    deadline = time.monotonic() + limits.wall_seconds
    code = _RESTART
    for _start in range(_STARTS):
        if code == _RESTART:
            code = _run_once(command, folder, limits, deadline)
    ended_by = -code if code < 0 else code - 128  # a shell between tells it in its own way
    if ended_by in _LIMITED_BY:
        raise TooLargeError(_LIMITED_BY[ended_by])
    if code != 0:
        raise UnreadableError(f"LibreOffice ended with {code}")


def _run_once(command: list[str], folder: Path, limits: RunLimits, deadline: float) -> int:
    process = subprocess.Popen(  # noqa: S603 - a program found on this machine, arguments of our own, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,  # a process group of its own, which ends as a whole
        preexec_fn=lambda: _bind(limits),  # noqa: PLW1509 - system calls only: no lock of another thread is taken
    )
    try:
        return process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TooLargeError("time") from None
    finally:
        _end(process)


def _environment(folder: Path) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",  # draws into memory
    }


def _bind(limits: RunLimits) -> None:
    """Bind the process to its parent's life and to its limits, before it becomes LibreOffice."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for kind, limit in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, MAX_OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        # A little above, or the kernel would end what computes too long without saying why.
        ceiling = limit + 5 if hard == resource.RLIM_INFINITY else min(limit + 5, hard)
        resource.setrlimit(kind, (min(limit, ceiling), ceiling))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the run and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@cache
def _isolation() -> tuple[str, ...]:
    """The command that takes network and other processes away from what it starts; empty where it may not.

    With the first process of its PID namespace all that LibreOffice started ends. Without root the namespaces need
    one of users, which containers refuse, and systemd's RestrictNamespaces where it does not name them.
    """
    unshare = shutil.which("unshare")
    spaces = ("--net", "--pid", "--fork", "--kill-child")
    for users in ((), ("--user", "--map-current-user"), ("--user", "--map-root-user")):
        if unshare is not None and _works([unshare, *users, *spaces, "true"]):
            # Signals would pass the first process of a namespace by: LibreOffice must not be it.
            return (unshare, *users, *spaces, "sh", "-c", '"$@"; exit $?', "sh")
    return ()


def _works(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=10)  # noqa: S603 - a program found on this machine, no shell
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _result(path: Path) -> bytes:
    """The bytes of what was written. LibreOffice ends well also where it could not read its file."""
    if not path.is_file() or path.is_symlink():
        raise UnreadableError("LibreOffice gave no document")
    if path.stat().st_size > MAX_OUTPUT_BYTES:
        raise TooLargeError("output")
    return path.read_bytes()
