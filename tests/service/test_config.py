"""The configuration: frozen values, or every fault with its key and line, and never a secret."""

from dataclasses import FrozenInstanceError
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intake.authentication import Trust
from rules.finding import Severity
from rules.matching.options import MatchingOptions
from service.app import policy_of, trust_of
from service.config import ConfigError, Secret, load_config, load_ruleset
from service.reply_limits import ReplyLimits

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"INTAKE_MAILBOX_PASSWORD": "sesame-in", "INTAKE_SMTP_PASSWORD": "sesame-out"}
COMPLETE = """\
timezone = "Asia/Shanghai"
data_dir = "store"
[mailbox]
host = "imap.example.org"
port = 993
username = "submissions@example.org"
password = { env = "INTAKE_MAILBOX_PASSWORD" }
[smtp]
host = "smtp.example.org"
port = 465
username = "submissions@example.org"
password = { env = "INTAKE_SMTP_PASSWORD" }
from = "submissions@example.org"
[ledger]
url = "sqlite:///store/ledger.sqlite3"
[digest]
to = ["staff@example.org"]
at = "17:30"
[[campaign]]
source = "2024-6"
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text), ENVIRONMENT if environment is None else environment)
    assert all(fault.message and "\n" not in str(fault) for fault in caught.value.faults)
    return [str(fault).removeprefix(str(tmp_path / "config.toml")) for fault in caught.value.faults]


def test_example_is_valid() -> None:
    """The example that ships can be used once the passwords are set."""
    config = load_config(ROOT / "config.example.toml", ENVIRONMENT)
    assert config.digest.at == time(17, 30)
    assert config.smtp.mode == "hold"
    assert config.mailbox.folders == ("INBOX", "\\Junk")
    assert config.campaigns[0].key == "2024-6"


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    """Wherever the program is started, data and ledger lie beside the configuration."""
    config = load_config(write(tmp_path, COMPLETE), ENVIRONMENT)
    assert config.data_dir == tmp_path / "store"
    assert config.ledger.url == f"sqlite:///{tmp_path / 'store' / 'ledger.sqlite3'}"
    assert config.path == tmp_path / "config.toml"


def test_ledger_lies_in_the_data_folder_by_default(tmp_path: Path) -> None:
    """Without [ledger] the ledger stands with the data."""
    text = COMPLETE.replace('[ledger]\nurl = "sqlite:///store/ledger.sqlite3"\n', "")
    assert load_config(write(tmp_path, text), ENVIRONMENT).ledger.url.endswith("/store/ledger.sqlite3")


def test_config_is_frozen(tmp_path: Path) -> None:
    """Nobody changes the configuration of a running program."""
    config = load_config(write(tmp_path, COMPLETE), ENVIRONMENT)
    with pytest.raises(FrozenInstanceError):
        config.mailbox.port = 1  # type: ignore[misc]  # that it cannot be set is what is tested


def test_secret_from_file(tmp_path: Path) -> None:
    """A password file's closing line end is no part of the password; its spaces are."""
    (tmp_path / "secret").write_bytes("\ufeffopen sesame \r\n".encode())
    text = COMPLETE.replace('{ env = "INTAKE_SMTP_PASSWORD" }', '{ file = "secret" }')
    assert load_config(write(tmp_path, text), ENVIRONMENT).smtp.password.reveal() == "open sesame "


def test_secret_is_never_shown(tmp_path: Path) -> None:
    """Neither the configuration printed nor a secret formatted tells the password."""
    config = load_config(write(tmp_path, COMPLETE), ENVIRONMENT)
    assert config.mailbox.password.reveal() == "sesame-in"
    assert "sesame" not in f"{config!r}{config.mailbox.password}{[Secret('sesame')]}"


