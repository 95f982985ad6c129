"""Decisions that could be undone, answers that could go out twice, threads that could lead astray."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.campaign_files import default_campaigns
from service.outcome import CaseState, Disposition, ReplyState
from service.pipeline import handle
from service.reading import read
from tests.service.office import NOON, Office, evidence_docx, mail_of, open_office, summary_docx

UNIT, PROJECT = "上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目"
ENTRY, WRONG = "acceptance-046", "midterm-037"
SUBJECT = f"{PROJECT}-{UNIT}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _complete(subject: str = SUBJECT, **more: str) -> bytes:
    return mail_of(subject, [summary_docx(UNIT, PROJECT), evidence_docx()], **more)


def _mark_sent(office: Office, message: int) -> None:
    with office.desk.ledger.write() as ledger:
        for reply in ledger.replies(message=message, states={ReplyState.QUEUED}):
            ledger.set_reply_state(reply.id, ReplyState.SENT, "250 OK", sent_at=NOON)


def test_a_persons_decision_is_not_undone_by_a_run_that_had_begun(office: Office) -> None:
    """The daemon has read the mail and waits for its turn; meanwhile somebody assigns it."""
    message = office.arrive(_complete("材料"))
    reading = read(message, office.desk)
    handle(message, office.desk, assigned=(ENTRY,), who="staff")
    outcome = handle(message, office.desk, reading=reading)
    assert (outcome.disposition, outcome.entries) == (Disposition.ACCEPTED, (ENTRY,))
    assert office.message(message).entries == (ENTRY,)
    assert [reply.kind for reply in office.replies(message)] == ["receipt"]


def test_of_two_copies_one_is_answered_whichever_is_settled_first(office: Office) -> None:
    """The copy in the junk folder was received a moment earlier, but collected later."""
    raw = _complete()
    first = office.arrive(raw, NOON + timedelta(seconds=5))
    second = office.arrive(b"X-Trace: another way\r\n" + raw, NOON, in_junk=True)
    outcomes = [handle(message, office.desk) for message in (second, first)]
    assert [each.disposition for each in outcomes] == [Disposition.ACCEPTED, Disposition.IGNORED]
    assert outcomes[1].why.startswith("duplicate")
    assert len(office.replies()) == 1


def test_an_answer_to_a_reply_follows_the_mail_to_where_a_person_moved_it(office: Office) -> None:
    """The unit answers the first, mistaken reply; its thread leads to the entry that the mail belongs to now."""
    message, _ = office.receive(mail_of("材料", [summary_docx(UNIT, PROJECT)]))
    handle(message, office.desk, assigned=(WRONG,), who="staff")
    _mark_sent(office, message)
    mistaken = office.replies(message)[-1]
    handle(message, office.desk, assigned=(ENTRY,), who="staff")
    answer = mail_of(f"Re: {mistaken.subject}", [evidence_docx()], answers=mistaken.mime_id)
    _, outcome = office.receive(answer, NOON + timedelta(hours=1))
    assert outcome.entries == (ENTRY,)


def test_an_answer_to_a_question_for_the_project_follows_a_persons_decision(office: Office) -> None:
    """The mail that the unit was asked about has been assigned since: its thread is known."""
    message, _ = office.receive(mail_of("材料", [summary_docx(UNIT, PROJECT)]))
    asked = office.replies(message)[-1]
    handle(message, office.desk, assigned=(ENTRY,), who="staff")
    answer = mail_of(f"Re: {asked.subject}", [evidence_docx()], answers=asked.mime_id)
    _, outcome = office.receive(answer, NOON + timedelta(hours=1))
    assert outcome.entries == (ENTRY,)


def test_a_receipt_outlives_a_later_exemption(tmp_path: Path) -> None:
    """A receipt once given stands, with its number and time."""
    office = open_office(tmp_path)
    office.receive(_complete())
    given = office.case(ENTRY).receipt
    office.desk.ledger.close()
    exempt = tuple(replace(each, exempt={ENTRY: "已提前完成"}) for each in default_campaigns())
    office = open_office(tmp_path, *exempt)
    office.receive(_complete(text="补充"), NOON + timedelta(hours=1))
    assert (office.case(ENTRY).state, office.case(ENTRY).receipt) == (CaseState.EXEMPT, given)
    office.desk.ledger.close()


def test_a_case_that_loses_a_mail_is_judged_as_if_it_had_never_come(office: Office) -> None:
    """The receipt that rested on the foreign mail is withdrawn; the gaps stand again, and nobody need look."""
    office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    before = office.case(ENTRY)
    foreign, _ = office.receive(mail_of("材料", [evidence_docx()]), NOON + timedelta(hours=1))
    handle(foreign, office.desk, assigned=(ENTRY,), who="staff")
    _mark_sent(office, foreign)
    receipt = office.case(ENTRY).receipt
    assert receipt is not None
    handle(foreign, office.desk, assigned=(WRONG,), who="staff")
    after = office.case(ENTRY)
    assert (after.state, after.receipt, after.review) == (CaseState.INCOMPLETE, None, "")
    assert after.findings == before.findings
    assert receipt in office.reply_text(foreign)


def test_a_contradiction_is_not_settled_by_the_thread(office: Office) -> None:
    """An answer in the case's thread whose new subject names another project of another unit goes to a person."""
    first, _ = office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    asked = office.replies(first)[-1]
    subject = f"2023年度上海市高价值专利升级培育项目-{UNIT}"
    _, outcome = office.receive(
        mail_of(subject, [evidence_docx()], answers=asked.mime_id), NOON + timedelta(hours=1)
    )
    assert (outcome.disposition, outcome.entries) == (Disposition.REVIEW, ())


