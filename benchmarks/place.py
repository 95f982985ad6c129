"""Where a measured process finds its mailbox."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A filled mailbox on a running server; handed to the measured processes as JSON."""

    host: str
    imaps_port: int
    ca_file: str
    user: str
    password: str
    mails: int
