"""The demonstration: every sample is taken for what it is, and what it shows is what happened."""

from pathlib import Path

from service.demo.play import perform

# What each sample shows, what became of it, for which entry, and the kinds of the replies.
EXPECTED = [
    ("内容齐全", "accepted", "acceptance-046", "receipt"),
    ("缺第四部分和邮箱", "gaps", "acceptance-048", "gaps"),
    ("标题先单位后项目，PDF", "accepted", "midterm-009", "receipt"),
    ("没有佐证材料", "gaps", "midterm-037", "gaps"),
    ("只写单位，该单位有三个项目", "review", "", "clarify"),
    ("只写项目，总结写明了单位", "accepted", "midterm-031", "receipt"),
    ("英文标题", "review", "", "clarify"),
    ("只寄回空白模板", "gaps", "midterm-109", "gaps"),
    ("总结是盖章扫描件", "accepted", "acceptance-051", "receipt"),
    ("只有超大附件链接", "gaps", "acceptance-038", "gaps"),
    ("名单中免报的项目", "accepted", "acceptance-012", "receipt"),
    ("自动回复", "ignored", "", ""),
    ("退信", "ignored", "", ""),
    ("同一封邮件再次到达", "ignored", "", ""),
    ("通知发布之前的旧邮件", "ignored", "", ""),
    ("补交所缺的佐证材料", "accepted", "midterm-037", "receipt"),
    ("收齐之后来信询问", "review", "acceptance-046", ""),
]


def test_the_demonstration_shows_every_kind(tmp_path: Path) -> None:
    """Two cycles over IMAP and SMTP in this process; the second reply to one unit says what is settled."""
    performance = perform(tmp_path)
    found = [
        (
            played.shows,
            str(played.message.disposition),
            "".join(played.message.entries),
            "".join(reply.kind for reply in played.replies),
        )
        for played in performance.played
    ]
    assert found == EXPECTED
    assert [report.failed for report in performance.reports] == [0, 0]
    (asked, _), (receipt, settled) = performance.replies
    assert asked.startswith("回复：")
    assert receipt.startswith("回复：")
    assert "此前告知、现已补齐" in settled
    assert "应报172件" in performance.digest
    assert {path.suffix for path in (tmp_path / "replies").iterdir()} == {".eml", ".html", ".xlsx"}
