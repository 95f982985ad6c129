"""One mail's way through the house: what it is taken for, what becomes of its case, what is answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.campaign_files import default_campaigns
from service.outcome import CaseState, Disposition, ReplyKind, ReplyState
from service.pipeline import handle
from service.reply_limits import DEFAULT_LIMITS
from tests.service.office import (
    NOON,
    OURSELVES,
    SHANGHAI,
    File,
    Office,
    evidence_docx,
    mail_of,
    open_office,
    summary_docx,
)

UNIT, PROJECT = "上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目"
ENTRY = "acceptance-046"
SUBJECT = f"{PROJECT}-{UNIT}"
NINTH = "上海交通大学医学院附属第九人民医院"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _complete(subject: str = SUBJECT, **more: str) -> bytes:
    return mail_of(subject, [summary_docx(UNIT, PROJECT), evidence_docx()], **more)


def test_a_complete_submission_gets_a_receipt(office: Office) -> None:
    """The receipt has a number, names unit and project, and the case is complete."""
    message, outcome = office.receive(_complete())
    assert (outcome.disposition, outcome.entries) == (Disposition.ACCEPTED, (ENTRY,))
    case = office.case(ENTRY)
    assert (case.state, case.late, case.receipt) == (CaseState.COMPLETE, False, "ZSCQ2024-0001")
    (reply,) = office.replies(message)
    assert (reply.kind, reply.state, reply.number) == ("receipt", ReplyState.QUEUED, "ZSCQ2024-0001")
    text = office.reply_text(message)
    assert UNIT in text
    assert PROJECT in text


def test_every_gap_is_said_at_once(office: Office) -> None:
    """Section 4, the e-mail and the evidence are missing: one reply names all three."""
    summary = summary_docx(UNIT, PROJECT, without="四", contact="项目联系人：张三 电话：021-00001234")
    message, outcome = office.receive(mail_of(SUBJECT, [summary]))
    assert outcome.disposition is Disposition.GAPS
    gaps = {finding.key for finding in office.case(ENTRY).findings if finding.severity == "gap"}
    assert gaps == {"section.missing:4", "contact.incomplete", "evidence.missing"}
    assert "特色亮点工作" in office.reply_text(message)


def test_an_answer_in_the_thread_with_what_was_missing_completes_the_case(office: Office) -> None:
    """The second mail brings only the evidence; its receipt says what is settled."""
    first, _ = office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    asked = office.replies(first)[-1]
    answer = mail_of(f"Re: {asked.subject}", [evidence_docx()], answers=asked.mime_id)
    second, outcome = office.receive(answer, NOON + timedelta(hours=1))
    assert (outcome.disposition, outcome.entries) == (Disposition.ACCEPTED, (ENTRY,))
    assert "佐证" in office.reply_text(second)
    assert office.case(ENTRY).messages == (first, second)


def test_an_answer_under_an_empty_subject_is_assigned_by_its_thread(office: Office) -> None:
    """The thread decides what the subject leaves open."""
    first, _ = office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    asked = office.replies(first)[-1]
    _, outcome = office.receive(
        mail_of("", [evidence_docx()], answers=asked.mime_id), NOON + timedelta(hours=1)
    )
    assert (outcome.disposition, outcome.entries) == (Disposition.ACCEPTED, (ENTRY,))


def test_another_subject_in_an_old_thread_is_not_assigned_by_it(office: Office) -> None:
    """Whoever writes about something else in an old thread is not put into its case."""
    first, _ = office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    asked = office.replies(first)[-1]
    other = mail_of("关于另一个课题的材料", [evidence_docx()], answers=asked.mime_id)
    _, outcome = office.receive(other, NOON + timedelta(hours=1))
    assert (outcome.disposition, outcome.entries) == (Disposition.REVIEW, ())


def test_an_ambiguous_subject_goes_to_a_person_and_the_unit_hears_of_it(office: Office) -> None:
    """The unit stands three times in the rosters: the readings are named, nothing is assigned."""
    message, outcome = office.receive(mail_of(NINTH, [evidence_docx()]))
    assert (outcome.disposition, outcome.entries, outcome.reply) == (
        Disposition.REVIEW,
        (),
        ReplyKind.CLARIFY,
    )
    assert set(office.message(message).candidates) == {"acceptance-032", "acceptance-045", "midterm-011"}
    assert [reply.kind for reply in office.replies(message)] == ["clarify"]


@pytest.mark.parametrize("in_junk", [False, True])
def test_what_cannot_be_assigned_is_answered_only_with_a_document_and_outside_junk(
    office: Office, *, in_junk: bool
) -> None:
    """Advertisements are not answered."""
    bare, _ = office.receive(mail_of("优惠活动"))
    with_file, outcome = office.receive(mail_of("课程资料", [evidence_docx()]), in_junk=in_junk)
    assert office.replies(bare) == ()
    assert outcome.disposition is Disposition.REVIEW
    assert len(office.replies(with_file)) == (0 if in_junk else 1)


def test_a_matched_mail_in_junk_is_answered(office: Office) -> None:
    """The provider's spam filter is no judge of submissions."""
    message, _ = office.receive(_complete(), in_junk=True)
    assert [reply.kind for reply in office.replies(message)] == ["receipt"]


