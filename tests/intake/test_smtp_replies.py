"""The table of SMTP refusals."""

import re

import pytest

from intake.smtp_replies import (
    HOUR,
    MINUTE,
    NEXT_DAY,
    RULES,
    Kind,
    ReplyRule,
    Stage,
    explained,
    judge,
    one_line,
)

# QQ says everything at once: a person must look, for trying again may lock the account.
QQ_LOGIN_FAIL = (
    "535 Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, "
    "or system is busy."
)

# Stage, the reply as the server gives it, whose turn it is, when to try again, whether every mail must wait.
SEEN = [
    (Stage.CONNECT, "421 HL:ICC 163 smtp10,DsCow", Kind.DEFERRED, 16 * MINUTE, True),
    (Stage.SENDER, "421 HL:IFC 163 smtp5", Kind.DEFERRED, 16 * MINUTE, True),
    (Stage.CONNECT, "421 4.7.0 try again later", Kind.DEFERRED, 5 * MINUTE, True),
    (Stage.CONTENT, "421 shutting down", Kind.DEFERRED, 5 * MINUTE, True),
    (Stage.CONTENT, "451 MI:SFQ 163 smtp3,DdxpC see http://mail.163.com/help", Kind.DEFERRED, 16 * MINUTE, True),
    (Stage.RECIPIENT, "451 RP:QRC 163 smtp1", Kind.DEFERRED, 16 * MINUTE, True),
    (Stage.RECIPIENT, "550 RP:TRC 163 smtp1", Kind.DEFERRED, NEXT_DAY, True),
    (Stage.SENDER, "550 MI:STC 163 smtp1", Kind.DEFERRED, NEXT_DAY, True),
    (Stage.CONTENT, "554 MI:STC 163 smtp1", Kind.DEFERRED, NEXT_DAY, True),
    (Stage.SENDER, "450 MI:DMC 163 smtp1", Kind.RECONNECT, MINUTE, False),
    (Stage.SENDER, "451 MI:DMC 163 smtp1", Kind.RECONNECT, MINUTE, False),
    (Stage.CONTENT, "451 DT:SPM ,please try again", Kind.DEFERRED, 5 * MINUTE, False),
    (Stage.CONTENT, "554 DT:SPM 163 smtp8,DMCowAB", Kind.REFUSED, 0, False),
    (Stage.CONTENT, "550 DT:SPM mail.example", Kind.REFUSED, 0, False),
    (Stage.CONTENT, "554 DT:SPM too many mails with the same content", Kind.REFUSED, 0, False),
    (Stage.CONTENT, "550 Mail content denied", Kind.REFUSED, 0, False),
    (Stage.CONTENT, "554 DT:SUM From does not match", Kind.CONFIGURATION, 0, True),
    (Stage.SIGN_IN, "535 Error: authentication failed", Kind.CONFIGURATION, 0, True),
    (Stage.SIGN_IN, QQ_LOGIN_FAIL, Kind.CONFIGURATION, 0, True),
    (Stage.SIGN_IN, "550 User has no permission", Kind.CONFIGURATION, 0, True),
    (Stage.SIGN_IN, "526 Authentication failure", Kind.CONFIGURATION, 0, True),
    (Stage.SIGN_IN, "454 4.7.0 Temporary authentication failure", Kind.DEFERRED, 10 * MINUTE, True),
    (Stage.SIGN_IN, "451 Requested mail action not taken: too much fail authentication", Kind.DEFERRED, HOUR, True),
    (Stage.SENDER, "553 Requested action not taken: Local user only", Kind.CONFIGURATION, 0, True),
    (Stage.SENDER, "553 Mail from must equal authorized user", Kind.CONFIGURATION, 0, True),
    (Stage.CONTENT, "501 mail from address must be same as authorization user", Kind.CONFIGURATION, 0, True),
    (Stage.RECIPIENT, "553 authentication is required", Kind.CONFIGURATION, 0, True),
    (Stage.SENDER, "550 User suspended", Kind.CONFIGURATION, 0, True),
    (Stage.RECIPIENT, "550 User suspended", Kind.REFUSED, 0, False),
    (Stage.RECIPIENT, "550 5.1.1 <u@example.org>: Recipient address rejected: User unknown", Kind.REFUSED, 0, False),
    (Stage.RECIPIENT, "553 Invalid mailbox name", Kind.REFUSED, 0, False),
    (Stage.RECIPIENT, "554 5.7.1 Relay access denied", Kind.REFUSED, 0, False),
    (Stage.RECIPIENT, "450 4.2.0 <u@example.org>: Greylisted, see http://example.org", Kind.DEFERRED, 5 * MINUTE, False),
    (Stage.RECIPIENT, "451 4.7.1 Greylisting in action, please come back later", Kind.DEFERRED, 5 * MINUTE, False),
    (Stage.RECIPIENT, "452 4.2.2 Mailbox full", Kind.DEFERRED, HOUR, False),
    (Stage.RECIPIENT, "552 5.2.2 Mailbox quota exceeded", Kind.REFUSED, 0, False),
    (Stage.CONTENT, "451 4.3.0 Error: queue file write error", Kind.DEFERRED, 10 * MINUTE, False),
    (Stage.SENDER, "452 4.3.1 Insufficient system storage", Kind.DEFERRED, 10 * MINUTE, True),
    (Stage.SENDER, "552 5.3.4 Message size exceeds fixed limit", Kind.REFUSED, 0, False),
    (Stage.CONTENT, "552 Requested mail action aborted: exceeded mailsize limit", Kind.REFUSED, 0, False),
    (Stage.SENDER, "550 Connection frequency limited", Kind.DEFERRED, 16 * MINUTE, True),
    (Stage.CONTENT, "550 5.4.5 Daily user sending quota exceeded.", Kind.DEFERRED, NEXT_DAY, True),
    (Stage.SENDER, "503 Error: send HELO/EHLO first", Kind.RECONNECT, MINUTE, False),
    (Stage.SENDER, "503 Error: need EHLO and AUTH first !", Kind.CONFIGURATION, 0, True),
    (Stage.CONNECT, "554 IP in blacklist", Kind.CONFIGURATION, 0, True),
    (Stage.CONTENT, "550 something nobody has ever heard of", Kind.REFUSED, 0, False),
    (Stage.CONTENT, "450 something nobody has ever heard of", Kind.DEFERRED, 10 * MINUTE, False),
    (Stage.RECIPIENT, "199 nonsense", Kind.DEFERRED, 10 * MINUTE, False),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "reply", "kind", "retry_after", "stop_all"), SEEN)
