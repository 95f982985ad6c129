"""The template of a notice: what a summary must hold, as data."""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What a section is about, as far as a check asks for it. A section may be about something else."""

    RESULTS = "results"  # 实施成效
    FUNDS = "funds"  # 资金使用
    PROGRESS = "progress"  # 工作推进
    HIGHLIGHTS = "highlights"  # 特色亮点
    PLAN = "plan"  # 计划和建议


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section that the template asks for.

    `wordings` are other headings that mean the same section ("实施成效", "经费使用情况"); `keywords` are the words
    one of which a reworded top-level heading must hold, `further_keywords` those that count where a heading holds none
    of any section's keywords. `guidance` is the template's own text under the heading,
    sentence by sentence; `marks` are phrases of it that no author writes by himself.
    """

    number: int
    heading: str
    wordings: tuple[str, ...]
    keywords: tuple[str, ...]
    guidance: tuple[str, ...]
    marks: tuple[str, ...]
    minimum_characters: int = 60
    subject: Subject | None = None
    further_keywords: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Enough to tell sections apart, and quick: caches ask for it all the time."""
        return hash((self.number, self.heading))


@dataclass(frozen=True, slots=True)
class Template:
    """The whole template (the notice's annex 1).

    `title_pattern` is shown to units ("xx单位关于XX项目工作总结"). The other texts let the rules see what is left of
    the template: `title_words` (工作总结…) end a title, `annex_labels` begin an annex line, `contact_labels` a contact
    line, `seal_words` stand behind the sign-off (盖章, 公章).
    """

    title_pattern: str
    title_words: tuple[str, ...]
    sections: tuple[SectionSpec, ...]
    annex_heading: str
    annex_labels: tuple[str, ...]
    contact_labels: tuple[str, ...]
    contact_line: str  # as the template prints it: "项目联系人：姓名 电话 邮箱"
    sign_off_line: str  # "xx单位（盖章）"
    date_line: str  # "2024年3月xx日"
    seal_words: tuple[str, ...] = ("盖章", "公章")

    def __hash__(self) -> int:
        """As the sections' hash."""
        return hash((self.title_pattern, self.contact_line))

    def about(self, subject: Subject) -> SectionSpec | None:
        """The section about that subject, None where the template has none."""
        return next((section for section in self.sections if section.subject is subject), None)

    def section(self, number: int) -> SectionSpec:
        """The section of that number; KeyError where the template has none."""
        for section in self.sections:
            if section.number == number:
                return section
        raise KeyError(number)
