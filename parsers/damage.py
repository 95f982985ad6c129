"""What libraries raise for files that are damaged."""

import struct
import zipfile
import zlib

from lxml import etree
from PIL import UnidentifiedImageError
from pypdfium2 import PdfiumError

# These are the sender's to mend. Whatever else they raise is our fault.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    PdfiumError,
    UnidentifiedImageError,
    struct.error,
    SyntaxError,  # Pillow's word for a broken PNG
    LookupError,  # a part, an object or a codec that is not there
    ValueError,  # UnicodeError included
    ArithmeticError,
    EOFError,
    OSError,
    NotImplementedError,  # zipfile: a compression that nobody uses
    RecursionError,
)
