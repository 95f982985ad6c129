"""Tells systemd how the daemon is: sd_notify's protocol over its datagram socket.                            I/O.

See sd_notify(3): NOTIFY_SOCKET names the socket, a leading "@" one in the abstract namespace; WATCHDOG_USEC says
after how many microseconds without a sign of life systemd kills and restarts the service, WATCHDOG_PID for whom.
"""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

READY, STOPPING, WATCHDOG = "READY=1", "STOPPING=1", "WATCHDOG=1"


@dataclass(frozen=True)
class ServiceManager:
    """The service manager that started us; where there is none, nothing is told to anybody.

    `ping_seconds` is how often it wants a sign of life, None where it does not ask for any.
    """

    address: str | bytes | None = None
    ping_seconds: float | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str], process: int) -> "ServiceManager":
        """What the environment tells; a variable that makes no sense counts as none."""
        name = environment.get("NOTIFY_SOCKET", "")
        address = b"\0" + os.fsencode(name[1:]) if name.startswith("@") else name
        if not name.startswith(("@", "/")):
            return cls()
        microseconds = environment.get("WATCHDOG_USEC", "")
        is_ours = environment.get("WATCHDOG_PID", str(process)) == str(process)
        if not (is_ours and microseconds.isascii() and microseconds.isdecimal() and int(microseconds)):
            return cls(address)
        return cls(address, int(microseconds) / 1_000_000 / 3)  # a lost ping is no restart

    def tell(self, *lines: str) -> bool:
        """Send the lines; False where they could not be sent, which is never a reason to stop working."""
        if self.address is None:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.settimeout(1.0)
                line.connect(self.address)
                line.send("\n".join(lines).encode())
        except OSError:
            return False
        return True
