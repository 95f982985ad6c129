"""A file with its role in the case."""

from dataclasses import dataclass

from rules.submission import Role, SubmittedFile
from rules.summary import Summary


@dataclass(frozen=True, slots=True)
class FileInCase:
    """A file with its role. `summary` is set for every file of role summary that can be read, twins included.

    `counts` is False for a summary that a newer one replaced and for what cannot be read beside one that can. A twin
    (`is_twin`) carries the text of the summary that counts once more: its sealed scan.
    """

    file: SubmittedFile
    role: Role
    message: int = 0
    summary: Summary | None = None
    counts: bool = True
    is_twin: bool = False
