"""The operating system's errors in words for operators."""

import errno
import os
import re
import socket
import ssl

import pytest

from intake.os_errors import explain_os_error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "没有这个文件或文件夹"),
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 1)"), "连接被拒绝"),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call failed, [Errno 111] Connect call failed"),
            "连接被拒绝",
        ),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "找不到这台主机"),
    ],
)
def test_common_errors_are_said_in_chinese(error: OSError, words: str) -> None:
    """Nothing of the system's own words is left, and what helps is said."""
    told = explain_os_error(error)
    assert words in told
    assert re.search("[A-Za-z]{4}", told) is None


def test_tls_errors_are_not_taken_for_files() -> None:
    """TLS counts its errors from 1, as POSIX does its own."""
    told = explain_os_error(ssl.SSLError(1, "[SSL: SOMETHING] text"))
    assert told.startswith("TLS 连接出错")


def test_an_error_that_is_not_known_keeps_its_words() -> None:
    """Better English than nothing; and never an empty line."""
    assert explain_os_error(OSError(errno.EXDEV, os.strerror(errno.EXDEV))) == os.strerror(errno.EXDEV)
    assert explain_os_error(OSError("two\nlines")) == "two lines"
    assert explain_os_error(OSError()) == "OSError"
