"""What an SMTP server's refusal means for us: the table of replies. Pure.

Sources: RFC 5321 (4.2.3 codes), RFC 3463 (enhanced codes), NetEase's published list of refusals (企业退信代码), and the
texts that QQ, Aliyun and Gmail really send. Providers use 5xx for what passes and 4xx for what does not, so the text
counts before the code, and the stage before the text's absence.
"""

import re
from dataclasses import dataclass
from enum import Enum

MINUTE = 60.0
QUARTER = 16 * MINUTE  # NetEase counts in quarters of an hour: wait out a whole one
HOUR = 60 * MINUTE
# The day's allowance is used up. When the provider's day ends is not known: asking four times a day finds out.
NEXT_DAY = 6 * HOUR


class Stage(Enum):
    """What the server refused, as people read it."""

    CONNECT = "连接"
    SIGN_IN = "登录"
    SENDER = "发件人地址"
    RECIPIENT = "这个收件人"
    CONTENT = "这封邮件"


class Kind(Enum):
    """Whose turn it is."""

    REFUSED = "refused"  # this mail, for good: a person must look
    DEFERRED = "deferred"  # for now
    RECONNECT = "reconnect"  # only this connection is used up
    CONFIGURATION = "configuration"  # the operator's: stop, retrying may lock the account


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do: `retry_after` in seconds where it is worth trying again, `stop_all` where no other mail would pass."""

    kind: Kind
    retry_after: float = 0.0
    stop_all: bool = False


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """One kind of refusal: what the text says, in which classes of codes (first digits) and at which stages.

    `meaning` says in Chinese what it comes to, "" where the server's words and the verdict say enough.
    """

    text: str
    verdict: Verdict
    meaning: str = ""
    codes: str = "45"
    stages: frozenset[Stage] = frozenset(Stage)


ANYONE = frozenset({Stage.CONNECT, Stage.SIGN_IN, Stage.SENDER})  # refusals that concern every mail
ONE_MAIL = frozenset({Stage.RECIPIENT, Stage.CONTENT})
AFTER_SIGN_IN = frozenset({Stage.SENDER, Stage.RECIPIENT, Stage.CONTENT})

TOO_OFTEN = "发信过于频繁，服务商要求暂缓"
DAY_IS_USED_UP = "当天的发信数量已用完"

REFUSED = Verdict(Kind.REFUSED)
CONFIGURATION = Verdict(Kind.CONFIGURATION, stop_all=True)
RECONNECT = Verdict(Kind.RECONNECT, MINUTE)

# Read from top to bottom; the first that fits counts.
RULES: tuple[ReplyRule, ...] = (
    # NetEase: too many connections, too fast, strange conduct of the address.
    ReplyRule(r"\bHL:(ICC|IFC|REP|MEP)\b", Verdict(Kind.DEFERRED, QUARTER, stop_all=True), TOO_OFTEN),
    # NetEase: mails, then recipients, of the last quarter of an hour.
    ReplyRule(r"\b(MI:SFQ|RP:QRC)\b", Verdict(Kind.DEFERRED, QUARTER, stop_all=True), TOO_OFTEN),
    # NetEase: mails, then recipients, of the day.
    ReplyRule(r"\b(MI:STC|RP:TRC)\b", Verdict(Kind.DEFERRED, NEXT_DAY, stop_all=True), DAY_IS_USED_UP),
    # NetEase: mails, recipients or commands per connection.
    ReplyRule(r"\b(MI:DMC|RP:DRC|(MI|RP):C[CE]L)\b", RECONNECT),
    # NetEase: suspected spam, to be tried again once; judged spam, never.
    ReplyRule(r"\bDT:SPM\b", Verdict(Kind.DEFERRED, 5 * MINUTE), "被疑为垃圾邮件", codes="4"),
    # Whatever else it says: never loop on it.
    ReplyRule(r"\bDT:SPM\b|\bspam\b", REFUSED, "被判为垃圾邮件", codes="5", stages=ONE_MAIL),
    # The account is shut for a while after wrong passwords.
    ReplyRule(
        r"too much fail auth|auth(entication)? error limit",
        Verdict(Kind.DEFERRED, HOUR, stop_all=True),
        "登录失败次数过多，账号暂时被锁",
    ),
    # From is not the login (NetEase, QQ, Aliyun), SMTP is not switched on, or nobody is signed in.
    ReplyRule(
        r"local user only|must (be (the )?same as|equal) auth|doesn't conform with auth|\bDT:SUM\b"
        r"|user has no permission|authentication (is )?required|need .*\bauth first",
        CONFIGURATION,
        "发件人与登录账号不一致，或没有开启 SMTP",
        codes="5",
    ),
    # Others' allowances, per day and per while. A recipient's full mailbox is spoken of as a quota, too: not here.
    ReplyRule(
        r"daily|per day|当天|sending (quota|limit)|\b5\.4\.5\b",
        Verdict(Kind.DEFERRED, NEXT_DAY, stop_all=True),
        DAY_IS_USED_UP,
        stages=AFTER_SIGN_IN,
    ),
    ReplyRule(
        r"frequency limit|rate limit|throttl|too (fast|many (messages|mails|connections))|频率|频繁",
        Verdict(Kind.DEFERRED, QUARTER, stop_all=True),
        TOO_OFTEN,
        stages=AFTER_SIGN_IN | {Stage.CONNECT},
    ),
    ReplyRule(r"gr[ae]y-?list", Verdict(Kind.DEFERRED, 5 * MINUTE), "对方要求稍后再发", codes="4"),
    ReplyRule(
        r"\b4\.2\.2\b|mailbox (is )?full",
        Verdict(Kind.DEFERRED, HOUR),
        "对方邮箱已满",
        codes="4",
        stages=ONE_MAIL,
    ),
)


def judge(stage: Stage, code: int, text: str, rules: tuple[ReplyRule, ...] = RULES) -> Verdict:
    """What the refusal `code text` at that stage means."""
    rule = _rule_for(stage, code, text, rules)
    return _by_code(stage, code) if rule is None else rule.verdict


def explained(stage: Stage, code: int, text: str) -> str:
    """The reply as one line for people: the server's own words, then what they come to, in Chinese."""
    rule = _rule_for(stage, code, text, RULES)
    if rule is not None and rule.meaning:
        meaning = rule.meaning
    elif code == 552 and stage is not Stage.SIGN_IN:
        meaning = "邮件超出了服务器允许的大小，或对方邮箱已满"
    else:
        is_final = judge(stage, code, text).kind in (Kind.REFUSED, Kind.CONFIGURATION)
        meaning = f"服务器{'不接受' if is_final else '暂不接受'}{stage.value}"
    return f"{one_line(code, text)}（{meaning}）"


def _rule_for(stage: Stage, code: int, text: str, rules: tuple[ReplyRule, ...]) -> ReplyRule | None:
    return next(
        (
            rule
            for rule in rules
            if str(code)[:1] in rule.codes
            and stage in rule.stages
            and re.search(rule.text, text, re.IGNORECASE)
        ),
        None,
    )


def _by_code(stage: Stage, code: int) -> Verdict:
    if code == 421:  # the service is closing the connection
        return Verdict(Kind.DEFERRED, 5 * MINUTE, stop_all=True)
    if code == 503:  # bad sequence: the two sides do not agree on where they are
        return RECONNECT
    if code == 552 and stage is not Stage.SIGN_IN:  # too big, whoever says it when
        return REFUSED
    if 500 <= code <= 599:
        return CONFIGURATION if stage in ANYONE else REFUSED
    return Verdict(Kind.DEFERRED, 10 * MINUTE, stop_all=stage in ANYONE)


def one_line(code: int, text: str) -> str:
    """The reply as one printable line of bounded length, for ledger and log."""
    printable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(f"{code} {printable}".split())[:300]
