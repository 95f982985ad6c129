"""Addresses of programs are told from those at which people work."""

import pytest

from intake.robots import is_robot


@pytest.mark.parametrize(
    "local",
    [
        "noreply", "no-reply", "No_Reply", "do-not-reply", "donotreply", "oa-noreply", "noreply2", "no-reply+12", "no.reply",
        "not-reply", "service.noreply", "postmaster", "POSTMASTER", "mailer-daemon", "MAILER_DAEMON", "daemon", "root",
        "uucp", "listserv", "majordomo", "owner-all", "staff-request", "staff-owner", "staff-bounces", "bounce",
        "bounces+123=a", "notification", "oa-notifications", "alert", "auto-reply", "autoresponder", "jira", "gitlab",
        "nagios", "cron", "quarantine", "spam-report", "virusalert", "newsletter", "calendar-notification",
        "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e", "mail-system", "no-responder", "ne-pas-repondre",
    ],
)  # fmt: skip
def test_programs(local: str) -> None:
    """Whatever the case and the separators."""
    assert is_robot(f"{local}@unit.example")


@pytest.mark.parametrize(
    "local",
    [
        "zhang", "postman", "postmaster.li", "admin", "service", "info", "mail", "office", "server", "support", "oa", "kjc",
        "norep", "nora.reply", "replynow", "rooter", "daemonli", "alerter.wang", "autos", "systems.lab", "digestion-lab",
        "request", "owner", "bouncer", "jirachi", "13800001234", "123456789", "updated", "li-noreplying",
    ],
)  # fmt: skip
def test_people(local: str) -> None:
    """Names that only begin or sound like a program's."""
    assert not is_robot(f"{local}@unit.example")


def test_an_endless_name_is_looked_at_in_no_time() -> None:
    """A local part of any length costs nothing, and is nobody's."""
    assert not is_robot("no-reply-" * 20_000 + "@unit.example")
