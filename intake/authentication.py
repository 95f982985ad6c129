"""What the provider's own check of the sender's domain says (RFC 8601, Authentication-Results).

Anybody may write such a field into a mail. Believed is only the one whose authserv-id is the provider's, at the end of
the header at which the provider writes: first nearly everywhere, last on 163, which appends.
"""

import re
from dataclasses import dataclass
from typing import Literal

from intake.message import InboundMessage

Position = Literal["first", "last"]

_RESULTS = "pass|fail|softfail|neutral|none|temperror|permerror|policy"  # RFC 8601, 2.7.1 and 2.7.2
_METHOD = re.compile(rf"(spf|dkim)(?:/\d+)?=({_RESULTS})", re.IGNORECASE)
_LONGEST = 20_000  # characters of one field that are looked at
# A sender whom the domain's owner half disowns (RFC 7208, 8.5) is no better than one whom he disowns: beside a broken
# signature nothing is left that speaks for him.
_SPF_FAILURES = frozenset({"fail", "softfail"})


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose results are believed: the authserv-id (RFC 8601, 2.5), and where its field stands in the header."""

    authserv_id: str
    position: Position = "first"


def sender_failed(message: InboundMessage, trust: Trust | None) -> bool:
    """Hold where the provider says that SPF and DKIM both failed. Without `trust`, or its field, there is no judgement.

    DMARC decides nothing: it fails as well for what a person sends through a group or a forwarder, which passes SPF
    under its own name and breaks the signature with a footer. Nor does SPF alone, nor a signature that is not there.
    """
    if trust is None:
        return False
    found = _believed(message, trust)
    spf, dkim = found.get("spf", frozenset()), found.get("dkim", frozenset())
    return bool(spf & _SPF_FAILURES) and "pass" not in spf and "fail" in dkim and "pass" not in dkim


def _believed(message: InboundMessage, trust: Trust) -> dict[str, frozenset[str]]:
    """The results by method, of the provider's fields alone.

    It may write several, one for each check: of those that speak of a method the outermost is believed, for what lies
    further in may be the sender's own.
    """
    fields = message.header_all("Authentication-Results")
    ordered = fields if trust.position == "first" else fields[::-1]
    found: dict[str, frozenset[str]] = {}
    for field in ordered:
        authserv_id, *statements = _split(field[:_LONGEST])
        if not _is_named(authserv_id, trust.authserv_id):
            break
        for method, results in _results(statements).items():
            found.setdefault(method, results)
    return found


def _is_named(authserv_id: str, wanted: str) -> bool:
    """The id may bear a version behind it (RFC 8601, 2.2), which _split has moved up to it."""
    return authserv_id.lower() in {wanted.lower(), f"{wanted.lower()}1"}


def _results(statements: list[str]) -> dict[str, frozenset[str]]:
    """Every result that the statements give of SPF and of DKIM: a mail may bear several signatures."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        match = _METHOD.match(statement)
        if match is not None:
            # "soft" of softfail is in no other result; "fail" at the front of "failed" is meant as such.
            found.setdefault(match[1].lower(), set()).add(match[2].lower())
    return {method: frozenset(results) for method, results in found.items()}


def _split(field: str) -> list[str]:
    """The field's pieces between semicolons, without comments, quoted strings and any white space.

    White space goes because 163 folds inside a word, where the standard allows none; what is left is told apart by the
    few words that a method and a result can be.
    """
    pieces = [""]
    depth, quoted, escaped = 0, False, False
    for letter in field:
        if escaped:
            escaped = False
        elif letter == "\\" and (depth or quoted):
            escaped = True
        elif quoted:
            quoted = letter != '"'
        elif letter == '"' and not depth:
            quoted = True
        elif letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif letter == ";" and not depth:
            pieces.append("")
        elif not depth and not letter.isspace():
            pieces[-1] += letter
    return pieces
