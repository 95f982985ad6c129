"""What OpenDocument packages have in common (ODF 1.2, part 3): their sizes, and whether a password is on them."""

import io
import zipfile

from parsers.errors import EncryptedError, TooLargeError

MAX_UNPACKED_BYTES = 400 * 1024**2  # by the package's directory
_MANIFEST = "META-INF/manifest.xml"
_MAX_MANIFEST_BYTES = 5 * 1024**2


def look_into(payload: bytes) -> None:
    """Look before the package is opened: TooLargeError by its directory, EncryptedError by its manifest (3.4)."""
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise TooLargeError
        names = archive.namelist()
        if "encrypted-package" in names:  # ODF 1.4: the whole package is one encrypted member
            raise EncryptedError
        if _MANIFEST in names:
            with archive.open(_MANIFEST) as manifest:
                if b"encryption-data" in manifest.read(_MAX_MANIFEST_BYTES):
                    raise EncryptedError