def test_the_same_mail_again_is_not_answered_again(office: Office) -> None:
    """Same bytes, or the same Message-ID, sender and files under another trace header: a duplicate."""
    raw = _complete()
    office.receive(raw)
    for again in (raw, b"X-Trace: another way\r\n" + raw):
        message, outcome = office.receive(again)
        assert outcome.disposition is Disposition.IGNORED
        assert outcome.why.startswith("duplicate")
        assert office.replies(message) == ()


def test_the_same_message_id_with_other_content_is_a_new_mail(office: Office) -> None:
    """Some mail programs use a Message-ID twice."""
    office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)], message_id="<same@example.com>"))
    _, outcome = office.receive(mail_of(SUBJECT, [evidence_docx()], message_id="<same@example.com>"))
    assert outcome.disposition is Disposition.ACCEPTED


def test_a_fresh_mail_with_the_same_files_gets_the_same_receipt_number(office: Office) -> None:
    """A unit that lost its receipt sends everything once more."""
    office.receive(_complete())
    message, _ = office.receive(_complete(text="再次报送"), NOON + timedelta(hours=2))
    assert [reply.number for reply in office.replies(message)] == ["ZSCQ2024-0001"]


def test_mail_from_before_the_notice_is_ignored(office: Office) -> None:
    """The first start on an old mailbox answers nobody."""
    message, outcome = office.receive(_complete(), datetime(2024, 2, 25, 23, 59, tzinfo=SHANGHAI))
    assert outcome.disposition is Disposition.IGNORED
    assert outcome.why.startswith("older")
    assert office.replies(message) == ()


@pytest.mark.parametrize(
    ("header", "files", "disposition"),
    [
        (b"Auto-Submitted: auto-replied\r\n", False, Disposition.IGNORED),
        (b"Auto-Submitted: auto-replied\r\n", True, Disposition.REVIEW),
        (b"Auto-Submitted: no\r\n", True, Disposition.ACCEPTED),
    ],
)
def test_a_machine_is_never_answered_but_its_document_is_looked_at(
    office: Office, header: bytes, *, files: bool, disposition: Disposition
) -> None:
    """Screening decides whether a mail is answered, not whether it is read."""
    message, outcome = office.receive(header + (_complete() if files else mail_of(SUBJECT)))
    assert outcome.disposition is disposition
    assert bool(office.replies(message)) is (disposition is Disposition.ACCEPTED)


def test_our_own_mail_is_ignored(office: Office) -> None:
    """A copy of a reply that lands in the mailbox starts no loop."""
    _, outcome = office.receive(_complete(sender=OURSELVES))
    assert outcome.disposition is Disposition.IGNORED


