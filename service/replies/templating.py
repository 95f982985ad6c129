"""The templates of replies and digest: how they are loaded, and what happens to every value that they print."""

import re

import jinja2

from service.replies.text import clean_line


def environment(package: str, *, escape: bool) -> jinja2.Environment:
    """The templates of a package, an undefined name an error.

    Every value printed becomes one clean line first (no line break, control or bidi character of a foreign file name
    reaches a mail) and is escaped where the form is HTML. No mail content is ever a template.
    """
    return jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=escape,  # noqa: S701 - False for the plain-text form only, which has no markup
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: clean_line(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def tidy(text: str) -> str:
    """Plain text without blanks at line ends and with one empty line at most; values hold no line breaks."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
