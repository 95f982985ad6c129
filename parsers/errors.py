"""Why a file could not be read. All of these are the sender's to mend; each becomes a finding, never a failure."""


class ParseError(Exception):
    """The file cannot be read."""

    reason = "unreadable"


class UnreadableError(ParseError):
    """The file is damaged, empty or not what its name says."""

    reason = "unreadable"


class EncryptedError(ParseError):
    """The file is protected by a password."""

    reason = "encrypted"


class TooLargeError(ParseError):
    """Reading the file exceeded a limit on size, memory or time."""

    reason = "too_large"


class UnsupportedFormatError(ParseError):
    """No parser reads this format; `kind` is the format's short name as far as its bytes tell, else "unknown"."""

    reason = "unsupported"

    def __init__(self, kind: str = "unknown") -> None:
        super().__init__(kind)
        self.kind = kind


class ReadingFaultError(Exception):
    """What follows once a page's pixels are there went wrong: no sender's file is damaged so, hence no ParseError."""


class ParserFailureError(Exception):
    """A parser stumbled over its own fault: ours to mend, never the sender's, hence no ParseError.

    `trace` is where it happened (files, lines, functions and the exception's type), without a word of the document.
    """

    def __init__(self, trace: str) -> None:
        super().__init__(trace)
        self.trace = trace


class ParserUnavailableError(ParserFailureError):
    """No process for parsing can be started just now: the machine's fault, which may pass."""
