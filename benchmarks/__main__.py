"""`make bench`: the poll of 500 submissions beside the bare minimum, its stages, and memory with a large mail."""

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict
from typing import Any

import click

from benchmarks.place import Place
from benchmarks.submissions import large_submission, submission
from rules.roster import RosterEntry
from service.campaign_files import default_campaigns
from tests.servers import MailServers, missing_requirement

LARGE = 50_000_000  # bytes


@click.command()
@click.option("--mails", default=500, show_default=True, help="Submissions in the mailbox.")
@click.option("--rounds", default=3, show_default=True, help="Runs of each kind, taken in turns.")
def main(mails: int, rounds: int) -> None:
    """Measure against a real Dovecot, and print what was found."""
    missing = missing_requirement()
    if missing is not None:
        raise click.ClickException(missing)
    with MailServers() as servers:
        place = _mailbox(servers, _submissions(mails))
        _compare([(_run("bare", place), _run("whole", place)) for _ in range(rounds)], mails)
        _print_stages(_run("stages", place))
        _print_memory(_run("memory", _mailbox(servers, [large_submission(_entries()[0], LARGE)])))


def _entries() -> tuple[RosterEntry, ...]:
    return default_campaigns()[0].roster.entries


def _submissions(mails: int) -> list[bytes]:
    """Mails of every roster entry in turn, and then of every one again."""
    entries = _entries()
    return [
        submission(entries[number % len(entries)], number, is_first=number < len(entries))
        for number in range(mails)
    ]


def _mailbox(servers: MailServers, mails: list[bytes]) -> Place:
    user = servers.new_user("benchmark")
    for raw in mails:
        servers.deliver(raw, user, "unit@example.com")
    return Place(servers.host, servers.imaps_port, str(servers.ca_file), user, servers.password, len(mails))


def _run(kind: str, place: Place) -> Any:
    """What one run found, in a process and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="intake-benchmark-") as folder:
        command = [sys.executable, "-m", "benchmarks.run", kind, json.dumps(asdict(place)), folder]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise click.ClickException(f"the run {kind} failed:\n{ended.stderr[-4000:]}")
    return json.loads(ended.stdout)


def _compare(pairs: list[tuple[Any, Any]], mails: int) -> None:
    print(f"{mails} submissions, {len(pairs)} runs of each kind in turns; medians")
    for name, number in (("bare", 0), ("whole", 1)):
        wall = statistics.median(pair[number]["wall"] for pair in pairs)
        cpu = statistics.median(pair[number]["cpu"] for pair in pairs)
        print(f"  {name:6} {mails / wall:6.1f} mails/s  {wall:7.2f} s  processors {cpu:7.2f} s")
    for unit in ("wall", "cpu"):
        ratios = sorted(whole[unit] / bare[unit] for bare, whole in pairs)
        print(
            f"  whole / bare, {unit}: {statistics.median(ratios):.2f}  ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


def _print_stages(found: Any) -> None:
    total = found["total"]
    print(f"\nstages of one poll of {total['wall']:.2f} s (with clocks), seconds")
    print(f"  {'':32} {'by the clock':>12} {'processor':>12}")
    for name, cost in sorted(found["stages"].items(), key=lambda item: -item[1]["wall"]):
        print(f"  {name:32} {cost['wall']:12.2f} {cost['cpu']:12.2f}")
    clocked = sum(cost["cpu"] for cost in found["stages"].values())
    print(f"  {'workers, and all else':32} {'':12} {total['cpu'] - clocked:12.2f}")


def _print_memory(found: Any) -> None:
    print(f"\npeak of resident memory with a mail of {LARGE // 1_000_000} MB, MB")
    print(f"  {'':32} {'parent':>12} {'worker':>12}")
    for name, memory in found.items():
        print(f"  {name:32} {memory['parent'] / 1e6:12.0f} {memory['worker'] / 1e6:12.0f}")


if __name__ == "__main__":
    main()