def test_a_question_after_the_summary_goes_to_a_person(office: Office) -> None:
    """No file, and the case has its summary: no automatic reply."""
    office.receive(_complete())
    message, outcome = office.receive(
        mail_of(f"Re: {SUBJECT}", text="请问何时答辩？"), NOON + timedelta(hours=1)
    )
    assert (outcome.disposition, outcome.why) == (Disposition.REVIEW, "question")
    assert office.replies(message) == ()
    assert office.case(ENTRY).state is CaseState.COMPLETE


def test_a_matched_mail_without_file_is_asked_for_the_summary(office: Office) -> None:
    """The unit forgot the attachment."""
    _, outcome = office.receive(mail_of(SUBJECT))
    assert outcome.disposition is Disposition.GAPS
    assert [finding.code for finding in office.case(ENTRY).findings] == ["summary.missing"]


def test_a_mail_after_the_deadline_is_received_and_told_so(office: Office) -> None:
    """Late is advice: the receipt is given, and says it."""
    message, outcome = office.receive(_complete(), datetime(2024, 3, 23, 0, 0, 1, tzinfo=SHANGHAI))
    assert outcome.disposition is Disposition.ACCEPTED
    assert office.case(ENTRY).late is True
    assert "截止" in office.reply_text(message)


def test_the_last_second_of_the_deadline_is_in_time(office: Office) -> None:
    """The whole of 22 March, Asia/Shanghai."""
    office.receive(_complete(), datetime(2024, 3, 22, 23, 59, 59, tzinfo=SHANGHAI))
    assert office.case(ENTRY).late is False


def test_completion_after_the_deadline_is_shown_apart(office: Office) -> None:
    """The summary came in time, the evidence after: not late, but completed late."""
    office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    office.receive(mail_of(SUBJECT, [evidence_docx()]), datetime(2024, 3, 25, 9, tzinfo=SHANGHAI))
    case = office.case(ENTRY)
    assert (case.state, case.late, case.completed_late) == (CaseState.COMPLETE, False, True)


def test_an_exempt_entry_is_told_that_nothing_is_due(tmp_path: Path) -> None:
    """Politely, with a receipt; the case stays exempt."""
    campaigns = tuple(replace(each, exempt={ENTRY: "已提前完成"}) for each in default_campaigns())
    office = open_office(tmp_path, *campaigns)
    message, outcome = office.receive(_complete())
    assert outcome.disposition is Disposition.ACCEPTED
    assert office.case(ENTRY).state is CaseState.EXEMPT
    assert "已提前完成" in office.reply_text(message)
    office.desk.ledger.close()


def test_replies_are_held_on_a_trial_run(tmp_path: Path) -> None:
    """Everything is judged; nothing leaves before a person releases it."""
    office = open_office(tmp_path, hold=True)
    message, _ = office.receive(_complete())
    assert [reply.state for reply in office.replies(message)] == [ReplyState.HELD]
    office.desk.ledger.close()


def test_a_defective_replacement_after_the_receipt_is_for_a_person(office: Office) -> None:
    """The receipt stands; nothing is answered by itself."""
    office.receive(_complete())
    broken = summary_docx(UNIT, PROJECT, without="三")
    message, outcome = office.receive(mail_of(SUBJECT, [broken], text="更正"), NOON + timedelta(hours=1))
    assert outcome.disposition is Disposition.REVIEW
    assert office.case(ENTRY).receipt == "ZSCQ2024-0001"
    assert office.replies(message) == ()


def test_an_unreadable_replacement_replaces_nothing(office: Office) -> None:
    """A corrupt file goes to a person; the summary that is there counts on."""
    office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    corrupt = File("工作总结（修改）.docx", b"PK\x03\x04" + b"\x00" * 400)
    _, outcome = office.receive(mail_of(SUBJECT, [corrupt]), NOON + timedelta(hours=1))
    assert outcome.disposition is Disposition.REVIEW
    assert office.case(ENTRY).summary_name == "工作总结.docx"


