"""The digest's counts, what it puts first, and its wording."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.checks.registry import CHECKS
from rules.finding import Finding, Severity
from service.digest.digest import build_digest, entry_state, take_snapshot
from service.digest.labels import LABELS, finding_label, reason_text, section_name
from service.digest.render import digest_subject, render_html, render_text
from service.digest.values import Concern, Counts, InconsistentCountsError, Snapshot
from service.digest.views import spoken
from service.ledger.sql_ledger import SqlLedger
from service.outcome import CaseState, Disposition, ReplyState
from service.records import Location, NewMessage
from service.unfetched import PERSISTENT, Unfetched
from tests.service.digest_samples import (
    CAMPAIGN,
    EXEMPT,
    NOW,
    SINCE,
    make_case,
    make_digest,
    make_file,
    make_message,
    make_reply,
    mid_campaign,
)
from tests.service.reply_samples import SECTION_GAP, TEMPLATE, make_campaign

GOLDEN = Path(__file__).parent / "golden" / "digest.txt"


def test_text_reads_as_agreed() -> None:
    """The whole digest of a day, as people have read and agreed to it."""
    digest = make_digest(mid_campaign())
    assert f"{digest_subject(digest)}\n\n{render_text(digest)}" == GOLDEN.read_text(encoding="utf-8")


def test_counts_leave_out_the_exempt_and_add_up() -> None:
    """应报 = 已收 + 未报, 已收 = 齐全 + 待补正 + 待人工确认; mails of no entry are counted apart."""
    digest = make_digest(mid_campaign())
    expected = Counts(
        due=9, complete=3, incomplete=2, review=1, waiting=3, exempt=1, late=1, completed_late=1
    )  # of ten entries
    assert digest.counts == expected
    assert digest.counts.received == 6
    assert (digest.unassigned, digest.unsettled, digest.ignored) == (2, 2, 2)


@given(st.lists(st.sampled_from([None, *CaseState]), min_size=10, max_size=10), st.sets(st.integers(0, 9)))
def test_counts_add_up_whatever_the_states(states: list[CaseState | None], exempt: set[int]) -> None:
    """Over entries, projects, batches and campaigns the parts make the whole."""
    entries = CAMPAIGN.roster.entries
    campaign = make_campaign(exempt={entries[index].entry_id: "" for index in exempt})
    message = make_message(1, Disposition.ACCEPTED)
    cases = [
        make_case(entry.entry_id, state, message)
        for entry, state in zip(entries, states, strict=True)
        if state
    ]
    digest = build_digest((campaign,), Snapshot(cases, (message,)), NOW, None)
    counts = digest.counts
    assert counts.due + counts.exempt == 10
    assert counts.exempt == len(exempt)
    for name in Counts.__dataclass_fields__:
        for part in digest.campaigns:
            batches = [getattr(batch.counts, name) for batch in part.batches]
            projects = [getattr(project.counts, name) for batch in part.batches for project in batch.projects]
            assert sum(batches) == sum(projects) == getattr(counts, name)


def test_counts_that_do_not_add_up_are_refused() -> None:
    """A digest with wrong sums never goes out."""
    with pytest.raises(InconsistentCountsError):
        Counts(due=3, complete=1, incomplete=0, review=0, waiting=1, exempt=0, late=0, completed_late=0)
    with pytest.raises(InconsistentCountsError):
        Counts(due=1, complete=1, incomplete=0, review=0, waiting=0, exempt=0, late=1, completed_late=1)


def test_several_campaigns_are_summed_and_told_apart() -> None:
    """Two notices at once: the subject has the sum, the lists stand under each one's name."""
    entries = tuple(replace(entry, entry_id=f"x{entry.entry_id}") for entry in CAMPAIGN.roster.entries)
    other = replace(
        CAMPAIGN, key="other", name="另一通知", roster=replace(CAMPAIGN.roster, entries=entries), exempt={}
    )
    digest = build_digest((CAMPAIGN, other), mid_campaign(), NOW, SINCE)
    assert digest.counts.due == 19
    assert "■ 另一通知" in render_text(digest)


