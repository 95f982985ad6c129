"""The mail to the operator: what broke, or that it is well again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from types import MappingProxyType

from service.outcome import ReplyState
from service.records import NewReply
from service.replies import mime

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "poll": "没有在收取邮件",
        "mailbox": "收件邮箱连不上",
        "sign_in.mailbox": "收件邮箱不接受登录",
        "sign_in.smtp": "发信服务器不接受登录",
        "archive": "来件存档不能读写",
        "ledger": "台账不能使用",
        "disk": "磁盘空间不足",
        "unprocessed": "来件积压",
        "failed": "有来件处理失败",
        "unfetched": "有来件取不到",
        "queue": "回复积压",
        "refused": "有回复被拒收、被退回或结果不明",
        "reconcile": "核对不一致",
    }
)


@dataclass(frozen=True, slots=True)
class AlarmNews:
    """What is to be told. `ended` is None while it is broken."""

    name: str
    text: str
    since: datetime
    ended: datetime | None = None


def alarm_mail(news: AlarmNews, sender: str, to: Sequence[str], now: datetime) -> NewReply:
    """The mail for the outgoing queue. Its Message-ID is made of the alarm, so that it is never queued twice."""
    word = "恢复" if news.ended is not None else "告警"
    title = TITLES.get(news.name, news.name)
    subject = f"【收件系统{word}】{title}"
    lines = _lines(news, title, now)
    identity = (news.name, news.since.isoformat(), "well" if news.ended is not None else "broken")
    mime_id = mime.message_id("alarm", identity, sender)
    headers = mime.Headers(
        sender=sender,
        sender_name="收件系统",
        to=tuple(to),
        subject=subject,
        date=now,
        message_id=mime_id,
        extra=(
            ("Auto-Submitted", "auto-generated"),  # RFC 3834, 5
            ("X-Auto-Response-Suppress", "All"),
            ("X-Intake-Kind", "alarm"),
        ),
    )
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    raw = mime.assemble(
        headers, "\n\n".join(lines) + "\n", f"<!DOCTYPE html><html><body>{html}</body></html>"
    )
    return NewReply(
        message=None,
        kind="alarm",
        entries=(),
        decision=0,
        mime_id=mime_id,
        to=tuple(to),
        subject=subject,
        raw=raw,
        state=ReplyState.QUEUED,
        created_at=now,
    )


def _lines(news: AlarmNews, title: str, now: datetime) -> tuple[str, ...]:
    since = _time(news.since, now)
    if news.ended is not None:
        return (f"{title}：已恢复正常。", f"自{since}至{_time(news.ended, now)}。当时的情况：{news.text}")
    return (
        f"{title}，自{since}。",
        news.text,
        "恢复正常时会再告知一次；其间不重复提醒。随时可用 intake health 查看。",
    )


def _time(moment: datetime, now: datetime) -> str:
    local = moment.astimezone(now.tzinfo)
    return f"{local.month}月{local.day}日{local:%H:%M}"
