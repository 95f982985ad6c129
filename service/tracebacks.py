"""What the log tells of an exception: where it happened and its kind, never its message.

Messages of libraries repeat what they stumbled over: a line of a document, a name, the parameters of an SQL statement.
"""

import traceback
from collections.abc import Iterator
from pathlib import Path

from parsers.errors import ParserFailureError

_MOST_CAUSES = 10


def told(error: BaseException) -> str:
    """The frames and kinds of an exception and its causes; of a parser's own fault also where that was."""
    return "\n".join(line for each in reversed(list(_causes(error))) for line in _lines(each))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _cause in range(_MOST_CAUSES):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _lines(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
    if isinstance(error, ParserFailureError):
        yield error.trace  # made by parsers/worker.py, by the same rule
    yield type(error).__name__
