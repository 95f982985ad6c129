"""Write OLE compound files (MS-CFB) and Outlook's .msg in them: no library at hand writes either."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.documents.tnef_writer import Attached

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5

Path = tuple[str, ...]


def compound_of(streams: Mapping[Path, bytes]) -> bytes:
    """A compound file of these streams; the storages on the way to them are made."""
    nodes = _nodes(streams)
    mini, mini_starts, mini_fat = _packed(
        [streams[path] for path in nodes if _is_small(streams, path)], _MINI
    )
    fat_sectors = 1 + sum(len(data) for data in streams.values()) // _SECTOR // 100
    large = [streams[path] for path in nodes if path in streams and not _is_small(streams, path)]
    parts = [mini, struct.pack(f"<{len(mini_fat)}L", *mini_fat), *large, bytes(128 * (len(nodes) + 1))]
    body, starts, chains = _packed(parts, _SECTOR)
    small, big = iter(mini_starts), iter(starts[2:-1])
    places = [
        (next(small) if _is_small(streams, path) else next(big)) if path in streams else _END
        for path in nodes
    ]
    sizes = [len(streams.get(path, b"")) for path in nodes]
    directory = _directory(nodes, streams, [starts[0], *places], [len(mini), *sizes])
    body = body[: starts[-1] * _SECTOR] + directory.ljust(len(body) - starts[-1] * _SECTOR, b"\0")
    fat = [*chains, *[_FAT] * fat_sectors]
    fat += [_FREE] * (fat_sectors * _SECTOR // 4 - len(fat))
    header = struct.pack(
        "<8s16x5H6x9L",
        bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, starts[-1], 0, _CUTOFF,
        starts[1], -(-len(mini_fat) * 4 // _SECTOR), _END, 0,
    )  # fmt: skip
    table = [len(chains) + place for place in range(fat_sectors)]
    header += struct.pack("<109L", *table, *[_FREE] * (109 - len(table)))
    return header + body + struct.pack(f"<{len(fat)}L", *fat)


def _is_small(streams: Mapping[Path, bytes], path: Path) -> bool:
    return path in streams and len(streams[path]) < _CUTOFF


def _packed(parts: Sequence[bytes], unit: int) -> tuple[bytes, list[int], list[int]]:
    """All parts one after the other in whole sectors, where each starts, and the chains of sectors."""
    body = b""
    starts: list[int] = []
    chains: list[int] = []
    for part in parts:
        count = -(-len(part) // unit)
        starts.append(len(chains) if count else _END)
        chains += [*range(len(chains) + 1, len(chains) + count), _END][:count] if count else []
        body += part.ljust(count * unit, b"\0")
    return body, starts, chains


def _nodes(streams: Mapping[Path, bytes]) -> list[Path]:
    return sorted({path[:length] for path in streams for length in range(1, len(path) + 1)})


def _directory(
    nodes: Sequence[Path], streams: Mapping[Path, bytes], starts: Sequence[int], sizes: Sequence[int]
) -> bytes:
    """The entries, root first; the children of each storage hang in one long chain to the right."""
    found = _entry("Root Entry", _ROOT, _child(nodes, ()), _FREE, starts[0], sizes[0])
    for place, path in enumerate(nodes, 1):
        siblings = _children(nodes, path[:-1])
        after = siblings[siblings.index(path) + 1 :]
        kind, right = _STREAM if path in streams else _STORAGE, nodes.index(after[0]) + 1 if after else _FREE
        found += _entry(path[-1], kind, _child(nodes, path), right, starts[place], sizes[place])
    return found


def _children(nodes: Sequence[Path], parent: Path) -> list[Path]:
    children = [path for path in nodes if path[:-1] == parent]
    return sorted(children, key=lambda path: (len(path[-1]), path[-1].upper()))


def _child(nodes: Sequence[Path], parent: Path) -> int:
    children = _children(nodes, parent)
    return nodes.index(children[0]) + 1 if children else _FREE


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBB3L16x4x16xLLL", raw, len(raw), kind, 1, _FREE, right, child, start, size, 0)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail attached to the mail."""

    subject: str
    attached: tuple["Attached | Mail", ...] = ()


def msg_of(*attached: Attached | Mail, subject: str = "总结", body: str = "") -> bytes:
    """A .msg with these attachments."""
    tables = ("__substg1.0_00020102", "__substg1.0_00030102", "__substg1.0_00040102")  # of named properties
    streams: dict[Path, bytes] = {("__nameid_version1.0", table): b"" for table in tables}
    streams |= _message((), subject, body, attached, head=32)
    return compound_of(streams)


def _message(
    path: Path, subject: str, body: str, attached: Sequence[Attached | Mail], head: int
) -> dict[Path, bytes]:
    streams = {(*path, "__properties_version1.0"): bytes(head)}
    streams[*path, "__substg1.0_001A001F"] = "IPM.Note".encode("utf-16-le")
    streams[*path, "__substg1.0_0037001F"] = subject.encode("utf-16-le")
    if body:
        streams[*path, "__substg1.0_1000001F"] = body.encode("utf-16-le")
    for place, each in enumerate(attached):
        inner = (*path, f"__attach_version1.0_#{place:08X}")
        if isinstance(each, Mail):
            streams[*inner, "__properties_version1.0"] = bytes(8)
            streams |= _message((*inner, "__substg1.0_3701000D"), each.subject, "", each.attached, head=24)
        else:
            streams |= _file(inner, each)
    return streams


def _file(path: Path, attached: Attached) -> dict[Path, bytes]:
    hidden = struct.pack("<HHLQ", 0x0B, 0x7FFE, 6, 1) if attached.is_hidden else b""
    streams = {
        (*path, "__properties_version1.0"): bytes(8) + hidden,
        (*path, "__substg1.0_37010102"): attached.payload,
        (*path, "__substg1.0_3704001E"): attached.title,
    }
    if attached.name:
        streams[*path, "__substg1.0_3707001F"] = attached.name.encode("utf-16-le")
    return streams
