"""Logging to standard error: readable on a terminal, JSON otherwise. No bodies, no personal data, masked numbers."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.types import ExcInfo

from service.log_text import make_harmless
from service.replies.text import mask_personal
from service.tracebacks import told

# The program's own, which nobody wrote to us.
_PLAIN = frozenset({"timestamp", "level", "event"})


def mask(text: str) -> str:
    """Telephone and identity numbers as 138****1234, local parts of addresses as ***@."""
    return mask_personal(text)


def _masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if (
            key not in _PLAIN and key != "exception"
        ):  # of which told() lets nothing through that anybody wrote
            event[key] = _masked_value(value)
    return event


def _masked_value(value: Any) -> Any:
    """The value with every text in it masked."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: _masked_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked_value(each) for each in value]
    return value if isinstance(value, int | float | bool | type(None)) else mask(str(value))


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
        processors=[*processors, _masked, make_harmless, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries report faults through our own events; their chatter may hold addresses.
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(name)s: %(levelname)s")


def only_warnings() -> None:
    """Leave out what is only information from now on; where and how the rest is written stays as it is."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
