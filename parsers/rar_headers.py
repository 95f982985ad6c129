"""What the headers of a RAR archive say. They are never packed, and so tell before anything is unpacked.

Size and check sum are what the tools' output is held against. parsers/rar4.py and parsers/rar5.py read the versions.
"""

from dataclasses import dataclass

from parsers.errors import EncryptedError, UnsupportedFormatError
from parsers.packing import VOLUME

MOST_BLOCKS = 20_000  # headers, folders and links included


@dataclass(frozen=True, slots=True)
class RarFile:
    """A file in the archive; `crc` is None where the archive keeps another sum."""

    name: str
    size: int
    crc: int | None
    is_encrypted: bool = False


class DamagedHeaderError(ValueError):
    """A header's check sum is wrong, or there is no end to them."""


def check_archive(*, is_volume: bool, is_encrypted: bool) -> None:
    """Refuse what the archive's own header says of all of it. EncryptedError, UnsupportedFormatError."""
    if is_encrypted:
        raise EncryptedError
    if is_volume:
        raise UnsupportedFormatError(VOLUME)
