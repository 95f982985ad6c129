"""A few points of `make chaos`, with a few mails: the whole matrix takes minutes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.kill_points import Point
from tests.chaos.program import Program
from tests.chaos.round import Plan, Round, Tally
from tests.servers import MailServers

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def program(mail_servers: MailServers) -> Iterator[Program]:
    """The program, imported once."""
    with Program(mail_servers.password) as program:
        yield program


@pytest.fixture
def play(mail_servers: MailServers, program: Program, tmp_path: Path) -> Callable[[Plan], Tally]:
    """Play a round over fresh mailboxes."""
    return lambda plan: Round(plan, mail_servers, program, tmp_path).play()


@pytest.mark.parametrize(
    ("point", "passings", "saves", "second_copies"),
    [
        (Point.ROWS_WRITTEN, (1,), False, 0),
        (Point.VERDICT_WRITTEN, (3, 2), False, 0),
        (Point.DOT_SENT, (2,), True, 0),
        (Point.ANSWERED, (2,), False, 1),  # nobody keeps what went out: the counting itself is tried here
        (Point.DIGEST_MADE, (1, 1), False, 0),
    ],
)
def test_nothing_is_lost_or_doubled_whenever_the_program_is_killed(
    point: Point, passings: tuple[int, ...], *, saves: bool, second_copies: int, play: Callable[[Plan], Tally]
) -> None:
    """Every mail has one row, one verdict and its one reply; a second copy only of a mail that was under way."""
    tally = play(Plan(point, passings, mails=8, saves=saves))
    assert tally.is_good, tally
    assert tally.second_copies == second_copies
