"""What of a subject's evidence agrees with a row of the roster, and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.matching.evidence import Evidence, Group, Year
from rules.matching.rows import Row
from rules.matching.tokens import Token


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

    def batch_agrees(self, row: Row) -> bool:
        """Both batches named is the notice's own title: it says nothing."""
        batches = self.evidence.batches
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

    def contradictions(self, row: Row) -> Iterator[str]:
        """What speaks against the row, in words for staff."""
        evidence = self.evidence
        if not self.project_agrees(row):
            words = [group.text for group in evidence.groups if not self.group_agrees(group, row)]
            words += [token.text for token in evidence.numbers if token.number != row.entry.project_number]
            yield f"标题写的项目“{'”“'.join(words)[:40]}”不是“{row.entry.project.strip('“”')}”"
        if not self.batch_agrees(row):
            yield f"批次不是{row.entry.batch}"
        if not self.row_agrees(row):
            yield f"名单序号不是{row.entry.sequence}"
        if not self.years_agree(row):
            years = "、".join(
                dict.fromkeys(str(year.year) for year in evidence.years if year.year != row.year)
            )
            yield f"标题中的年份（{years}）与项目不符"
        others = [token.text for token in evidence.units if row.unit not in token.means]
        if others:
            yield f"标题中另有单位“{'”“'.join(others)[:40]}”"
        yield from self._unclear()

    def _unclear(self) -> Iterator[str]:
        evidence = self.evidence
        if evidence.bodies:
            yield f"“{'”“'.join(evidence.bodies)[:40]}”不在名单中"
        unclear = (*evidence.strange, *evidence.places)
        if unclear:
            yield f"标题中的“{'”“'.join(unclear)[:40]}”无法辨认"
        if evidence.no_submission:
            yield "标题像是自动回复、退信或撤回"
