"""Real mail servers for the integration tests: Dovecot (IMAP, IMAPS, LMTP) and Postfix (submission, SMTPS).

Everything lives in one temporary directory and listens on free loopback ports; there is no systemd, and nothing
in /etc is read or written. Root is needed, because Postfix is. Mail for every domain ends in the Dovecot mailbox
named by its full address; the addresses that do not exist are refused at RCPT.
"""

import grp
import imaplib
import os
import pwd
import re
import secrets
import shutil
import signal
import smtplib
import socket
import ssl
import string
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from imap_tools.imap_utf7 import utf7_encode

CONFIG = Path(__file__).parent / "server_config"
PORTS = ("imap", "imaps", "lmtp", "sasl", "submission", "smtps")
MAIL_OWNER = 5000  # Dovecot refuses uid 0; the number needs no entry in /etc/passwd
POSTFIX_DAEMONS = next(
    (p for p in map(Path, ("/usr/lib/postfix/sbin", "/usr/libexec/postfix")) if p.is_dir()), None
)
READY_SECONDS = 30.0


def missing_requirement() -> str | None:
    """Why the servers cannot run here, as one sentence; None where they can."""
    if os.geteuid() != 0:
        return "integration tests need root, because Postfix does"
    missing = [name for name in ("dovecot", "openssl") if shutil.which(name) is None]
    if POSTFIX_DAEMONS is None:
        missing.append("postfix")
    if missing:
        return f"integration tests need these programs: {', '.join(missing)} (see tests/install-servers.sh)"
    if not dovecot_version().startswith("2.3."):
        return f"integration tests speak the configuration of Dovecot 2.3, not of {dovecot_version()}"
    return None


def dovecot_version() -> str:
    """Dovecot's version, such as "2.3.19.1"."""
    done = subprocess.run(["dovecot", "--version"], check=True, capture_output=True, text=True)
    return done.stdout.split()[0]