@pytest.mark.parametrize(
    "line",
    ['password = "sesame-plain"', 'password = { enw = "sesame-plain" }', 'password = ["sesame-plain"]'],
)
def test_password_in_the_file_is_a_fault_that_hides_it(tmp_path: Path, line: str) -> None:
    """A password written into the file is refused and not repeated."""
    found = faults(tmp_path, COMPLETE.replace('password = { env = "INTAKE_MAILBOX_PASSWORD" }', line))
    assert len(found) == 1
    assert found[0].startswith(":mailbox.password:7：")
    assert "sesame" not in found[0]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Asia/Shanghai", "Asia/Nowhere", ":timezone:1："),
        ("Asia/Shanghai", "../../etc/passwd", ":timezone:1："),
        ("port = 993", "port = 0", ":mailbox.port:5："),
        ("port = 993", 'port = "993"', ":mailbox.port:5：应为整数"),
        ("port = 993", "port = 993\nprot = 1", ":mailbox.prot:6：不认识的键（是否想写 port？）"),
        ("port = 993", 'port = 993\ntls = "none"', ":mailbox.tls:6："),
        ("port = 993", 'port = 993\ntls = "ssl"', ":mailbox.tls:6：只能是"),
        ("port = 993", "port = 993\nfolders = []", ":mailbox.folders:6："),
        ("port = 993", 'port = 993\nca_file = "none.pem"', ":mailbox.ca_file:6：没有这个文件"),
        ("port = 993", "port = 993\npoll_seconds = 0", ":mailbox.poll_seconds:6："),
        ('host = "imap.example.org"', "", ":mailbox.host:3：缺少这一项"),
        ('from = "submissions@example.org"', 'from = "me"', ":smtp.from:13："),
        ("sqlite:///store/ledger.sqlite3", "mysql://host/name", ":ledger.url:15："),
        ("sqlite:///store/ledger.sqlite3", "sqlite://", ":ledger.url:15："),
        ("sqlite:///store/ledger.sqlite3", "postgresql://user:sesame@host/name", ":ledger.url:15："),
        ('"17:30"', '"24:00"', ":digest.at:18："),
        ("staff@example.org", "staff at example", ":digest.to[1]:17："),
        ("2024-6", "1999-1", ":campaign[1].source:20："),
        ('[[campaign]]\nsource = "2024-6"\n', "", ":campaign：缺少这一项"),
        ("[digest]", "[digets]", ":digets:16：不认识的键（是否想写 digest？）"),
        (
            "[[campaign]]",
            '[severity]\n"seal.gone" = "gap"\n[[campaign]]',
            ':severity."seal.gone":20：没有这个检查代码',
        ),
    ],
)
def test_fault_is_named_with_key_and_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """Each fault says where it stands and what it is, and no password of a URL."""
    found = faults(tmp_path, COMPLETE.replace(old, new, 1))
    assert any(fault.startswith(expected) for fault in found), found
    assert not any("sesame" in fault for fault in found)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """Five faults in five places are five lines, campaigns and secrets included."""
    text = (
        COMPLETE.replace("port = 993", "port = 99999")
        .replace('"17:30"', '"5 pm"')
        .replace("data_dir", "data_dri")
    )
    found = faults(
        tmp_path, f'{text}[campaign.exempt]\n"acceptance-999" = "x"\n', {"INTAKE_MAILBOX_PASSWORD": "x"}
    )
    assert len(found) == 5
    for key in (
        ":mailbox.port:",
        ":digest.at:",
        ":data_dri:",
        ":smtp.password:",
        ":campaign[1].exempt.acceptance-999:",
    ):
        assert sum(fault.startswith(key) for fault in found) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_no_tls_on_loopback_is_allowed(tmp_path: Path, host: str) -> None:
    """Mail that never leaves this machine may go bare."""
    text = COMPLETE.replace("imap.example.org", host).replace("port = 993", 'port = 993\ntls = "none"')
    assert load_config(write(tmp_path, text), ENVIRONMENT).mailbox.tls == "none"


def test_postgresql_goes_through_psycopg(tmp_path: Path) -> None:
    """The plain name of the database means the driver that the program brings."""
    text = COMPLETE.replace("sqlite:///store/ledger.sqlite3", "postgresql://user@host/name")
    assert load_config(write(tmp_path, text), ENVIRONMENT).ledger.url == "postgresql+psycopg://user@host/name"


def test_severity_for_all_campaigns_lies_beneath_their_own(tmp_path: Path) -> None:
    """[severity] holds for every campaign that says nothing else."""
    text = COMPLETE.replace(
        "[[campaign]]", '[severity]\n"late" = "off"\n"seal.missing" = "off"\n[[campaign]]'
    )
    campaign = load_config(
        write(tmp_path, f'{text}[campaign.severity]\n"late" = "gap"\n'), ENVIRONMENT
    ).campaigns[0]
    assert campaign.severity == {"late": Severity.GAP, "seal.missing": Severity.OFF}


def test_same_campaign_twice_is_a_fault(tmp_path: Path) -> None:
    """Keys of campaigns and batches are unique over the whole file."""
    found = faults(tmp_path, f'{COMPLETE}[[campaign]]\nsource = "2024-6"\n')
    assert {fault.partition("：")[0] for fault in found} == {":campaign[2].source:22"}
    assert len(found) == 3


