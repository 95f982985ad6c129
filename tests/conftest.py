"""The real mail servers, started once for all integration tests, and the line that says how many ran."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.servers import MailServers, dovecot_version, missing_requirement, postfix_version

# The same examples in every run: a test that is green today is green tomorrow. INTAKE_EXPLORE=1 looks for new ones.
# No deadline: how long an example takes is the machine's affair.
settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile("explore" if os.environ.get("INTAKE_EXPLORE") == "1" else "steady")


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Dovecot and Postfix. Tests take a fresh address each from `new_user()`.

    Where they cannot run the test is skipped with the reason, or fails where INTAKE_REQUIRE_INTEGRATION=1 is set.
    """
    reason = missing_requirement()
    if reason is not None and os.environ.get("INTAKE_REQUIRE_INTEGRATION") == "1":
        pytest.fail(f"INTAKE_REQUIRE_INTEGRATION=1, but {reason}")
    if reason is not None:
        pytest.skip(reason)
    with MailServers() as servers:
        yield servers


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how many integration tests really ran, and against what."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    ran = {report.nodeid for report in reports if report.when == "call" and "integration" in report.keywords}
    if ran:
        versions = f"Dovecot {dovecot_version()} and Postfix {postfix_version()}"
        terminalreporter.write_line(f"{len(ran)} integration tests ran against {versions}")
    else:
        terminalreporter.write_line("no integration tests ran")
