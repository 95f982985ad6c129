"""Digest -> what the templates print: every sentence's parts, without personal data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from rules.finding import Finding, Severity
from rules.roster import RosterEntry
from service.digest.labels import DISPOSITIONS, REPLY_KINDS, REPLY_STATES, finding_label, reason_text
from service.digest.values import Arrival, Attention, Concern, Digest, EntryLine
from service.records import MessageRecord, ReplyRecord
from service.replies.text import clean_line, mask_personal, shorten
from service.unfetched import Unfetched

_MOST_SHOWN = 20
_MOST_HELD = 5  # in a trial run every reply waits
_MOST_READINGS = 3
_LONGEST_SUBJECT = 60
_LONGEST_REASON = 120

_HEADINGS: Mapping[Concern, tuple[str, str]] = MappingProxyType(
    {
        Concern.FAILED: ("处理失败的来件", "程序未能处理，请打开邮箱人工办理"),
        Concern.UNFETCHED: ("收不下来的来件", "邮件在邮箱里，但取不出来，请在网页邮箱中查看、人工办理"),
        Concern.STUCK: ("超过一天仍未处理的来件", "请检查程序运行情况"),
        Concern.UNDELIVERED: ("未送达或未能确认送达的回复", "请核对地址后重发，或电话告知单位"),
        Concern.UNASSIGNED: ("未能确定归属的来件", "请指定所属项目和单位"),
        Concern.REVIEW: ("需要人工查看的来件", "已归属，但不宜自动答复"),
        Concern.CASE: ("需要人工判断的项目", "请查看材料后决定"),
        Concern.HELD: ("等待放行的回复", "核对后放行即可发出"),
    }
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing to look at: `title` what it is, `reference` how the commands call it, `reason` why it is here.

    `subject` is the mail's, without personal numbers; `readings` are the nearest entries of a mail that belongs to
    none yet.
    """

    title: str
    reference: str
    reason: str
    subject: str = ""
    readings: tuple[RosterEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A Spoken thing as the mail shows it, cut to readable lengths, without personal numbers."""

    title: str
    subject: str  # of the mail, "" where the title says it already
    reference: str
    at: str
    reason: str
    readings: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Group:
    """All things of one concern; the first of them shown."""

    heading: str
    hint: str
    count: int
    items: tuple[Item, ...]
    is_grave: bool

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.count - len(self.items)


@dataclass(frozen=True, slots=True)
class ArrivalView:
    """A mail that came since the last digest."""

    at: str
    title: str
    batch: str
    result: str
    tone: str  # the disposition's word, for the colour


def short_moment(moment: datetime, digest: Digest) -> str:
    """“3月20日17:00” in the digest's zone."""
    local = moment.astimezone(digest.made_at.tzinfo)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def short_day(digest: Digest) -> str:
    """“3月20日”."""
    return f"{digest.made_at.month}月{digest.made_at.day}日"


def attention_groups(digest: Digest) -> tuple[Group, ...]:
    """What a person must look at, the most urgent group first."""
    return tuple(_groups(digest))


def arrival_views(digest: Digest) -> tuple[ArrivalView, ...]:
    """What came since the last digest."""
    return tuple(_arrival_view(arrival, digest) for arrival in digest.arrivals)


def alarm_lines(digest: Digest) -> tuple[str, ...]:
    """What is broken right now, a sentence each."""
    return tuple(f"{alarm.problem}（自{short_moment(alarm.since, digest)}）" for alarm in digest.alarms)


def reconciliation_line(digest: Digest) -> str:
    """What the last comparison of mailbox, ledger and archive found, "" where there was none yet."""
    last = digest.reconciliation
    if last is None:
        return ""
    when = short_moment(last.at, digest)
    if last.differences:
        return f"核对：{when}，邮箱、台账和存档有{last.differences}处不一致，请由运行维护人员执行 intake reconcile 查看。"
    return f"核对：{when}，邮箱中{last.mails}封邮件均已登记，原件、答复齐全。"


def heading(concern: Concern) -> str:
    """What the concern is called."""
    return _HEADINGS[concern][0]


def spoken(attention: Attention) -> Spoken:
    """The thing in words: a message, a reply of ours, a mail that could not be fetched, or a case."""
    places = "；".join(map(named, attention.entries))
    ids = "、".join(entry.entry_id for entry in attention.entries)
    if attention.reply is not None:
        return _spoken_reply(attention.reply, places, ids)
    if attention.unfetched is not None:
        return _spoken_unfetched(attention.unfetched)
    if attention.message is not None:
        return _spoken_message(attention.message, attention, places, ids)
    case = attention.line.case if attention.line is not None else None
    return Spoken(places, ids, reason_text(case.review if case is not None else ""))


def reading_text(entry: RosterEntry) -> str:
    """“acceptance-046 项目-单位”."""
    return f"{entry.entry_id} {named(entry)}"


def gap_labels(line: EntryLine) -> tuple[str, ...]:
    """What the entry still lacks, in a few words each."""
    return _labels(line, Severity.GAP)


def advice_labels(line: EntryLine) -> tuple[str, ...]:
    """What the unit was advised to look at."""
    return _labels(line, Severity.ADVICE)


def findings(line: EntryLine) -> tuple[Finding, ...]:
    """The findings now standing."""
    return line.case.findings if line.case is not None else ()


def time_note(line: EntryLine) -> str:
    """“逾期”, “截止后补齐”, or nothing."""
    if line.late:
        return "逾期"
    return "截止后补齐" if line.completed_late else ""


def named(entry: RosterEntry) -> str:
    """“项目-单位”, as the notice wants subjects."""
    return f"{entry.project}-{entry.unit}"


def quoted_subject(subject: str) -> str:
    """A mail's subject without personal numbers, cut to a readable length."""
    return shorten(mask_personal(clean_line(subject)), _LONGEST_SUBJECT) or "（无主题）"


def _labels(line: EntryLine, severity: Severity) -> tuple[str, ...]:
    own = (finding for finding in findings(line) if finding.severity is severity)
    return tuple(dict.fromkeys(finding_label(finding, line.campaign.template) for finding in own))


def _groups(digest: Digest) -> Iterator[Group]:
    for concern in Concern:
        members = [item for item in digest.attention if item.concern is concern]
        if members:
            title, hint = _HEADINGS[concern]
            limit = _MOST_HELD if concern is Concern.HELD else _MOST_SHOWN
            shown = tuple(_item(member, digest) for member in members[:limit])
            yield Group(title, hint, len(members), shown, concern is not Concern.HELD)


def _item(attention: Attention, digest: Digest) -> Item:
    said = spoken(attention)
    return Item(
        title=said.title,
        subject="" if said.subject == said.title else said.subject,
        reference=said.reference,
        at=short_moment(attention.at, digest),
        reason=shorten(mask_personal(clean_line(said.reason)), _LONGEST_REASON),
        readings=tuple(map(reading_text, said.readings[:_MOST_READINGS])),
        is_new=attention.is_new,
    )


def _spoken_reply(reply: ReplyRecord, places: str, ids: str) -> Spoken:
    return Spoken(
        title="：".join(filter(None, (REPLY_KINDS.get(reply.kind, reply.kind), places))),
        reference="，".join(filter(None, (f"回复{reply.id}", ids))),
        reason="：".join(filter(None, (REPLY_STATES[reply.state], reply.response))),
    )


def _spoken_unfetched(mail: Unfetched) -> Spoken:
    place = f"“{clean_line(mail.place.folder)}”中的一封邮件"
    return Spoken(place, f"UID {mail.place.uid}", f"试了{mail.attempts}次都取不到：{clean_line(mail.why)}")


def _spoken_message(message: MessageRecord, attention: Attention, places: str, ids: str) -> Spoken:
    subject, reason = quoted_subject(message.subject), reason_text(message.why)
    if message.entries and places:
        return Spoken(places, f"来件{message.id}，{ids}", reason, subject)
    return Spoken(subject, f"来件{message.id}", reason, readings=attention.entries)


def _arrival_view(arrival: Arrival, digest: Digest) -> ArrivalView:
    message = arrival.message
    return ArrivalView(
        at=short_moment(message.received_at, digest),
        title="；".join(map(named, arrival.entries)) or f"“{quoted_subject(message.subject)}”",
        batch="、".join(_distinct(entry.batch for entry in arrival.entries)),
        result=DISPOSITIONS[message.disposition],
        tone=str(message.disposition or "unsettled"),
    )


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
