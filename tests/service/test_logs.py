"""What is logged holds no bodies, names or numbers, wherever in an event it stands."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.app import make_private
from service.config import Secret
from service.logs import mask

PROGRAM = """
import structlog
from service.logs import configure_logging
configure_logging()
log = structlog.get_logger()
log.info("x", who="张伟 13812345678", many=["a.b@unit.example.com", {"id": "310101199001011234"}], n=13812345678)
try:
    float("张伟的正文 13987654321 zhang@unit.example.com")
except ValueError:
    log.exception("failed", message=7)
"""


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812345678", "138****5678"),
        ("021-5678 1234", "021****1234"),
        ("310101199001011234", "310****1234"),
        ("31010119900101123X", "310****1123X"),
        ("zhang.wei@unit.example.com", "***@unit.example.com"),
        ("2024-03-20 ZSCQ2024-0001 imap.example.org:993", "2024-03-20 ZSCQ2024-0001 imap.example.org:993"),
    ],
)
def test_numbers_and_addresses_are_masked(text: str, masked: str) -> None:
    """Mobiles, landlines, identity numbers, addresses; dates and our own numbers stay."""
    assert mask(text) == masked


def test_nothing_personal_leaves_by_the_log(tmp_path: Path) -> None:
    """Neither nested in a value nor in what an exception quotes; where it happened stays readable."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    text = ended.stderr.decode()
    first, second = map(json.loads, text.splitlines())
    assert first["many"] == ["***@unit.example.com", {"id": "310****1234"}]
    for personal in ("1381234", "1398765", "张伟的正文", "zhang@", "a.b@", "1990"):
        assert personal not in text.replace('"n": 13812345678', "")
    assert second["exception"].strip().endswith("ValueError")
    assert second["message"] == 7


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    """One that stood open before, as well as a new one."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    make_private(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    make_private(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_secret_shows_itself_nowhere() -> None:
    """Whatever prints a configuration prints stars."""
    secret = Secret("s3cret")
    assert "s3cret" not in f"{secret} {secret!r} {[secret]} {mask(str(secret))}"