def test_campaigns_need_no_mailbox(tmp_path: Path) -> None:
    """Dry runs use the campaigns of a file whose secrets are not at hand."""
    path = write(tmp_path, 'timezone = "UTC"\n[[campaign]]\nsource = "2024-6"\nopens = 2024-02-01\n')
    assert load_ruleset(path).campaigns[0].opens == datetime(2024, 2, 1, tzinfo=ZoneInfo("UTC"))
    with pytest.raises(ConfigError, match="至少应有一个"):
        load_ruleset(write(tmp_path, ""))


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"a = 1\nb = = 2\n", ":2"),
        ("# 配置".encode("gbk"), "UTF-8"),
        (b"campaign = 1\nmailbox = 2\nseverity = 3\n", "mailbox"),
        (b"campaign = [1]\n", "campaign"),
        (b"[[campaign]]\nsource = 1\nseverity = 2\n", "campaign[1].source:2"),
    ],
)
def test_broken_file_is_faults_and_no_traceback(tmp_path: Path, payload: bytes, expected: str) -> None:
    """Bad syntax, a wrong encoding and wrong shapes are said in a line each."""
    path = tmp_path / "config.toml"
    path.write_bytes(payload)
    with pytest.raises(ConfigError) as caught:
        load_config(path, ENVIRONMENT)
    assert expected in str(caught.value)


def test_missing_file_is_a_fault(tmp_path: Path) -> None:
    """A file that is not there is one line."""
    with pytest.raises(ConfigError, match="无法读取文件"):
        load_config(tmp_path / "none.toml", ENVIRONMENT)


def test_a_digest_is_sent_to_nobody_where_none_is_named(tmp_path: Path) -> None:
    """A bureau may do without the daily mail; `intake digest` still prints it."""
    path = tmp_path / "config.toml"
    text = COMPLETE[: COMPLETE.index("[digest]")] + COMPLETE[COMPLETE.index("[[campaign]]") :]
    path.write_text(text, encoding="utf-8")
    assert load_config(path, ENVIRONMENT).digest.to == ()


def test_a_command_that_signs_in_nowhere_needs_no_passwords(tmp_path: Path) -> None:
    """Staff look at the status without the two passwords; what is wrong with their keys is still said."""
    config = load_config(write(tmp_path, COMPLETE), {}, needs_secrets=False)
    assert config.mailbox.password.reveal() == ""


def test_limits_of_replies_have_defaults_and_can_be_set(tmp_path: Path) -> None:
    """Each of the three by itself; none of them can be switched off."""
    assert load_config(write(tmp_path, COMPLETE), ENVIRONMENT).limits == ReplyLimits(5, 20, 200)
    table = "[replies]\nmax_per_matter_per_day = 2\nmax_per_case_per_day = 3\nmax_per_sender_per_day = 4\n"
    path = write(tmp_path, COMPLETE.replace("[[campaign]]", f"{table}[[campaign]]"))
    assert load_config(path, ENVIRONMENT).limits == ReplyLimits(2, 3, 4)
    path = write(tmp_path, COMPLETE.replace("[[campaign]]", f"{table.replace('3', '0')}[[campaign]]"))
    with pytest.raises(ConfigError, match=r"replies\.max_per_case_per_day"):
        load_config(path, ENVIRONMENT)


def test_the_trusted_server_is_the_configured_one(tmp_path: Path) -> None:
    """Its name and the place of its word; without a name nobody is trusted."""
    assert trust_of(load_config(write(tmp_path, COMPLETE), ENVIRONMENT)) is None
    lines = 'authserv_id = "mx.163.com"\nauth_results_position = "last"\n[smtp]'
    config = load_config(write(tmp_path, COMPLETE.replace("[smtp]", lines, 1)), ENVIRONMENT)
    assert policy_of(config).trust == Trust("mx.163.com", "last")
    assert policy_of(config).limits == config.limits


def test_matching_is_read_by_both_ways_of_reading(tmp_path: Path) -> None:
    """The daemon and the dry runs read subjects alike."""
    table = '[matching]\ncertain_from = 0.92\ncandidates = 3\nseparators = ["致"]\nevidence = ["thread"]\n'
    path = write(tmp_path, COMPLETE.replace("[[campaign]]", f"{table}[[campaign]]"))
    config = load_config(path, ENVIRONMENT)
    assert config.matching == MatchingOptions(0.92, 3, ("致",))
    assert config.evidence == ("thread",)
    assert load_ruleset(path).matching == config.matching


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("certain_from = 1.5", "matching.certain_from"),
        ("candidates = 0", "matching.candidates"),
        ('separators = ["大学"]', "是名单中“"),
        ('separators = [""]', "matching.separators"),
        ('evidence = ["dream"]', "matching.evidence"),
        ("certain = 1", "certain_from"),
    ],
)
def test_faults_of_matching_name_their_key(tmp_path: Path, line: str, expected: str) -> None:
    """One line each, whichever command reads the file."""
    path = write(tmp_path, COMPLETE.replace("[[campaign]]", f"[matching]\n{line}\n[[campaign]]"))
    for load in (lambda: load_config(path, ENVIRONMENT), lambda: load_ruleset(path)):
        with pytest.raises(ConfigError) as caught:
            load()
        assert len(caught.value.faults) == 1
        assert expected in str(caught.value)
