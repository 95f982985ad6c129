"""[I/O] Takes the network away from this process and from all that it starts, for good (Linux, seccomp(2)).

No parser has any business there; a parser that a file has overpowered must find the way shut. Namespaces would do it
too, but containers and systemd's RestrictNamespaces refuse them; a filter of system calls needs no right at all.
"""

import ctypes
import platform
import struct
import sys
from dataclasses import dataclass

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER, _ALL_THREADS = 1, 1  # SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # struct seccomp_data, on little-endian machines
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 97  # SECCOMP_RET_ERRNO with EAFNOSUPPORT
_AF_UNIX = 1  # LibreOffice talks to itself so
_IO_URING_SETUP = 425  # it opens sockets past every filter
_OTHER_NUMBERS = 0x40000000  # x32: the same calls under other numbers


@dataclass(frozen=True, slots=True)
class _Machine:
    """What a kind of processor calls itself (AUDIT_ARCH_*), and its numbers of two system calls."""

    architecture: int
    socket: int
    seccomp: int


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 41, 317),
    "aarch64": _Machine(0xC00000B7, 198, 277),
}


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def shut_off_network() -> bool:
    """Let every further socket but local ones fail, here and in all children; False where this machine cannot."""
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    instructions = _filter(machine)
    program = _Program(len(instructions) // 8, instructions)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    done: int = libc.syscall(machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program))
    return done == 0


def _filter(machine: _Machine) -> bytes:
    """The filter's instructions: operation, steps to skip where it holds and where not, operand."""
    return b"".join(
        struct.pack("<HBBI", *instruction)
        for instruction in (
            (_LOAD, 0, 0, _ARCHITECTURE_AT),
            (_IF_EQUAL, 0, 6, machine.architecture),  # calls in another processor's way: refused
            (_LOAD, 0, 0, _NUMBER_AT),
            (_IF_AT_LEAST, 4, 0, _OTHER_NUMBERS),
            (_IF_EQUAL, 3, 0, _IO_URING_SETUP),
            (_IF_EQUAL, 0, 3, machine.socket),
            (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
            (_IF_EQUAL, 1, 0, _AF_UNIX),
            (_RETURN, 0, 0, _REFUSE),
            (_RETURN, 0, 0, _ALLOW),
        )
    )