@pytest.mark.parametrize("subject", ["", "材料", "转发：材料"])
def test_an_answer_bears_what_our_reply_made_of_the_subject(office: Office, subject: str) -> None:
    """回复：材料〔number〕, or 回复：（无主题）〔number〕, is the thread's own subject still."""
    message, _ = office.receive(mail_of(subject, [summary_docx(UNIT, PROJECT)]))
    handle(message, office.desk, assigned=(ENTRY,), who="staff")
    asked = office.replies(message)[-1]
    answer = mail_of(f"Re: {asked.subject}", [evidence_docx()], answers=asked.mime_id)
    _, outcome = office.receive(answer, NOON + timedelta(hours=1))
    assert (outcome.disposition, outcome.entries) == (Disposition.ACCEPTED, (ENTRY,))


def test_a_receipt_that_another_mail_was_answered_with_is_not_taken_back_unsaid(office: Office) -> None:
    """The summary's own sender holds the receipt; that the evidence was somebody else's is for a person to say."""
    foreign, _ = office.receive(mail_of("材料", [evidence_docx()]))
    handle(foreign, office.desk, assigned=(ENTRY,), who="staff")
    own, _ = office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]), NOON + timedelta(hours=1))
    _mark_sent(office, own)
    receipt = office.case(ENTRY).receipt
    assert receipt is not None
    handle(foreign, office.desk, assigned=(WRONG,), who="staff")
    assert (office.case(ENTRY).state, office.case(ENTRY).receipt) == (CaseState.REVIEW, receipt)
    assert receipt not in office.reply_text(foreign)


def test_an_answer_in_the_thread_of_a_notice_that_is_over_goes_to_a_person(tmp_path: Path) -> None:
    """Its campaign stands in the configuration no longer: nothing breaks, and nobody is taken for another."""
    office = open_office(tmp_path)
    message, _ = office.receive(mail_of("材料", [summary_docx(UNIT, PROJECT)]))
    handle(message, office.desk, assigned=(ENTRY,), who="staff")
    asked = office.replies(message)[-1]
    office.desk.ledger.close()
    (campaign,) = default_campaigns()
    others = tuple(row for row in campaign.roster if row.entry_id != ENTRY)
    office = open_office(tmp_path, replace(campaign, roster=replace(campaign.roster, entries=others)))
    answer = mail_of(f"Re: {asked.subject}", [evidence_docx()], answers=asked.mime_id)
    _, outcome = office.receive(answer, NOON + timedelta(hours=1))
    assert (outcome.disposition, outcome.entries) == (Disposition.REVIEW, ())
    handle(message, office.desk, assigned=(WRONG,), who="staff")
    assert office.message(message).entries == (WRONG,)
    office.desk.ledger.close()


def test_campaigns_that_open_on_different_days_judge_their_own_mail(tmp_path: Path) -> None:
    """A mail of a notice that opened later is older than it, though another notice was open already."""
    (campaign,) = default_campaigns()
    rows = campaign.roster.entries
    first = replace(campaign, roster=replace(campaign.roster, entries=rows[:58]))
    second = replace(campaign, key="later", roster=replace(campaign.roster, entries=rows[58:]))
    second = replace(second, opens=NOON + timedelta(days=1))
    office = open_office(tmp_path, first, second)
    row = next(each for each in rows[58:] if each.entry_id == WRONG)
    subject = f"{row.project}-{row.unit}"
    _, early = office.receive(mail_of(subject, [summary_docx(row.unit, row.project)]))
    _, later = office.receive(
        mail_of(subject, [summary_docx(row.unit, row.project)], text="2"), NOON + timedelta(days=2)
    )
    assert (early.disposition, later.entries) == (Disposition.IGNORED, (WRONG,))
    _, own = office.receive(_complete())
    assert own.entries == (ENTRY,)
    office.desk.ledger.close()
