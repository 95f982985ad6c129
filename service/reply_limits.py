"""How many replies may go out by themselves before a person looks: two programs that answer each other end here.

Each limit is of 24 hours and counts what was composed, sent or not. A person's decision is never held back.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from intake.message import base_subject
from service.records import ReplyRecord

WINDOW = timedelta(days=1)
# The number that our replies bear in their subject: 〔ZSCQ2024-M00012〕.
_OUR_NUMBER = re.compile(r"〔[^〔〕]{1,80}〕")


@dataclass(frozen=True, slots=True)
class ReplyLimits:
    """[replies]: the most replies within 24 hours, to one sender on one matter, about one case, to one sender at all.

    A sender's default is higher than the number of entries in a roster: one office may write for all of them.
    """

    per_matter_a_day: int = 5
    per_case_a_day: int = 20
    per_sender_a_day: int = 200

    def exceeded(
        self,
        recent: Collection[ReplyRecord],
        subjects: Mapping[int, str],
        address: str,
        entries: tuple[str, ...],
        subject: str,
    ) -> str:
        """Why the next reply must wait for a person, "" where it may go.

        `recent` are the replies composed within WINDOW, `subjects` the subjects of the mails that they answer, by id.
        """
        to_sender = [reply for reply in recent if address.casefold() in map(str.casefold, reply.to)]
        same = _same_matter(entries, subject)
        of_matter = [reply for reply in to_sender if same(reply, subjects.get(reply.message or 0, ""))]
        if len(of_matter) >= self.per_matter_a_day:
            return f"同一发件人一天内已就同一事项答复{len(of_matter)}次，须经放行"
        of_case = [reply for reply in recent if set(entries) & set(reply.entries)]
        if len(of_case) >= self.per_case_a_day:
            return f"同一项目单位一天内已答复{len(of_case)}次，须经放行"
        if len(to_sender) >= self.per_sender_a_day:
            return f"同一发件人一天内已答复{len(to_sender)}次，须经放行"
        return ""


DEFAULT_LIMITS = ReplyLimits()


def _same_matter(entries: tuple[str, ...], subject: str) -> Callable[[ReplyRecord, str], bool]:
    """A matter is a case, or several in one mail; where none was found, the subject, or the talk with us as a whole."""
    if entries:
        return lambda reply, _: reply.entries == entries
    matter = _matter(subject)
    return lambda reply, original: not reply.entries and _matter(original) == matter


def _matter(subject: str) -> str:
    """The bare subject; "" where it bears a number of ours: a program that answers may add something each time."""
    return "" if _OUR_NUMBER.search(subject) else base_subject(subject).strip().casefold()