def postfix_version() -> str:
    """Postfix's version, such as "3.7.11"."""
    done = subprocess.run(
        ["postconf", "-d", "-h", "mail_version"], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


class MailServers:
    """One Dovecot and one Postfix; attributes tell host, ports, the authority's certificate and the password.

    Without `users` every address exists, with the same password, except those whose local part begins with
    "unknown": Postfix answers 550 for these. With `users` only they exist. All ports are on 127.0.0.1; the servers'
    certificate names "localhost" and 127.0.0.1 and is signed by an authority of its own (`ca_file`), which the
    system does not trust; `other_ca_file` is an authority that did not sign it.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        users: Sequence[str] = (),
        domain: str = "example.org",
        password: str = "correct-horse",  # noqa: S107 - it guards servers that live for one test run
        message_size_limit: int = 200_000_000,
    ) -> None:
        self.users = tuple(users)
        self.domain = domain
        self.password = password
        self.message_size_limit = message_size_limit
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

        self._settle()

    def _settle(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="intake-servers-"))
        self.ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
        self.ca_file = self.root / "ca.pem"
        self.other_ca_file = self.root / "other-ca.pem"

    @property
    def imap_port(self) -> int:
        """IMAP with STARTTLS; also takes plain sign-ins."""
        return self.ports["imap"]

    @property
    def imaps_port(self) -> int:
        """IMAP over TLS from the first byte."""
        return self.ports["imaps"]

    @property
    def lmtp_port(self) -> int:
        """Local delivery straight into a mailbox, without TLS or sign-in."""
        return self.ports["lmtp"]

    @property
    def submission_port(self) -> int:
        """SMTP submission with STARTTLS."""
        return self.ports["submission"]

    @property
    def smtps_port(self) -> int:
        """SMTP submission over TLS from the first byte."""
        return self.ports["smtps"]

    def new_user(self, prefix: str = "user") -> str:
        """An address that no other test has."""
        return f"{prefix}-{secrets.token_hex(6)}@{self.domain}"

    # Life

    def start(self) -> Self:
        """Start both servers and wait until they answer. Raises RuntimeError with the logs where they do not.

        Between the choice of a free port and its use another program may take it: hence a second and a third time.
        """
        for attempts_left in (2, 1, 0):
            try:
                self._start_here()
            except BaseException as error:
                self.stop()
                if attempts_left and isinstance(error, RuntimeError):
                    self._settle()
                    continue
                raise
            break
        return self

    def _start_here(self) -> None:
        self._make_certificates()
        self._write_config()
        self._spawn("dovecot", ["dovecot", "-F", "-c", f"{self.root}/dovecot.conf"])
        self._spawn("postfix", [f"{POSTFIX_DAEMONS}/master", "-c", f"{self.root}/postfix", "-s"])
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop both servers and remove the directory. Each server is a process group of its own."""
        for process in self._processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self._processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(3)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        self._processes.clear()
        shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def logs(self) -> str:
        """The ends of all logs, for a failure's report."""
        files = sorted([*self.root.glob("*.log"), *self.root.glob("*.out")])
        return "\n".join(f"--- {file.name}\n{file.read_text(errors='replace')[-4000:]}" for file in files)

    # Mail in and out, for the tests' use

    def inject(self, raw: bytes, to: str | Iterable[str], envelope_from: str) -> None:
        """Send a mail through Postfix as a unit would, signed in as the envelope sender."""
        recipients = [to] if isinstance(to, str) else list(to)
        with smtplib.SMTP_SSL(self.host, self.smtps_port, context=self.tls_context(), timeout=30) as smtp:
            smtp.login(envelope_from or self.new_user("sender"), self.password)
            smtp.sendmail(envelope_from, recipients, raw)

    def deliver(self, raw: bytes, to: str, envelope_from: str = "") -> None:
        """Put a mail into a mailbox by LMTP; it is there on return."""
        with smtplib.LMTP(self.host, self.lmtp_port) as lmtp:
            lmtp.sendmail(envelope_from, [to], raw)

    def append(
        self, user: str, folder: str, raw: bytes, flags: str = "", internal_date: str | None = None
    ) -> int:
        """Put a mail into a folder by IMAP; return its UID (APPENDUID, RFC 4315)."""
        with self.imap(user) as client:
            kind, answer = client.append(_quoted(folder), flags, internal_date or "", raw)
        assert kind == "OK", answer
        found = re.search(rb"APPENDUID \d+ (\d+)", answer[0])
        assert found is not None, answer
        return int(found[1])

    def read_folder(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Every mail of the folder, as raw bytes in the order of UIDs, without changing a flag."""
        with self.imap(user) as client:
            assert client.select(_quoted(folder), readonly=True)[0] == "OK", folder
            _, answer = client.uid("FETCH", "1:*", "(BODY.PEEK[])")
        return [item[1] for item in answer if isinstance(item, tuple)]

    def flags(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The FETCH line with UID and FLAGS of every mail of the folder."""
        with self.imap(user) as client:
            assert client.select(_quoted(folder), readonly=True)[0] == "OK", folder
            _, answer = client.uid("FETCH", "1:*", "(FLAGS)")
        return [item for item in answer if isinstance(item, bytes)]

    def wait_for_mail(
        self, user: str, count: int = 1, folder: str = "INBOX", seconds: float = 30.0
    ) -> list[bytes]:
        """The folder's mails once there are at least `count`; Postfix delivers a moment after it has said 250."""
        end = time.monotonic() + seconds
        while True:
            mails = self.read_folder(user, folder)
            if len(mails) >= count:
                return mails
            if time.monotonic() > end:
                raise AssertionError(f"{len(mails)} of {count} mails in {folder} of {user}\n{self.logs()}")
            time.sleep(0.05)

    @contextmanager
    def imap(self, user: str) -> Iterator[imaplib.IMAP4]:
        """A signed-in IMAP connection of the standard library, to see or change a mailbox behind intake's back."""
        with imaplib.IMAP4(self.host, self.imap_port, timeout=30) as client:
            client.login(user, self.password)
            yield client

    def tls_context(self) -> ssl.SSLContext:
        """TLS that trusts this authority alone."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    # How they are set up

    def _make_certificates(self) -> None:
        root = self.root
        root.chmod(0o755)
        _openssl_authority(self.other_ca_file, root / "other-ca.key")
        _openssl_authority(self.ca_file, root / "ca.key")
        key, request = root / "server.key", root / "server.csr"
        _openssl("req", "-new", *_NEW_KEY, "-keyout", key, "-out", request, "-subj", "/CN=localhost")
        names = root / "names"
        names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nkeyUsage=digitalSignature\n")
        signer = ("-CA", self.ca_file, "-CAkey", root / "ca.key", "-CAcreateserial", "-days", "30")
        _openssl("x509", "-req", "-in", request, *signer, "-extfile", names, "-out", root / "server.pem")

    def _write_config(self) -> None:
        values = {
            **{name: str(port) for name, port in self.ports.items()},
            "root": str(self.root),
            "domain": self.domain,
            "owner": str(MAIL_OWNER),
            "message_size_limit": str(self.message_size_limit),
            "passdb": self._passdb(),
            "recipients": self._recipients(),
        }
        (self.root / "mail").mkdir()
        os.chown(self.root / "mail", MAIL_OWNER, MAIL_OWNER)
        spool = self.root / "postfix" / "spool"
        spool.mkdir(parents=True)
        _make_spool(spool)
        _fill("dovecot.conf", self.root / "dovecot.conf", values)
        for name in ("main.cf", "master.cf"):
            _fill(name, self.root / "postfix" / name, values)

    def _passdb(self) -> str:
        if not self.users:
            return f"driver = static\n  args = password={self.password}"
        file = self.root / "users"
        file.write_text("".join(f"{user}:{{PLAIN}}{self.password}\n" for user in self.users))
        return f"driver = passwd-file\n  args = username_format=%u {file}"

    def _recipients(self) -> str:
        file = self.root / "recipients"
        if self.users:
            file.write_text("".join(f"{user} ok\n" for user in self.users))
            _make_older(file)
            return f"texthash:{file}"
        file.write_text("if !/^unknown/\n/./ ok\nendif\n")
        _make_older(file)
        return f"regexp:{file}"

    def _spawn(self, name: str, command: Sequence[str]) -> None:
        # Postfix closes every possible descriptor, one by one, as it starts: so their number is bounded.
        bounded = ["sh", "-c", 'ulimit -n 4096; exec "$@"', "sh", *command]
        if shutil.which("setpriv") is not None:  # a killed test run leaves no servers behind
            bounded = ["setpriv", "--pdeathsig", "TERM", *bounded]
        with (self.root / f"{name}.out").open("wb") as out:
            self._processes[name] = subprocess.Popen(
                bounded, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        for name in ("imap", "lmtp", "submission"):
            while not _greets(self.host, self.ports[name]):
                ended = [name for name, process in self._processes.items() if process.poll() is not None]
                if ended or time.monotonic() > end:
                    raise RuntimeError(f"{ended or 'the servers'} did not come up\n{self.logs()}")
                time.sleep(0.02)


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def _openssl_authority(certificate: Path, key: Path) -> None:
    subject = ("-subj", f"/CN=intake test authority {certificate.stem}")
    usage = ("-addext", "keyUsage=critical,keyCertSign,cRLSign")  # Python's strict verification asks for it
    _openssl("req", "-x509", *_NEW_KEY, "-days", "30", "-keyout", key, "-out", certificate, *subject, *usage)


def _fill(template: str, target: Path, values: dict[str, str]) -> None:
    target.write_text(
        string.Template((CONFIG / template).read_text(encoding="utf-8")).substitute(values), encoding="utf-8"
    )
    _make_older(target)


def _make_older(file: Path) -> None:
    """Postfix waits for a second or two while a file looks freshly written."""
    minute_ago = time.time() - 60
    os.utime(file, (minute_ago, minute_ago))


def _make_spool(spool: Path) -> None:
    """What `postfix start` would prepare; the master runs directly, as our own child."""
    owner, group = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
    private = [
        "active",
        "bounce",
        "corrupt",
        "defer",
        "deferred",
        "flush",
        "hold",
        "incoming",
        "private",
        "saved",
        "trace",
    ]
    for path in (spool.parent / "data", *(spool / name for name in private)):
        path.mkdir(mode=0o700)
        os.chown(path, owner, -1)
    for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
        (spool / name).mkdir()
        os.chown(spool / name, owner, group)
        (spool / name).chmod(mode)
    (spool / "pid").mkdir(mode=0o755)


def _free_ports(count: int) -> list[int]:
    lines = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [line.getsockname()[1] for line in lines]
    for line in lines:
        line.close()
    return ports


def _greets(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((host, port), 2) as line:
        return bool(line.recv(3))
    return False


def _quoted(folder: str) -> str:
    """The folder's name in modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    return '"' + utf7_encode(folder).decode("ascii") + '"'