def test_a_person_assigns_what_could_not_be_read(office: Office) -> None:
    """The mail is then checked and answered as if matched, once."""
    message, _ = office.receive(mail_of("材料", [summary_docx(UNIT, PROJECT), evidence_docx()]))
    outcome = handle(message, office.desk, assigned=(ENTRY,), who="staff")
    assert outcome.disposition is Disposition.ACCEPTED
    assert office.case(ENTRY).state is CaseState.COMPLETE
    kinds = [(reply.kind, reply.state) for reply in office.replies(message)]
    assert kinds == [("clarify", ReplyState.DROPPED), ("receipt", ReplyState.QUEUED)]


def test_a_wrong_assignment_is_moved_and_its_receipt_corrected(office: Office) -> None:
    """Both cases are judged anew; the reply says which receipt no longer holds."""
    wrong = "midterm-037"
    message, _ = office.receive(mail_of("材料", [summary_docx(UNIT, PROJECT), evidence_docx()]))
    handle(message, office.desk, assigned=(wrong,), who="staff")
    with office.desk.ledger.write() as ledger:
        for reply in ledger.replies(message=message, states={ReplyState.QUEUED}):
            ledger.set_reply_state(reply.id, ReplyState.SENT, "250 OK", sent_at=NOON)
    handle(message, office.desk, assigned=(ENTRY,), who="staff")
    assert office.case(wrong).state is CaseState.WAITING
    assert office.case(wrong).messages == ()
    assert office.case(ENTRY).state is CaseState.COMPLETE
    sent = [reply.number for reply in office.replies(message)]
    assert len(sent) == len(set(sent))


def test_one_mail_for_several_entries_of_one_unit_shares_one_reply(office: Office) -> None:
    """The contract: gaps if any has gaps; here the person names both entries."""
    entries = ("acceptance-032", "acceptance-045")
    message, _ = office.receive(
        mail_of(NINTH, [summary_docx(NINTH, "上海市知识产权产学研运营联合体"), evidence_docx()])
    )
    outcome = handle(message, office.desk, assigned=entries, who="staff")
    assert outcome.entries == entries
    assert len([reply for reply in office.replies(message) if reply.state is ReplyState.QUEUED]) == 1


def test_handling_twice_after_a_crash_changes_nothing(office: Office) -> None:
    """Every step may be repeated: one verdict, one reply, one number."""
    message, _ = office.receive(_complete())
    before = office.case(ENTRY)
    handle(message, office.desk)
    assert len(office.replies(message)) == 1
    assert office.case(ENTRY).receipt == before.receipt


def test_a_sender_over_the_limit_is_judged_but_the_reply_waits_for_a_person(office: Office) -> None:
    """Two programs that answer each other stop; the next day, and for every other sender, replies go out."""
    for number in range(DEFAULT_LIMITS.per_matter_a_day):
        message, _ = office.receive(mail_of(SUBJECT, text=f"第{number}封"))
        assert [reply.state for reply in office.replies(message)] == [ReplyState.QUEUED]
    message, outcome = office.receive(mail_of(SUBJECT, text="又一封"))
    assert outcome.disposition is Disposition.GAPS
    (reply,) = office.replies(message)
    assert reply.state is ReplyState.HELD
    assert str(DEFAULT_LIMITS.per_matter_a_day) in reply.response
    other, _ = office.receive(mail_of(SUBJECT, sender="other@example.com"))
    office.clock.advance(days=1, minutes=1)
    later, _ = office.receive(mail_of(SUBJECT, text="次日"), NOON + timedelta(days=1))
    assert [reply.state for number in (other, later) for reply in office.replies(number)] == [
        ReplyState.QUEUED,
        ReplyState.QUEUED,
    ]
