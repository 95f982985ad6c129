"""What went wrong with an IMAP server -> whose turn it is, as one line that names host and port. Pure.

Sources: RFC 5530 (response codes), and the texts that NetEase, QQ and Dovecot really send.
"""

import imaplib
import re
import ssl
from pathlib import Path

from imap_tools.errors import UnexpectedCommandStatusError

from intake.errors import ConfigurationError, SignInRefusedError, TemporaryError
from intake.os_errors import explain_os_error
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
    """An exception from the connection as one of ours; `what` is what was being done, as a Chinese verb phrase."""
    if isinstance(error, ssl.SSLError):
        explained = explain_tls_error(server, ca_file, error)
        if explained is not None:
            return explained
    if isinstance(error, TimeoutError):
        return TemporaryError(f"{server}：{what}超时，请检查网络，稍后再试")
    text = _IMAPLIB_PREFIX.sub("", answer_text(error.args)) or type(error).__name__
    if text == "EOF":
        return TemporaryError(f"{server}：{what}时服务器断开了连接，请稍后再试")
    if is_unsafe_login(text):
        return unsafe_login(server, text)
    cause = (
        error if isinstance(error, OSError) else OSError(text)
    )  # imaplib puts the system's words into its own
    return TemporaryError(f"{server}：{what}失败：{explain_os_error(cause)}")


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
        return TemporaryError(f"{server} 暂时不能登录，请稍后再试（服务器答复：{text}）")
    return SignInRefusedError(
        f"{server} 不接受 {username} 登录，请检查用户名和密码（授权码）：163、QQ 等邮箱须先在网页邮箱的设置中开启 IMAP，"
        f"并使用授权码，不能用网页登录密码（服务器答复：{text}）"
    )


def explain_refused_folder(
    server: str, folder: str, answer: object, *, listed: bool
) -> TemporaryError | ConfigurationError:
    """The answer NO to EXAMINE. A folder that LIST shows is there: that it cannot be opened will pass."""
    text = answer_text(answer)
    if is_unsafe_login(text):
        return unsafe_login(server, text)
    if listed or _TEMPORARY_CODES.search(text) or _TEMPORARY_WORDS.search(text):
        return TemporaryError(f"{server} 暂时打不开文件夹 {folder}，请稍后再试（服务器答复：{text}）")
    return ConfigurationError(
        f"{server} 上这个账号没有文件夹 {folder}，请检查 folders 和 username（服务器答复：{text}）"
    )


def unsafe_login(server: str, text: str) -> ConfigurationError:
    """NetEase's `Unsafe Login`, which ID should have prevented: the account is locked or the client not let in."""
    return SignInRefusedError(
        f"{server} 锁定了账号，或不允许本程序登录：请停下程序，登录网页邮箱确认允许 IMAP 客户端，隔几小时再启动"
        f"（服务器答复：{text}）"
    )
