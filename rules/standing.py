"""Which files of a case count: what each message adds, what it replaces, and what only a person can tell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from rules.campaign import Campaign
from rules.case_file import FileInCase
from rules.fitting import contradicts, fitting_part
from rules.page_photos import joined_pages
from rules.roles import RoledFile, RoleWords, assign_roles
from rules.roster import RosterEntry
from rules.simplified import simplified
from rules.submission import Role, Submission, SubmittedFile
from rules.summary import Summary
from rules.text import bare
from rules.twin_differences import Names, differences, say_the_same
from rules.twins import is_read_by_ocr
from rules.units import unit_names

PASTED = "邮件正文"
_WORD_KINDS = frozenset({"docx", "doc", "wps", "rtf", "odt"})
_DRAFT_WORDS = ("草稿", "初稿", "征求意见", "旧版", "作废", "修改前", "修订前", "draft")


@dataclass(frozen=True, slots=True)
class Standing:
    """A case's files after some of its messages.

    `carriers` bear the summary that counts: first the file whose text is read, then its twins. `first_at` is when
    the first readable summary was received. `doubts` are sentences for staff: what a person must look at.
    """

    carriers: tuple[FileInCase, ...] = ()
    files: tuple[FileInCase, ...] = ()
    first_at: datetime | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """What the reading of files rests on besides the files."""

    campaign: Campaign
    entry: RosterEntry | None
    roster: tuple[RosterEntry, ...]
    units: frozenset[str]
    projects: frozenset[str]

    def roles(self, files: Sequence[SubmittedFile]) -> tuple[RoledFile, ...]:
        """Give each file its role, and read the summaries among them: in each the part that is about the entry."""
        joined = joined_pages(files, self.campaign.template)
        alone = [file for file in joined.files if file.sha256 not in joined.others]
        roled = iter(self._roles(alone))
        return tuple(
            _further_page(file, joined.first)
            if file.sha256 in joined.others and joined.first
            else next(roled)
            for file in joined.files
        )

    def _roles(self, files: Sequence[SubmittedFile]) -> tuple[RoledFile, ...]:
        campaign = self.campaign
        words = RoleWords(campaign.case_study_words, campaign.budget_change_words)
        ours = (campaign.contact.telephone, campaign.contact.mailbox)
        roled = assign_roles(files, campaign.template, words, self.units, self.projects, ours)
        return tuple(replace(item, summary=self._own_part(item.summary)) for item in roled)

    def _own_part(self, summary: Summary | None) -> Summary | None:
        return summary and fitting_part(summary, self.entry, self.campaign, self.roster)

    def contradicts(self, item: FileInCase) -> bool:
        """Hold for a summary that is for certain another unit's, or about another project."""
        summary = item.summary
        return summary is not None and contradicts(summary, self.entry, self.campaign, self.roster)


def _further_page(file: SubmittedFile, first: SubmittedFile) -> RoledFile:
    return RoledFile(file, Role.SUMMARY, first.sha256, f"与“{first.name}”合为一份总结")


def knowledge(campaign: Campaign, campaigns: Collection[Campaign], entry: RosterEntry | None) -> Knowledge:
    """Gather what all campaigns know of names."""
    known = {each.key: each for each in (campaign, *campaigns)}.values()
    return Knowledge(campaign, entry, *_names_known(tuple(known)))


@lru_cache(maxsize=8)  # the campaigns stay the same from mail to mail
def _names_known(
    campaigns: tuple[Campaign, ...],
) -> tuple[tuple[RosterEntry, ...], frozenset[str], frozenset[str]]:
    """All campaigns' roster entries, names of units and names of projects."""
    aliases = (alias.name for each in campaigns for alias in each.project_aliases if alias.confirmed)
    return (
        tuple(row for each in campaigns for row in each.roster),
        frozenset(name for each in campaigns for name in unit_names(each)),
        frozenset((*(project for each in campaigns for project in each.roster.projects), *aliases)),
    )


def stand(submissions: Sequence[Submission], knows: Knowledge) -> Standing:
    """Take in all messages, oldest first: by time of receipt, then message id."""
    standing = Standing()
    for submission in sorted(submissions, key=lambda each: (each.received_at, each.message)):
        standing = _receive(standing, submission, knows)
    return standing