def test_replies(stage: Stage, reply: str, kind: Kind, retry_after: float, *, stop_all: bool) -> None:
    """Every reply that providers really give has its own meaning."""
    code, _, text = reply.partition(" ")
    verdict = judge(stage, int(code), text)
    assert (verdict.kind, verdict.retry_after, verdict.stop_all) == (kind, retry_after, stop_all)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
def test_every_rule_is_needed(rule: ReplyRule) -> None:
    """Without it some reply that providers really give would be judged otherwise: none is shadowed or idle."""
    others = tuple(other for other in RULES if other is not rule)
    seen = [(stage, int(reply.split(" ")[0]), reply.split(" ", 1)[1]) for stage, reply, *_ in SEEN]
    assert any(judge(*one) != judge(*one, rules=others) for one in seen)


def test_one_line_is_one_line() -> None:
    """Line ends, stray bytes and length are tamed."""
    assert one_line(550, "first\r\n second\t\udcff") == "550 first second �"
    assert len(one_line(550, "x" * 1000)) == 300


@pytest.mark.parametrize(("stage", "reply"), [(stage, reply) for stage, reply, *_ in SEEN])
def test_every_reply_is_explained(stage: Stage, reply: str) -> None:
    """Staff read the server's own words first, then what they come to, in Chinese and on one line."""
    code, _, text = reply.partition(" ")
    line = explained(stage, int(code), text)
    assert line.startswith(one_line(int(code), text))
    assert re.fullmatch(r"（[\u4e00-\u9fff， SMTP]+）", line.removeprefix(one_line(int(code), text)))


def test_a_refusal_for_good_is_told_from_one_for_now() -> None:
    """The explanation says whether the server may yet take it."""
    assert explained(Stage.RECIPIENT, 550, "no such user").endswith("（服务器不接受这个收件人）")
    assert explained(Stage.RECIPIENT, 450, "try later").endswith("（服务器暂不接受这个收件人）")
