"""What the operating system's errors mean, in a few Chinese words that also say what helps. Pure.

The system's own texts are in its language and name no remedy; the numbers are POSIX's (errno.h) and RFC 3493's.
"""

import errno
import re
import socket
import ssl
from collections.abc import Mapping
from types import MappingProxyType

_NUMBER = re.compile(r"\[Errno (\d+)\]")

_WORDS: Mapping[int, str] = MappingProxyType(
    {
        # Files
        errno.ENOENT: "没有这个文件或文件夹",
        errno.EACCES: "没有权限，请检查文件和文件夹的归属与权限",
        errno.EPERM: "没有权限，请检查文件和文件夹的归属与权限",
        errno.EISDIR: "这是文件夹，不是文件",
        errno.ENOTDIR: "路径中有一段不是文件夹",
        errno.EEXIST: "已有同名的文件或文件夹",
        errno.ENOTEMPTY: "文件夹不是空的",
        errno.ENAMETOOLONG: "名称过长",
        errno.ELOOP: "符号链接循环",
        errno.EROFS: "所在的磁盘是只读的",
        errno.ENOSPC: "磁盘已满，请腾出空间",
        errno.EDQUOT: "超出了磁盘配额，请腾出空间",
        errno.EFBIG: "文件超出了允许的大小",
        errno.EIO: "磁盘读写出错，请检查磁盘",
        errno.EMFILE: "打开的文件过多",
        errno.ENFILE: "打开的文件过多",
        errno.ENOMEM: "内存不足",
        errno.EBUSY: "正被占用",
        # The net
        errno.ECONNREFUSED: "连接被拒绝，请检查服务器是否在运行、端口是否正确",
        errno.ECONNRESET: "连接中断",
        errno.ECONNABORTED: "连接中断",
        errno.EPIPE: "连接中断",
        errno.ENOTCONN: "连接中断",
        errno.ETIMEDOUT: "超时",
        errno.ENETUNREACH: "网络不通",
        errno.ENETDOWN: "网络不通",
        errno.EHOSTUNREACH: "网络不通",
        errno.EADDRNOTAVAIL: "网络不通",
    }
)


def explain_os_error(error: OSError) -> str:
    """Say what the error means; one that is not in the table keeps the system's own words."""
    if isinstance(error, socket.gaierror):  # its numbers are others, as are TLS's
        return "找不到这台主机，请检查主机名和网络（DNS）"
    if isinstance(error, ssl.SSLError):
        return f"TLS 连接出错（{getattr(error, 'reason', None) or type(error).__name__}）"
    text = " ".join(str(error).split())
    found = _NUMBER.search(
        text
    )  # asyncio wraps the refusals of several addresses into one error without a number
    number = error.errno or (int(found[1]) if found else 0)
    return _WORDS.get(number) or error.strerror or text or type(error).__name__