def _receive(standing: Standing, submission: Submission, knows: Knowledge) -> Standing:
    """What stands after one more message. A person who assigned it has looked: earlier doubts are settled."""
    if submission.by_person:
        standing = replace(standing, doubts=())
    before = standing.carriers[:1]
    pasted = [SubmittedFile(PASTED, "", 0, submission.pasted)] if submission.pasted else []
    files = map(_in_simplified_characters, (*submission.files, *pasted))
    roled = knows.roles([*(item.file for item in before), *files])[len(before) :]
    roled = _without_idle_text(roled)
    received = tuple(_in_case(item, submission.message) for item in roled)
    twins, groups = _sort_summaries(standing, received, roled, knows)
    standing = replace(
        standing, files=standing.files + received, carriers=_word_first(standing.carriers + twins)
    )
    return _settle(standing, received, groups, submission, knows)


def _in_simplified_characters(file: SubmittedFile) -> SubmittedFile:
    return replace(file, document=simplified(file.document)) if file.document is not None else file


def _in_case(item: RoledFile, message: int) -> FileInCase:
    """A picture of pages that is named as the summary's is taken for its sealed scan, though nobody read it."""
    is_pictured_twin = item.summary is None and item.role is Role.SUMMARY and item.is_copy_of is not None
    return FileInCase(item.file, item.role, message, item.summary, is_twin=is_pictured_twin)


def _without_idle_text(roled: Sequence[RoledFile]) -> tuple[RoledFile, ...]:
    """Leave the mail's text out unless it is the summary, with no file beside it that is one."""
    attached = any(item.summary for item in roled if item.file.name != PASTED)
    return tuple(
        item for item in roled if item.file.name != PASTED or (item.role is Role.SUMMARY and not attached)
    )


def _sort_summaries(
    standing: Standing, received: Sequence[FileInCase], roled: Sequence[RoledFile], knows: Knowledge
) -> tuple[tuple[FileInCase, ...], tuple[tuple[FileInCase, ...], ...]]:
    """Part the readable summaries into twins of the one that stands, and groups of twins among themselves."""
    main = standing.carriers[0] if standing.carriers else None
    twins: list[tuple[str, FileInCase]] = []
    fresh: list[tuple[str, FileInCase]] = []
    for item, role in zip(received, roled, strict=True):
        if item.summary is not None:
            root = role.is_copy_of or role.file.sha256
            is_twin = main is not None and root == main.file.sha256 and _says_the_same(item, main, knows)
            (twins if is_twin else fresh).append((root, item))
    fresh.sort(key=lambda pair: pair[0])
    groups = (tuple(item for _, item in pairs) for _, pairs in groupby(fresh, key=lambda pair: pair[0]))
    return tuple(item for _, item in twins), tuple(_word_first(group) for group in groups)


def _says_the_same(item: FileInCase, main: FileInCase, knows: Knowledge) -> bool:
    """Hold for the same text once more, or its last page alone: a text that differs at all may be the corrected one.

    What OCR misread is no correction; another amount or unit, a blank filled in or a section more is one.
    """
    if (
        item.file.document is None
        or main.file.document is None
        or item.summary is None
        or main.summary is None
    ):
        return False
    if len(item.summary.sections) <= 1 < len(main.summary.sections):
        return True
    if is_read_by_ocr(item.file.document) or is_read_by_ocr(main.file.document):
        names = Names(knows.campaign, knows.entry, knows.roster)
        return say_the_same(main.summary, item.summary) and not any(differences(main, item, names))
    return bare(item.file.document.text) == bare(main.file.document.text)


def _word_first(group: Sequence[FileInCase]) -> tuple[FileInCase, ...]:
    """The Word file's text is the one to read, and what OCR read the last; among others the one that came first.

    A photographed cover bears the summary's title and none of its sections: it never goes before the pages.
    """
    return tuple(
        sorted(
            group,
            key=lambda item: (not _has_sections(item), _is_by_ocr(item), item.file.kind not in _WORD_KINDS),
        )
    )


def _has_sections(item: FileInCase) -> bool:
    return item.summary is not None and bool(item.summary.sections)


