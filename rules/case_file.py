"""A file with its role in the case."""

from dataclasses import dataclass

from rules.submission import Role, SubmittedFile
from rules.summary import Summary


@dataclass(frozen=True, slots=True)
class FileInCase:
    """A file with its role. `summary` is set for every file of role summary that can be read, twins included."""

    file: SubmittedFile
    role: Role
    message: int = 0
    summary: Summary | None = None
    counts: bool = True  # False: replaced by a newer one, or a copy of another
