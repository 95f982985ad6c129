"""The programs that unpack RAR, where they are installed."""

import os
import shutil

import pytest


def require(*programs: str) -> None:
    """Skip a test without one of these programs, or fail where INTAKE_REQUIRE_INTEGRATION=1 is set."""
    missing = [program for program in programs if shutil.which(program) is None]
    if not missing:
        return
    reason = f"needs {', '.join(missing)} (see tests/install-servers.sh)"
    if os.environ.get("INTAKE_REQUIRE_INTEGRATION") == "1":
        pytest.fail(f"INTAKE_REQUIRE_INTEGRATION=1, but {reason}")
    pytest.skip(reason)
