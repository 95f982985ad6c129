"""What of a subject's evidence agrees with a row of the roster, and what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.matching.evidence import Evidence, Group, Year
from rules.matching.rows import Row
from rules.matching.tokens import Token

_LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares one subject's evidence with rows; `years` are those in which the campaigns run."""

    evidence: Evidence
    years: frozenset[int]

    def unit_tokens(self, row: Row) -> tuple[Token, ...]:
        """The names in the subject that can mean the row's unit."""
        return tuple(token for token in self.evidence.units if row.unit in token.means)

    def unit_agrees(self, row: Row) -> bool:
        """Whether the row's unit is named."""
        return bool(self.unit_tokens(row))

    def group_agrees(self, group: Group, row: Row) -> bool:
        """Whether these words of a project, with the year beside them, allow the row's."""
        return row.project in group.means and all(year == row.year for year in group.years)

    def project_agrees(self, row: Row) -> bool:
        """Whether the words and numbers of projects allow the row's."""
        evidence = self.evidence
        words = not evidence.groups or any(self.group_agrees(group, row) for group in evidence.groups)
        numbers = not evidence.numbers or any(
            token.number == row.entry.project_number for token in evidence.numbers
        )
        return words and numbers

    def batches_of(self, row: Row) -> tuple[Token, ...]:
        """The batches that the subject names for the row: what stands beside another project alone is not said of it."""
        others = {
            token
            for group in self.evidence.groups
            if group.batches and not self.group_agrees(group, row)
            for token in group.batches
        }
        return tuple(token for token in self.evidence.batches if token not in others)

    def batch_agrees(self, row: Row) -> bool:
        """Both batches named is the notice's own title: it says nothing."""
        batches = self.batches_of(row)
        return not batches or any(row.entry.batch_key in token.means for token in batches)

    def row_agrees(self, row: Row) -> bool:
        """Whether the roster's own number, where one is given, is the row's."""
        rows = self.evidence.rows
        return not rows or any(
            token.number == row.entry.sequence and (not token.means or row.entry.batch_key in token.means)
            for token in rows
        )

    def years_agree(self, row: Row) -> bool:
        """A year that is not beside a project is the row's, the campaign's, or the report's on the year before."""
        bound = {year for group in self.evidence.groups for year in group.years}
        return all(self._is_explained(year, row) for year in self.evidence.years if year.year not in bound)

    def _is_explained(self, year: Year, row: Row) -> bool:
        stated = row.year is None or any(other.year == row.year for other in self.evidence.years)
        reported = year.document and year.year + 1 in self.years
        return year.year == row.year or year.year in self.years or (reported and stated)

    def agrees(self, row: Row) -> bool:
        """Whether everything that picks rows picks this one."""
        return (
            self.unit_agrees(row)
            and self.project_agrees(row)
            and self.batch_agrees(row)
            and self.row_agrees(row)
        )

    def contradictions(self, row: Row) -> tuple[str, ...]:
        """What speaks against the row, in words for staff."""
        evidence = self.evidence
        words = [group.text for group in evidence.groups if not self.group_agrees(group, row)]
        words += [token.text for token in evidence.numbers if token.number != row.entry.project_number]
        years = dict.fromkeys(str(year.year) for year in evidence.years if year.year != row.year)
        others = [token.text for token in evidence.units if row.unit not in token.means]
        project = row.entry.project.strip("“”")
        reasons = (
            (not self.project_agrees(row), f"标题写的项目“{_quoted(words)}”不是“{project}”"),
            (not self.batch_agrees(row), f"批次不是{row.entry.batch}"),
            (not self.row_agrees(row), f"名单序号不是{row.entry.sequence}"),
            (not self.years_agree(row), f"标题中的年份（{'、'.join(years)}）与项目不符"),
            (bool(others), f"标题中另有单位“{_quoted(others)}”"),
            (bool(evidence.bodies), f"“{_quoted(evidence.bodies)}”不在名单中"),
        )
        return tuple(reason for holds, reason in reasons if holds)

    def unclear(self) -> tuple[str, ...]:
        """What keeps every row from being certain."""
        evidence = self.evidence
        words = (*evidence.strange, *evidence.places)
        reasons = (
            (bool(words), f"标题中的“{_quoted(words)}”无法辨认"),
            (evidence.no_submission, "标题像是自动回复、退信或撤回"),
        )
        return tuple(reason for holds, reason in reasons if holds)


def _quoted(words: Sequence[str]) -> str:
    return "”“".join(words)[:_LONGEST_QUOTE]
