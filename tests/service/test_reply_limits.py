"""How many replies go out before a person looks."""

from dataclasses import replace

import pytest

from service.outcome import ReplyState
from service.records import ReplyRecord
from service.reply_limits import ReplyLimits
from tests.service.digest_samples import make_reply

LIMITS = ReplyLimits(per_matter_a_day=3, per_case_a_day=5, per_sender_a_day=8)
UNIT, OTHER = "unit@example.com", "other@example.com"


def _replies(count: int, entry: str = "midterm-001", to: str = UNIT, first: int = 1) -> list[ReplyRecord]:
    """Replies to the mails `first` and following."""
    made = [make_reply(number, ReplyState.SENT, entry) for number in range(first, first + count)]
    return [replace(each, message=each.id, to=(to,), entries=(entry,) if entry else ()) for each in made]


@pytest.mark.parametrize(
    ("recent", "entries", "held"),
    [
        ([], ("midterm-001",), ""),
        (_replies(2), ("midterm-001",), ""),
        (_replies(3), ("midterm-001",), "同一事项"),
        (_replies(3, to=UNIT.upper()), ("midterm-001",), "同一事项"),
        (_replies(3), ("midterm-002",), ""),
        (_replies(4, to=OTHER), ("midterm-001",), ""),
        (_replies(5, to=OTHER), ("midterm-001",), "同一项目单位"),
        (_replies(5, to=OTHER), ("midterm-001", "midterm-002"), "同一项目单位"),
        (
            [each for n in range(8) for each in _replies(1, f"midterm-1{n}", first=n)],
            ("midterm-001",),
            "同一发件人",
        ),
        ([each for n in range(7) for each in _replies(1, f"midterm-1{n}", first=n)], ("midterm-001",), ""),
        (_replies(8, to=OTHER, entry="midterm-009"), ("midterm-001",), ""),
    ],
)
def test_each_limit(recent: list[ReplyRecord], entries: tuple[str, ...], held: str) -> None:
    """Of one sender on one matter, about one case whoever writes, of one sender at all."""
    why = LIMITS.exceeded(recent, {}, UNIT, entries, "项目-单位")
    assert (held in why) if held else not why


@pytest.mark.parametrize(
    ("before", "subject", "held"),
    [
        (["总结", "回复：总结", "总结"], "Re: 总结", True),
        (["总结", "材料", "报送"], "附件", False),
        (
            ["工单1 回复：总结〔M00001〕", "工单2 回复：工单1 回复：总结〔M00002〕", "x〔M00003〕"],
            "y 回复：x〔M00004〕",
            True,
        ),
    ],
)
def test_what_belongs_to_no_case_is_one_matter_by_its_subject(
    before: list[str], subject: str, *, held: bool
) -> None:
    """Also where a program puts something of its own into the subject of every answer."""
    recent = _replies(len(before), entry="")
    subjects = {reply.id: text for reply, text in zip(recent, before, strict=True)}
    assert bool(LIMITS.exceeded(recent, subjects, UNIT, (), subject)) == held
