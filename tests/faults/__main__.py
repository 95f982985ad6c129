"""`python -m tests.faults` (`make faults`): a run of 50 mails under each fault, and a table of what came of them."""

import tempfile
import time
from pathlib import Path

import click

from service.logs import only_warnings
from tests.faults.catalogue import FAULTS
from tests.faults.house import Report, run_all
from tests.servers import MailServers, missing_requirement

_ROW = "{:58} {:>6} {:>7} {:>8} {:>5} {:>8} {:>9} {:>8}  {}"


@click.command()
@click.option("--mails", default=50, show_default=True, help="Mails of each run.")
@click.option("--only", default="", help="Only faults whose names hold this.")
def main(mails: int, only: str) -> None:
    """Run under every fault; exit 1 where something was lost, doubled or left undone."""
    missing = missing_requirement()
    if missing is not None:
        raise click.ClickException(missing)
    only_warnings()
    wanted = [fault for fault in FAULTS if only in f"{fault.protocol} {fault.name}"]
    began = time.monotonic()
    click.echo(
        _ROW.format(
            "fault", "struck", "cycles", "slowest", "lost", "doubled", "in doubt", "refused", ""
        ).rstrip()
    )
    with MailServers() as servers, tempfile.TemporaryDirectory(prefix="intake-faults-") as folder:
        reports = run_all(wanted, servers, Path(folder), mails, _tell)
    wrong = [report for report in reports if report.wrong]
    lost, doubled = sum(report.lost for report in reports), sum(report.doubled for report in reports)
    minutes = (time.monotonic() - began) / 60
    click.echo(
        f"{len(reports)} faults, {len(reports) * mails} mails, {minutes:.1f} minutes: "
        f"{lost} lost, {doubled} doubled, {len(wrong)} runs not as they should be"
    )
    if wrong:
        raise SystemExit(1)


def _tell(report: Report) -> None:
    click.echo(
        _ROW.format(
            report.name,
            report.struck,
            report.cycles,
            f"{report.slowest:.1f} s",
            report.lost,
            report.doubled,
            report.twice_in_doubt,
            report.refused,
            "; ".join(report.wrong) or "ok",
        )
    )


if __name__ == "__main__":
    main()
