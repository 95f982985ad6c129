"""What handling a message needs of the world, in one frozen bundle."""

from collections.abc import Callable
from dataclasses import dataclass

from service.kill_points import Reached, pass_by
from service.policy import Policy
from service.ports import Archive, Clock, Ledger
from service.reader import FileReader
from service.replies.compose import ComposedReply
from service.replies.context import ReplyContext


@dataclass(frozen=True)
class Desk:
    """The clerk's desk: where the mails lie, who reads files, which rules hold, who words the replies."""

    ledger: Ledger
    archive: Archive
    reader: FileReader
    policy: Policy
    clock: Clock
    compose: Callable[[ReplyContext], ComposedReply]
    reached: Reached = pass_by