def _is_by_ocr(item: FileInCase) -> bool:
    return item.file.document is not None and is_read_by_ocr(item.file.document)


def _settle(
    standing: Standing,
    received: Sequence[FileInCase],
    groups: tuple[tuple[FileInCase, ...], ...],
    submission: Submission,
    knows: Knowledge,
) -> Standing:
    """Let the message's summary count, or say why it does not."""
    whole = tuple(group for group in groups if not _is_partial(group[0]))
    if not whole and standing.carriers:
        return _marked(replace(standing, doubts=_doubts_after(standing, received, groups, submission)))
    chosen, rivals = _choose(whole or groups, knows)
    if not chosen:
        return _marked(standing)
    doubts: tuple[str, ...] = () if whole else (f"“{chosen[0].file.name}”只读出一部分，请人工查看全文",)
    if rivals:
        names = "、".join(f"“{group[0].file.name}”" for group in (chosen, *rivals))
        doubts += (f"同一邮件中有多份不同的总结（{names}），请确认以哪一份为准",)
    first_at = standing.first_at or submission.received_at
    return _marked(
        replace(standing, carriers=chosen, first_at=first_at, doubts=() if submission.by_person else doubts)
    )


def _is_partial(item: FileInCase) -> bool:
    return item.file.document is not None and item.file.document.partial


def _doubts_after(
    standing: Standing,
    received: Sequence[FileInCase],
    groups: Sequence[Sequence[FileInCase]],
    submission: Submission,
) -> tuple[str, ...]:
    """What came after a readable summary and cannot be read whole: it replaces nothing, and may be meant to.

    The standing summary once more, readable, ends the doubt, and so does a person.
    """
    has_twin = any(
        item.summary and any(_is_same(item, twin) for twin in standing.carriers) for item in received
    )
    if submission.by_person or has_twin:
        return ()
    partial = [group[0].file.name for group in groups]
    unread = [item.file.name for item in received if _is_unread(item)]
    names = "、".join(f"“{name}”" for name in (*partial, *unread))
    new = (f"后续来件中的{names}未能完整读取，未替换已收到的总结，请人工查看",) if names else ()
    return standing.doubts + new


def _is_unread(item: FileInCase) -> bool:
    """Hold for a file that did not open, or a picture of pages that may be the summary's."""
    is_picture = item.role is Role.SUMMARY and item.summary is None
    return not item.file.inline and (item.file.error is not None or is_picture)


def _choose(
    groups: tuple[tuple[FileInCase, ...], ...], knows: Knowledge
) -> tuple[tuple[FileInCase, ...], tuple[tuple[FileInCase, ...], ...]]:
    """The summary that counts, and those that might as well: another project's and drafts step back."""
    left = tuple(group for group in groups if not knows.contradicts(group[0])) or groups
    left = tuple(group for group in left if not _is_draft(group[0])) or left
    if not left:
        return (), ()
    best = max(left, key=lambda group: len(group[0].summary.sections) if group[0].summary else 0)
    return best, tuple(group for group in left if group is not best)


def _is_draft(item: FileInCase) -> bool:
    return any(word in item.file.name.lower() for word in _DRAFT_WORDS)


def _marked(standing: Standing) -> Standing:
    """Mark the one file that serves as the summary, and its twins; before there is one, every candidate counts."""
    if not standing.carriers:
        return replace(standing, files=tuple(replace(item, counts=True) for item in standing.files))
    main = standing.carriers[0]
    files = tuple(_mark(item, main, standing.carriers[1:]) for item in standing.files)
    carriers = (
        _mark(main, main, ()),
        *(replace(item, counts=True, is_twin=True) for item in standing.carriers[1:]),
    )
    return replace(standing, files=files, carriers=carriers)


def _mark(item: FileInCase, main: FileInCase, twins: Sequence[FileInCase]) -> FileInCase:
    if item.role is not Role.SUMMARY or _is_same(item, main):
        return replace(item, counts=True, is_twin=False)
    pictured = item.is_twin and item.summary is None and item.message == main.message
    is_twin = pictured or any(_is_same(item, twin) for twin in twins)
    return replace(item, counts=is_twin, is_twin=is_twin)


def _is_same(item: FileInCase, other: FileInCase) -> bool:
    return item.file is other.file and item.message == other.message
