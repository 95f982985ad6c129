"""`make chaos`: every point, on SQLite with both kinds of provider, and a shorter run on PostgreSQL; a table of it."""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from service.kill_points import Point
from tests import postgresql, servers
from tests.chaos.program import Program
from tests.chaos.round import Plan, Round, Tally
from tests.postgresql import PostgresqlServer
from tests.servers import MailServers

MAILS = 24
MAILS_ON_POSTGRESQL = 20
AT_MOST = {Point.ROWS_WRITTEN: 2, Point.ROWS_COMMITTED: 2, Point.FILED: 1, Point.DOUBT_RECORDED: 1}
# Passed once or so in a run, whatever the number of mails.
ONCE = frozenset({Point.DIGEST_MADE, Point.DIGEST_SENT, Point.SENT_LOOKED_THROUGH, *AT_MOST})
COLUMNS = (
    "point",
    "ledger",
    "provider",
    "mails",
    "kills",
    "starts",
    "lost",
    "doubled",
    "uncertain",
    "second copies",
)


def plans() -> Iterator[Plan]:
    """The rounds on SQLite."""
    chance = random.Random(5)  # noqa: S311 - the same kills in every run
    for point in Point:
        for saves in (False, True):
            yield Plan(point, passings(point, chance, 2), MAILS, saves)


def plans_on_postgresql(server: PostgresqlServer) -> Iterator[Plan]:
    """The rounds on PostgreSQL."""
    chance = random.Random(6)  # noqa: S311 - the same kills in every run
    for point in Point:
        url = server.new_database()
        yield Plan(point, passings(point, chance, 2), MAILS_ON_POSTGRESQL, saves=False, url=url)


def passings(point: Point, chance: random.Random, kills: int) -> tuple[int, ...]:
    """At which passings to kill, one run after the other."""
    if point in ONCE:
        # The digest falls due with the second start only; doubt needs a first crash.
        return (chance.randint(1, AT_MOST.get(point, 1)), 1, 1)
    return (*(chance.randint(1, 9) for _ in range(kills - 1)), chance.randint(1, 4))


def main() -> None:
    """Play all rounds; exit 1 where anything was lost or doubled."""
    missing = servers.missing_requirement() or postgresql.missing_requirement()
    if missing is not None:
        _tell(missing)
        sys.exit(2)
    _row(COLUMNS)
    with ExitStack() as stack:
        mail_servers = stack.enter_context(MailServers())
        program = stack.enter_context(Program(mail_servers.password))
        database = stack.enter_context(PostgresqlServer())
        tallies = [
            _played(plan, mail_servers, program) for plan in (*plans(), *plans_on_postgresql(database))
        ]
    lost, doubled = sum(tally.lost for tally in tallies), sum(tally.doubled for tally in tallies)
    kills, mails = sum(tally.kills for tally in tallies), sum(tally.plan.mails for tally in tallies)
    copies = sum(tally.second_copies for tally in tallies)
    _tell(
        f"{mails} mails, {kills} kills: {lost} lost, {doubled} doubled; {copies} second copies of uncertain mails"
    )
    sys.exit(0 if all(tally.is_good for tally in tallies) else 1)


def _played(plan: Plan, mail_servers: MailServers, program: Program) -> Tally:
    with tempfile.TemporaryDirectory(prefix="intake-chaos-") as folder:
        tally = Round(plan, mail_servers, program, Path(folder)).play()
    provider = "saves" if plan.saves else "plain"
    database = plan.url.partition(":")[0].partition("+")[0]
    numbers = (plan.mails, tally.kills, tally.starts, tally.lost, tally.doubled, len(tally.uncertain))
    _row((plan.point, database, provider, *map(str, numbers), str(tally.second_copies)))
    for fault in tally.faults:
        _tell(f"    {fault}")
    if not tally.kills:
        _tell("    never killed")
    return tally


def _row(cells: Sequence[str]) -> None:
    widths = (28, 12, 9, 6, 6, 7, 5, 8, 10, 13)
    _tell("".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
