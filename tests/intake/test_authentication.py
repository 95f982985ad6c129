"""The provider's word on the sender is believed where the provider writes it, and nowhere else."""

import pytest

from intake.authentication import Trust, sender_failed
from intake.message import read_message

ID = "mx.example.org"
BOTH = f"{ID}; spf=fail smtp.mailfrom=a@unit.example; dkim=fail header.d=unit.example"
TRUST = Trust(ID)
GOOD = f"{ID}; spf=pass smtp.mailfrom=a@unit.example; dkim=pass header.d=unit.example"


def _failed(*fields: str, trust: Trust | None = TRUST) -> bool:
    head = "".join(f"Authentication-Results: {field}\r\n" for field in fields)
    return sender_failed(read_message(f"{head}From: a@unit.example\r\n\r\nx".encode()), trust)


@pytest.mark.parametrize(
    "field",
    [
        BOTH,
        BOTH.upper(),
        f"{ID} 1; spf = fail (not permitted; see (RFC 7208)) smtp.mailfrom=a@unit.example;\r\n\tdkim = fail",
        f"{ID}; spf=softfail smtp.mailfrom=unit.example; dkim=fail (bad signature)",
        f"{ID};\r\n\tspf/1=fail smtp.helo=unit.example;\r\n\tdkim=fail;\r\n\tdkim=neutral",
        f"({ID} checked) {ID} (v1); (first) spf (v=spf1) = (no) fail; dkim=(bad \\) key) fail",
        # As 163 folds: inside words and names.
        "mx.exam\r\n\tple.org; spf=fa\r\n\til smtp.mailfrom=a@un\r\n\tit.example; dk\r\n\tim=fail header.d=unit.example",
        f'{ID}; spf=fail smtp.mailfrom="a;spf=pass"@unit.example; dkim=fail',
        f'{ID}; spf=fail (sender says; spf=pass; dkim=pass); dkim=fail reason="key; dkim=pass"',
        f"{ID}; dkim=fail header.d=unit.example; dmarc=fail; spf=fail",
    ],
)
def test_both_failed(field: str) -> None:
    """In every form that the standard and 163 allow; what the sender smuggles into comments and names is no result."""
    assert _failed(field)


@pytest.mark.parametrize(
    "field",
    [
        GOOD,
        f"{ID}; spf=fail smtp.mailfrom=unit.example; dkim=pass header.d=unit.example",
        f"{ID}; spf=pass smtp.mailfrom=unit.example; dkim=fail header.d=unit.example",
        f"{ID}; spf=fail; dkim=none",
        f"{ID}; spf=fail",
        f"{ID}; spf=none; dkim=fail",
        f"{ID}; spf=temperror; dkim=fail",
        f"{ID}; spf=fail; dkim=permerror",
        f"{ID}; spf=fail; dkim=fail header.d=list.example; dkim=pass header.d=unit.example",
        f"{ID}; spf=fail smtp.helo=x; spf=pass smtp.mailfrom=unit.example; dkim=fail",
        f"{ID}; spf=pass; dkim=fail; dmarc=fail",  # through a group: the group's own SPF, the signature broken
        f"{ID}; none",
        f"{ID}",
        "",
        ";",
        "spf=fail; dkim=fail",  # without an id, as Outlook.com writes
        "mx.other.example; spf=fail; dkim=fail",
        f"not{ID}; spf=fail; dkim=fail",
        f"{ID}.evil.example; spf=fail; dkim=fail",
        f"({ID}) evil.example; spf=fail; dkim=fail",
        f"{ID}; x-spf=fail; x-dkim=fail",
        f"{ID} (comment; spf=fail; dkim=fail",
    ],
)
def test_no_judgement(field: str) -> None:
    """One that passes, a check that was not made or could not be, another server's word, broken fields."""
    assert not _failed(field)


def test_without_the_setting_nothing_is_believed() -> None:
    """The operator has named nobody."""
    assert not _failed(BOTH, trust=None)


@pytest.mark.parametrize(
    ("fields", "position", "failed"),
    [
        ((BOTH, GOOD), "first", True),
        ((BOTH, GOOD), "last", False),
        ((GOOD, BOTH), "first", False),
        ((GOOD, BOTH), "last", True),
        (("mx.other.example; spf=pass; dkim=pass", BOTH), "first", False),
        (("mx.other.example; spf=pass; dkim=pass", BOTH), "last", True),
        ((f"{ID}; dkim=fail", f"{ID}; spf=fail"), "first", True),
        ((f"{ID}; dkim=fail", f"{ID}; spf=fail"), "last", True),
        ((f"{ID}; spf=fail", f"{ID}; dkim=fail", GOOD), "first", True),
        ((f"{ID}; spf=fail", "mx.other.example; none", f"{ID}; dkim=fail"), "first", False),
    ],
)
def test_only_the_configured_place_is_believed(fields: tuple[str, ...], position: str, failed: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    """Several fields of the provider add up; what lies further in may be the sender's and overrules nothing."""
    trust = Trust(ID, "first" if position == "first" else "last")
    assert _failed(*fields, trust=trust) == failed
