"""A line that may be a heading, as the outline goes through them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.numbering import Numbered


@dataclass(frozen=True, slots=True)
class Heading:
    """A line (or two) that may be a heading. `first` to `end` are positions of lines; `rest` is run-in content."""

    first: int
    end: int
    text: str
    numbered: Numbered
    level: int | None
    prominence: float  # font size, a little more where bold; 0 where unknown
    names: Mapping[int, int] = field(default_factory=dict)  # section -> strength
    rest: str = ""
    is_remark: bool = False  # `rest` stands in brackets and tells nothing but what will follow
    in_table: bool = False
    is_set_off: bool = False  # by a number, a bullet, a heading's style or bold type
    by_ocr: bool = False  # which may have lost its number
    closing: frozenset[int] = frozenset()  # the sections that it tells of for certain: 成效亮点 names both

    @property
    def strongest(self) -> int:
        """How surely it names any section."""
        return max(self.names.values(), default=0)

    @property
    def has_text(self) -> bool:
        """Whether its own line goes on with content, so that what stands beneath it need be no sub-heading."""
        return bool(self.rest) and not self.is_remark
