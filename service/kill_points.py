"""The places between two steps that touch the world, by name.

The tests end the program at each of them with SIGKILL and count what is lost or doubled (tests/chaos/). In service
nothing happens there: what is told of them is an argument of `service.app.bootstrap`, and no setting leads to it.
"""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """Where the program stands, in the order of one mail's way."""

    FETCHED = "fetched"  # the bytes are written, not fsynced, and have no name
    ARCHIVED = "archived"
    ROWS_WRITTEN = "rows written"  # and the folder's mark; not yet committed
    ROWS_COMMITTED = "rows committed"
    CLAIMED = "claimed"
    PARSED = "parsed"
    JUDGED = "judged"
    VERDICT_WRITTEN = "verdict written"  # and the reply; not yet committed
    COMMITTED = "committed"
    DIGEST_MADE = "digest made"
    SEND_BEGUN = "send begun"
    # These three are intake.sender's, whose words they repeat.
    CONTENT_SENT = "content sent"
    DOT_SENT = "dot sent"
    ANSWERED = "250 read"
    MARKED_SENT = "marked sent"
    DIGEST_SENT = "digest sent"
    FILED = "filed"  # copies lie in the folder of sent mail
    # After a crash in the middle of a send.
    DOUBT_RECORDED = "doubt recorded"
    SENT_LOOKED_THROUGH = "sent folder looked through"


Reached = Callable[[Point], None]


def pass_by(_point: Point) -> None:
    """Nothing happens."""
