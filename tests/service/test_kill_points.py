"""The points at which tests end the program, and that nothing else can."""

import inspect
import re
from pathlib import Path

from intake.sender import SendStep
from service import kill_points
from service.app import bootstrap
from service.kill_points import Point, pass_by

ROOMS = ("intake", "parsers", "rules", "service")


def test_every_step_of_the_sender_is_a_point() -> None:
    """The room of mail knows nothing of the service: their words must be the same."""
    assert {str(step) for step in SendStep} <= {str(point) for point in Point}


def test_nothing_happens_at_a_point_unless_the_caller_of_bootstrap_says_so() -> None:
    """The default does nothing, and no part of the program names another."""
    assert inspect.signature(bootstrap).parameters["reached"].default is pass_by
    root = Path(kill_points.__file__).parent.parent
    sources = {
        path: path.read_text(encoding="utf-8") for room in ROOMS for path in (root / room).rglob("*.py")
    }
    callers = [path for path, text in sources.items() if re.search(r"bootstrap\([^)]*reached", text)]
    assert [path.name for path in callers] == ["app.py"]  # its own definition


def test_every_point_is_passed_somewhere() -> None:
    """A point that the code does not reach would be killed at in no round."""
    root = Path(kill_points.__file__).parent
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in root.rglob("*.py") if path.name != "kill_points.py"
    )
    of_sender = {str(step) for step in SendStep}
    assert [point for point in Point if point not in of_sender and f"Point.{point.name}" not in text] == []