def test_what_the_campaign_exempts_is_exempt_whatever_came() -> None:
    """And an entry exempt no longer, for which something came, was never judged: a person must look."""
    entry = CAMPAIGN.roster.by_id[next(iter(EXEMPT))]
    case = make_case(entry.entry_id, CaseState.EXEMPT, make_message(1, Disposition.ACCEPTED))
    assert entry_state(CAMPAIGN, entry, replace(case, state=CaseState.COMPLETE)) is CaseState.EXEMPT
    assert entry_state(make_campaign(), entry, case) is CaseState.REVIEW
    assert entry_state(make_campaign(), entry, replace(case, messages=())) is CaseState.WAITING
    assert entry_state(make_campaign(), entry, None) is CaseState.WAITING


def test_the_most_urgent_stands_first() -> None:
    """Failed mail before replies that did not arrive, before mails to decide on, before replies to release."""
    concerns = [item.concern for item in make_digest(mid_campaign()).attention]
    assert concerns == [
        Concern.FAILED,
        Concern.STUCK,
        *[Concern.UNDELIVERED] * 4,  # queued for 30 hours, a bounce, refused, uncertain
        Concern.UNASSIGNED,
        Concern.REVIEW,
        Concern.CASE,
        Concern.HELD,
    ]


def test_a_mail_that_cannot_be_fetched_is_told_as_long_as_it_lies_there() -> None:
    """It has no row, so nothing else would tell of it; a line that drops once or twice is no news."""
    mail = Unfetched(Location("INBOX", 7, 12), PERSISTENT, SINCE, NOW, "服务器不给出邮件 12")
    (item,) = make_digest(Snapshot(unfetched=(mail,))).attention
    assert item.concern is Concern.UNFETCHED
    said = spoken(item)
    assert (said.title, said.reference) == ("“INBOX”中的一封邮件", "UID 12")
    assert "服务器不给出邮件 12" in said.reason
    once = replace(mail, attempts=PERSISTENT - 1)
    assert not make_digest(Snapshot(unfetched=(once,))).attention


def test_a_bounce_is_told_once() -> None:
    """A bounce keeps its state for ever, so only a new one is news."""
    bounce = make_message(
        1, Disposition.IGNORED, subject="系统退信", why="bounce：邮件服务器退信", hours_ago=30
    )
    assert not make_digest(Snapshot(messages=(bounce,))).attention
    assert make_digest(Snapshot(messages=(bounce,)), since=SINCE - timedelta(days=1)).attention


def test_a_case_in_review_is_not_listed_beside_its_mail() -> None:
    """One matter, one line."""
    message = make_message(1, Disposition.REVIEW, "midterm-001", why="新总结无法读取")
    case = make_case("midterm-001", CaseState.REVIEW, message, review="新总结无法读取")
    assert [item.concern for item in make_digest(Snapshot((case,), (message,))).attention] == [Concern.REVIEW]
    settled = replace(message, disposition=Disposition.ACCEPTED)
    assert [item.concern for item in make_digest(Snapshot((case,), (settled,))).attention] == [Concern.CASE]


def test_a_reply_on_its_way_is_no_concern_until_a_day_has_passed() -> None:
    """Pacing and greylisting take minutes, a day's limit takes hours."""
    for state in (ReplyState.QUEUED, ReplyState.SENDING):
        early = make_reply(1, state, "midterm-001", hours_ago=23)
        old = make_reply(2, state, "midterm-001", hours_ago=25)
        assert [item.reply for item in make_digest(Snapshot(replies=(early, old))).attention] == [old]


def test_long_groups_are_cut_with_their_count() -> None:
    """A trial run holds every reply; the digest does not list hundreds."""
    replies = [make_reply(number, ReplyState.HELD, "midterm-001") for number in range(100)]
    assert "另有95件" in render_text(make_digest(Snapshot(replies=replies)))


def test_first_digest_tells_all_and_quiet_day_says_so() -> None:
    """Without an earlier digest everything is new; with nothing in the ledger the text still stands."""
    assert len(make_digest(mid_campaign(), since=None).arrivals) == 11
    text = render_text(make_digest(Snapshot()))
    assert "没有需要人工处理的事项" in text
    assert "应报9件，已收0件" in text


