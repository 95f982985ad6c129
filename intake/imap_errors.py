"""What went wrong with an IMAP server -> whose turn it is, as one line that names host and port. Pure.

Sources: RFC 5530 (response codes), and the texts that NetEase, QQ and Dovecot really send.
"""

import imaplib
import re
import ssl
from pathlib import Path

from imap_tools.errors import UnexpectedCommandStatusError

from intake.errors import ConfigurationError, TemporaryError
from intake.tls import explain_tls_error

# Everything that imaplib, imap-tools and the socket raise when the world is at fault; imaplib decodes what the server
# says as ASCII, hence the last.
IMAP_FAILURES = (imaplib.IMAP4.error, UnexpectedCommandStatusError, OSError, UnicodeError)

_IMAPLIB_PREFIX = re.compile(r"^(command: [A-Z]+ => )?(socket error: )?")

_TEMPORARY_CODES = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|EXPUNGEISSUED)\b", re.IGNORECASE)
_TEMPORARY_WORDS = re.compile(
    r"temporar|try again|too many|busy|internal error|稍后|频繁|繁忙", re.IGNORECASE
)
_PASSWORD_WORDS = re.compile(r"passw|密码|授权码|auth[a-z]* code|incorrect|invalid cred", re.IGNORECASE)


class MessageGoneError(Exception):
    """The mail is no longer in the folder: somebody moved or deleted it since its UID was seen."""


class MessageRefusedError(TemporaryError):
    """The server will not give out this one mail, though it is there; session and other mails are fine."""


def answer_text(answer: object) -> str:
    """The server's words as one line, whatever shape imaplib gives them."""
    parts = answer if isinstance(answer, list | tuple) else [answer]
    words = (
        part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts if part
    )
    return " ".join(" ".join(words).split())[:300]


def is_unsafe_login(text: str) -> bool:
    """NetEase's refusal of a client that sent no ID, or of an account that it has locked."""
    return "unsafe login" in text.lower()


def explain_failure(
    server: str, what: str, error: Exception, ca_file: Path | None
) -> TemporaryError | ConfigurationError:
    """An exception from the connection as one of ours."""
    if isinstance(error, ssl.SSLError):
        explained = explain_tls_error(server, ca_file, error)
        if explained is not None:
            return explained
    if isinstance(error, TimeoutError):
        return TemporaryError(f"{server} took too long to {what}")
    if isinstance(error, ConnectionRefusedError):
        return TemporaryError(f"{server} refused the connection; is the server up, and the port right?")
    text = _IMAPLIB_PREFIX.sub("", answer_text(error.args)) or type(error).__name__
    if text == "EOF":
        return TemporaryError(f"{server} closed the connection when asked to {what}")
    if is_unsafe_login(text):
        return unsafe_login(server, text)
    return TemporaryError(f"{server} failed to {what}: {text}")


def explain_refused_login(server: str, username: str, answer: object) -> TemporaryError | ConfigurationError:
    """The answer NO or BAD to LOGIN.

    QQ names a wrong password and a busy system in one sentence: where a password is spoken of, it is a person's turn,
    for trying again may lock the account.
    """
    text = answer_text(answer)
    if is_unsafe_login(text):
        return unsafe_login(server, text)
    busy = _TEMPORARY_CODES.search(text) or (
        _TEMPORARY_WORDS.search(text) and not _PASSWORD_WORDS.search(text)
    )
    if busy:
        return TemporaryError(f"{server} cannot sign anyone in at the moment: {text}")
    return ConfigurationError(
        f"{server} refused the sign-in of {username}: {text}. Check the password; 163, QQ and their kind want the "
        "authorisation code (授权码) from the webmail's settings there, and IMAP switched on"
    )


def explain_refused_folder(
    server: str, folder: str, answer: object, *, listed: bool
) -> TemporaryError | ConfigurationError:
    """The answer NO to EXAMINE. A folder that LIST shows is there: that it cannot be opened will pass."""
    text = answer_text(answer)
    if is_unsafe_login(text):
        return unsafe_login(server, text)
    if listed or _TEMPORARY_CODES.search(text) or _TEMPORARY_WORDS.search(text):
        return TemporaryError(f"{server} cannot open the folder {folder} at the moment: {text}")
    return ConfigurationError(
        f"{server} has no folder {folder} for this account: {text}; check folders and username"
    )


def unsafe_login(server: str, text: str) -> ConfigurationError:
    """NetEase's `Unsafe Login`, which ID should have prevented: the account is locked or the client not let in."""
    return ConfigurationError(
        f"{server} answers {text!r}: the provider has locked the account or does not let this client in. Stop, sign in "
        "to webmail, confirm that IMAP clients are allowed, and wait some hours before starting again"
    )
