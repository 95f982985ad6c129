"""[I/O] RAR archives, through bsdtar (libarchive) or unar: there is no free library that unpacks them.

The headers are read here first: they say which files there are, and what the tools bring is believed only where size
and check sum agree. bsdtar rewrites the archive as a tar and makes no files. unar, which knows more of the old ways of
packing, works in a folder of its own, of which only regular files are read, by their content and not by their names.
"""

import io
import os
import resource
import shutil
import stat
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from parsers import rar4, rar5, tar_archive
from parsers.document import Document
from parsers.errors import EncryptedError, ParseError, TooLargeError, UnreadableError, UnsupportedFormatError
from parsers.packing import (
    MOST_FILES,
    Outcome,
    Packed,
    clean_name,
    contents,
    damaged,
    fitting_places,
    is_clutter,
)
from parsers.rar_headers import DamagedHeaderError, RarFile
from parsers.sniff import sniff

_SECONDS = 20.0  # each tool, of the minute that a file has
_MEMORY = (
    1024**3
)  # of address space: RAR 5 needs its dictionary, 32 MiB as a rule; the tools themselves little
_MOST_WRITTEN = 256 * 1024**2  # by a tool: a film may stand before the summary

_Key = tuple[int, int | str]  # size, and the check sum; the name where the archive keeps no sum that we know


def accepts(payload: bytes, name: str) -> bool:
    """Hold for the signatures of RAR 2.9 to 5."""
    return sniff(payload, name) == "rar"


def parse(payload: bytes, name: str) -> Document:
    """Unpack a RAR.

    Raises EncryptedError, TooLargeError, UnreadableError; UnsupportedFormatError for a piece of a split archive, and
    where neither tool is installed.
    """
    del name  # a RAR is known by its bytes
    files, is_whole = _list(payload)
    if not files and not is_whole:
        raise UnreadableError("no header can be read")
    if len(files) > MOST_FILES:
        raise TooLargeError("too many files")
    document = contents("rar", _outcomes(payload, files))
    return document if is_whole else replace(document, partial=True)


def _list(payload: bytes) -> tuple[list[RarFile], bool]:
    """The files that the headers name, and whether the headers are whole."""
    walk, mark = (rar5.walk, rar5.MARK) if payload.startswith(rar5.MARK) else (rar4.walk, rar4.MARK)
    if len(payload) <= len(mark):
        return [], False
    files: list[RarFile] = []
    try:
        files.extend(file for file in walk(payload) if not is_clutter(file.name))
    except (DamagedHeaderError, struct.error):
        return files, False
    return files, True


def _outcomes(payload: bytes, files: Sequence[RarFile]) -> list[Outcome]:
    places = fitting_places([file.size for file in files], len(payload))
    wanted = [file for place, file in enumerate(files) if place in places and not file.is_encrypted]
    found = _unpack(payload, frozenset(map(_key, wanted))) if wanted else {}
    return [
        (file.name, _outcome(file, found.get(_key(file)), fits=place in places))
        for place, file in enumerate(files)
    ]


def _outcome(file: RarFile, data: bytes | None, *, fits: bool) -> bytes | ParseError:
    if file.is_encrypted:
        return EncryptedError()
    if not fits:
        return TooLargeError()
    return damaged() if data is None else data


def _key(file: RarFile) -> _Key:
    return file.size, _last(file.name) if file.crc is None else file.crc


def _last(name: str) -> str:
    return PurePosixPath(clean_name(name)).name


def _unpack(payload: bytes, wanted: frozenset[_Key]) -> dict[_Key, bytes]:
    """Ask one tool after the other, until all is there."""
    tools = [(program, use) for name, use in _TOOLS if (program := shutil.which(name)) is not None]
    if not tools:
        raise UnsupportedFormatError("rar")
    found: dict[_Key, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="intake-rar-") as folder:
        Path(folder, "archive.rar").write_bytes(payload)
        for program, use in tools:
            for packed in use(program, Path(folder)):
                _keep(packed, wanted, found)
            if len(found) == len(wanted):
                break
    return found


def _keep(packed: Packed, wanted: frozenset[_Key], found: dict[_Key, bytes]) -> None:
    if all(size != packed.size for size, _sum in wanted):
        return
    with suppress(UnreadableError, OSError):
        data = packed.unpack()
        keys: tuple[_Key, ...] = ((len(data), zlib.crc32(data)), (len(data), _last(packed.name)))
        found.update({key: data for key in keys if key in wanted})


def _by_bsdtar(program: str, folder: Path) -> Iterator[Packed]:
    output = folder / "archive.tar"
    options = ("--format=pax", "-cf", "-", "@archive.rar")
    with output.open("wb") as stream:
        _run([program, *options], folder, stream)
    with output.open("rb") as stream, suppress(UnreadableError):
        yield from tar_archive.list_tar(stream)[0]


def _by_unar(program: str, folder: Path) -> Iterator[Packed]:
    output = folder / "unpacked"
    options = (
        "-quiet",
        "-force-overwrite",
        "-no-directory",
        "-password",
        "",
        "-output-directory",
        output.name,
    )
    with Path(os.devnull).open("wb") as stream:
        _run([program, *options, "archive.rar"], folder, stream)
    for parent, _folders, names in os.walk(output):
        for path in (Path(parent, name) for name in names):
            state = path.lstat()
            if stat.S_ISREG(state.st_mode):
                yield Packed(path.name, state.st_size, path.read_bytes)


_TOOLS: tuple[tuple[str, Callable[[str, Path], Iterator[Packed]]], ...] = (
    ("bsdtar", _by_bsdtar),
    ("unar", _by_unar),
)
RAR_TOOLS = tuple(name for name, _ in _TOOLS)
"""The programs of which one must be on the path."""


def _run(command: Sequence[str], folder: Path, output: io.BufferedWriter) -> None:
    """Run a tool to its end or a limit. Whether it succeeded shows in what it left."""
    with subprocess.Popen(  # noqa: S603 - a program found on the path, no shell, no word of the file's in the command
        command,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _limit(process.pid)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS)
        finally:
            process.kill()


def _limit(pid: int) -> None:
    """Set limits on a process that has just started; those that it was born with (parsers/worker.py) stay below."""
    limits = (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, int(_SECONDS) + 1),
        (resource.RLIMIT_FSIZE, _MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, most in limits:
        with suppress(ProcessLookupError, ValueError, PermissionError):
            resource.prlimit(pid, limit, (most, most))
