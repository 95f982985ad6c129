"""The C library keeps what one page's pictures took for the next page's."""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's numbers for these options (mallopt(3))
_MOST_FROM_HEAP = 32 * 1024**2  # bytes of one piece; glibc takes no more
_MOST_KEPT = 128 * 1024**2  # bytes: some ten pictures of pages


def keep_memory() -> None:
    """Have glibc keep freed memory for this process.

    By itself it gives large pieces back at once, and for each picture the kernel blanks them anew: a twentieth of the
    time that a scanned page takes. Another C library is left as it is.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, _MOST_FROM_HEAP)
        set_option(_TRIM_THRESHOLD, _MOST_KEPT)
