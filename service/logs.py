"""Logging to standard error: readable on a terminal, JSON otherwise. No bodies, no personal data, masked numbers."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.types import ExcInfo

from service.tracebacks import told

_NUMBER = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_ADDRESS = re.compile(r"[\w.+-]+@(?=[\w-]+\.)")


def mask(text: str) -> str:
    """Telephone numbers as 138****1234, local parts of addresses as ***@."""
    return _ADDRESS.sub("***@", _NUMBER.sub(r"\1****\2", text))


def _masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = mask(value)
    return event


def _where(exc_info: ExcInfo) -> str:
    return told(exc_info[1])


def configure_logging(level: int = logging.INFO) -> None:
    """Send this program's events, and the libraries' warnings, to standard error."""
    on_terminal = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if on_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.processors.ExceptionRenderer(_where),  # into text before the masking sees it
    ]
    structlog.configure(
        processors=[*processors, _masked, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries report faults through our own events; their chatter may hold addresses.
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(name)s: %(levelname)s")


def only_warnings() -> None:
    """Leave out what is only information from now on; where and how the rest is written stays as it is."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
