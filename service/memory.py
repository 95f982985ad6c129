"""Memory that the program has let go of, given back to the system."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Let the C library return what it keeps in pieces (malloc_trim(3)): a large mail would else be held for good.

    Where the library knows no such call, it is left to itself.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