@pytest.mark.parametrize(("hours", "words"), [(0, "还有2天"), (48, "今天截止"), (72, "已过1天")])
def test_days_left_are_told(hours: int, words: str) -> None:
    """To the deadline, on its day, after it."""
    assert words in render_text(make_digest(mid_campaign(), now=NOW + timedelta(hours=hours)))


def test_no_personal_data_in_the_digest() -> None:
    """Units and counts are named; no sender, no telephone of a subject, no address of a server's answer."""
    digest = make_digest(mid_campaign())
    for form in (render_text(digest), render_html(digest)):
        assert "office" not in form
        assert "13800001234" not in form
        assert "138****1234" in form


@given(st.text(max_size=60))
def test_foreign_text_stays_text_in_html(subject: str) -> None:
    """A subject adds no tag and no line, whatever it holds."""
    usual = make_digest(Snapshot(messages=(make_message(1, Disposition.REVIEW, subject="甲"),)))
    hostile = make_message(1, Disposition.REVIEW, subject=f"甲<script>{subject}")
    digest = make_digest(Snapshot(messages=(hostile,)))
    assert render_html(digest).count("<") == render_html(usual).count("<")
    assert render_text(digest).count("\n") == render_text(usual).count("\n")


def test_html_fetches_nothing() -> None:
    """No image, no style sheet, no script, no link: webmail shows it as it is."""
    html = render_html(make_digest(mid_campaign()))
    assert not any(mark in html for mark in ("http", "<img", "<link", "<script", "<style", "url("))


def test_every_code_has_a_label() -> None:
    """Each code of the contract, in a few Chinese words; a new one speaks by its own sentence."""
    assert set(LABELS) == {check.code for check in CHECKS}
    assert finding_label(SECTION_GAP, TEMPLATE) == "缺“四、特色亮点工作”"
    assert finding_label(Finding("new.code", Severity.GAP, "少了什么。"), TEMPLATE) == "少了什么。"


def test_sections_are_named_as_the_template_heads_them() -> None:
    """With its numeral once, whether the template's heading bears it or not."""
    numbered = replace(TEMPLATE, sections=(replace(TEMPLATE.sections[0], heading="一、项目实施成效"),))
    assert section_name(1, TEMPLATE) == section_name(1, numbered) == "“一、项目实施成效”"
    assert section_name(9, TEMPLATE) == "第九部分"
    assert section_name(None, TEMPLATE) == "正文"


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("question", "来信咨询，请人工答复"),
        ("unmatched：标题未能对应", "标题未能对应"),
        ("需人工看：见附件", "需人工看：见附件"),
        ("", "请人工查看"),
    ],
)
def test_reasons_are_told_in_chinese(why: str, text: str) -> None:
    """The program's own words are translated; a sentence passes as it is."""
    assert reason_text(why) == text


def test_snapshot_takes_all_rows(tmp_path: Path) -> None:
    """A digest is built from one reading of a real ledger: its mails, files, cases and replies."""
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    ledger.upgrade()
    with ledger.write() as rows:
        number = rows.add_message(NewMessage("0" * 64, 10, "<1@x>", "总结", "a@example.org", NOW, NOW))
        rows.settle(number, Disposition.ACCEPTED, "依据邮件标题", ["midterm-001"])
        rows.set_files(number, [make_file(number, 0, "总结.docx", "summary")])
        rows.save_case(
            make_case("midterm-001", CaseState.COMPLETE, make_message(number, Disposition.ACCEPTED))
        )
        rows.attach("midterm-001", number)
    with ledger.read() as rows:
        digest = make_digest(take_snapshot(rows))
    ledger.close()
    (line,) = (line for part in digest.campaigns for line in part.lines if line.is_received)
    assert line.entry.entry_id == "midterm-001"
    assert line.state is CaseState.COMPLETE
    assert [message.subject for message in line.messages] == ["总结"]
    assert [file.name for file in line.files] == ["总结.docx"]
