"""Memory of pictures is kept for the next ones."""

import platform
import subprocess
import sys

import pytest

COUNT = """
import resource
import numpy as np
from parsers.kept_memory import keep_memory
{before}
for _page in range(20):
    pictures = [np.ones((2339, 1654, 3), np.uint8) for _picture in range(3)]
    del pictures
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


def faults(before: str) -> int:
    """How often the kernel had to give a page of memory to a process that makes pictures and drops them."""
    command = [sys.executable, "-c", COUNT.format(before=before)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has no such option")
def test_memory_is_not_asked_for_again() -> None:
    """Twenty pages take hardly more than the first; without it each takes its own."""
    assert faults("keep_memory()") < faults("") / 2
