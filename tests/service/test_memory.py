"""What is let go of is given back to the system."""

import gc

import psutil

from service.memory import give_back


def test_memory_in_pieces_is_given_back() -> None:
    """The C library keeps whole pages between a few blocks that stay, until it is asked for them."""
    process = psutil.Process()
    blocks = [bytes(600) for _ in range(200_000)]
    kept = blocks[::1_000]
    del blocks
    gc.collect()
    held = process.memory_info().rss
    give_back()
    assert held - process.memory_info().rss > 60_000_000
    assert len(kept) == 200
