"""Two hours of operation, compressed: thousands of mails arrive while connections fail at random.

`python -m benchmarks.endurance`: a real Dovecot and Postfix behind the fault proxies of tests/faults, the program in a
process of its own with a clock that is moved on, polls every two minutes and runs of the queue every 15 seconds, as the
daemon does them. At the end mailbox, ledger and what the units have received are compared.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from service.campaign_files import default_campaigns
from tests.faults.chance import IMAP, SMTP, Chance
from tests.faults.house import CONFIG, Letter, deliver, received
from tests.faults.proxy import ImapProxy, SmtpProxy
from tests.servers import MailServers, missing_requirement
from tests.service.office import evidence_docx, mail_of, summary_docx

STEP = 15  # seconds between two runs of the queue
STEPS_PER_POLL = 8
MAILS_PER_UNIT = 8  # fewer than the limit for one address and day
MOST_QUIET_POLLS = 200  # after the last mail: until nothing is left to do
SECONDS = 1.0  # the program's patience with a server


@dataclass
class Program:
    """The program's process."""

    process: subprocess.Popen[str]
    samples: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    troubles: int = 0

    def ask(self, line: str) -> dict[str, Any]:
        """Let it do something; return what it says. Raises RuntimeError where it has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the program has ended")
        found: dict[str, Any] = json.loads(answer)
        self.troubles += bool(found.get("trouble"))
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What had come of it. `doubled` counts copies that no doubt excuses, `in_doubt` those that one does."""

    mails: int
    lost: int
    doubled: int
    in_doubt: int
    unsettled: int
    faults: int
    memory: tuple[int, ...]  # bytes, at every tenth of the time

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, doubled or left undone."""
        return (self.lost, self.doubled, self.unsettled) == (0, 0, 0)


@click.command()
@click.option("--mails", default=5000, show_default=True, help="Mails that arrive.")
@click.option("--hours", default=2.0, show_default=True, help="Simulated hours in which they arrive.")
@click.option("--seed", default=1, show_default=True)
@click.option("--one-in", default=100, show_default=True, help="One exchange in so many is spoilt.")
def main(mails: int, hours: float, seed: int, one_in: int) -> None:
    """Run it and print what had come of it; exit 1 where something was lost, doubled or left undone."""
    missing = missing_requirement()
    if missing is not None:
        raise click.ClickException(missing)
    began = time.monotonic()
    with MailServers() as servers, tempfile.TemporaryDirectory(prefix="intake-endurance-") as folder:
        outcome = endure(servers, Path(folder), mails, hours, seed, one_in, tell=True)
    print(
        f"{outcome.mails} mails in {hours:g} simulated hours, {(time.monotonic() - began) / 60:.1f} minutes by the clock, "
        f"{outcome.faults} faults: {outcome.lost} lost, {outcome.doubled} doubled, {outcome.in_doubt} sent twice in doubt, "
        f"{outcome.unsettled} left undone"
    )
    print("memory of the program, MB:", *(round(size / 1e6) for size in outcome.memory))
    if not outcome.is_well:
        raise SystemExit(1)


def endure(  # noqa: PLR0913 - the run's measure
    servers: MailServers,
    folder: Path,
    mails: int,
    hours: float,
    seed: int,
    one_in: int,
    *,
    tell: bool = False,
) -> Outcome:
    """The run: mails arrive evenly scattered, then everything is quiet until nothing is left to do."""
    user = servers.new_user("submissions")
    letters = list(_letters(servers, mails))
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    steps = max(1, int(hours * 3600 / STEP))
    arrivals = Counter(chance.randrange(steps) for _ in letters)
    faults = (Chance(seed, one_in, IMAP), Chance(seed + 1, one_in, SMTP))
    waiting = iter(letters)
    with _running(servers, folder, user, faults) as program:
        for step in range(steps):
            deliver(servers, user, [next(waiting) for _ in range(arrivals[step])])
            state = program.ask(f"{'poll' if step % STEPS_PER_POLL == 0 else 'drain'} {STEP}")
            if step % max(1, steps // 10) == 0:
                program.samples.append((step, state))
                _tell(step, state, faults, program, tell=tell)
        memory = _become_quiet(program, len(letters))
        everything = program.ask("end")
    return _judge(
        servers, letters, everything, (*(state["memory"] for _, state in program.samples), memory), faults
    )


def _become_quiet(program: Program, mails: int) -> int:
    """Poll until every mail is settled and every reply sent; return the memory at the end."""
    state = program.ask("poll 120")
    for _ in range(MOST_QUIET_POLLS):
        if (state["settled"], state["waiting"]) == (mails, 0):
            break
        state = program.ask("poll 120")
    return int(state["memory"])


def _tell(
    step: int, state: dict[str, Any], faults: tuple[Chance, ...], program: Program, *, tell: bool
) -> None:
    if tell:
        struck = sum(sum(each.struck.values()) for each in faults)
        print(
            f"{step * STEP / 60:5.0f} min: {state['rows']:5} mails in, {state['sent']:5} replies sent, "
            f"{state['waiting']:4} waiting, {struck:4} faults, {program.troubles:3} troubled jobs, "
            f"{state['memory'] / 1e6:4.0f} MB",
            flush=True,
        )


def _judge(
    servers: MailServers,
    letters: list[Letter],
    found: dict[str, Any],
    memory: tuple[int, ...],
    faults: tuple[Chance, ...],
) -> Outcome:
    rows, answers = Counter(found["mails"]), Counter(found["answers"])
    copies = received(servers, (letter.sender for letter in letters))
    owed = sum(letter.is_owed for letter in letters)
    sent = [(mime_id, attempts) for mime_id, state, attempts in found["replies"] if state == "sent"]
    undone = sum(state in ("queued", "sending", "uncertain", "refused") for _, state, _ in found["replies"])
    several = [attempts for mime_id, attempts in sent if copies[mime_id] > 1]
    excused = sum(attempts > 1 for attempts in several)
    not_in = [letter.message_id for letter in letters if rows[letter.message_id] == 0]
    not_received = [mime_id for mime_id, _ in sent if copies[mime_id] == 0]
    not_answered = max(0, owed - len(answers))
    for kind, what in (("not in the ledger", not_in), ("sent, not received", not_received)):
        for each in what:
            print(f"{kind}: {each}")
    if not_answered:
        print(f"{not_answered} not answered")
    return Outcome(
        mails=len(letters),
        lost=len(not_in) + len(not_received) + not_answered,
        doubled=sum(count - 1 for count in rows.values())
        + sum(count - 1 for count in answers.values())
        + len(several)
        - excused,
        in_doubt=excused,
        unsettled=undone,
        faults=sum(sum(each.struck.values()) for each in faults),
        memory=memory,
    )


@contextmanager
def _running(
    servers: MailServers, folder: Path, user: str, faults: tuple[Chance, Chance]
) -> Iterator[Program]:
    with ExitStack() as stack:
        imap = stack.enter_context(ImapProxy((servers.host, servers.imap_port)))
        smtp = stack.enter_context(SmtpProxy((servers.host, servers.smtps_port), servers.tls_context()))
        imap.injector, smtp.injector = faults
        text = CONFIG.format(imap=imap.port, smtp=smtp.port, user=user, seconds=SECONDS)
        (folder / "config.toml").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.endurance_child", str(folder / "config.toml")]
        environment = {**os.environ, "INTAKE_TEST_PASSWORD": servers.password}
        with (folder / "log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
            try:
                yield Program(process)
            except RuntimeError as error:
                raise RuntimeError((folder / "log").read_text(encoding="utf-8")[-4000:]) from error
            finally:
                process.kill()
                process.communicate()


def _letters(servers: MailServers, count: int) -> Iterator[Letter]:
    """Mails of every entry in turn: most without a file, one in twenty complete, one in ten from a machine."""
    entries = default_campaigns()[0].roster.entries
    units = [servers.new_user("unit") for _ in range(count // MAILS_PER_UNIT + 1)]
    for number in range(count):
        entry, sender = entries[number % len(entries)], units[number // MAILS_PER_UNIT]
        subject, message_id = f"{entry.project}-{entry.unit}", f"<{number}.{sender}>"
        is_machine, is_complete = number % 10 == 3, number % len(entries) % 20 == 7
        files = [summary_docx(entry.unit, entry.project), evidence_docx()] if is_complete else []
        raw = mail_of(subject, files, sender=sender, message_id=message_id, text=f"您好，这是第{number}封。")
        raw = b"Auto-Submitted: auto-replied\r\n" + raw if is_machine else raw
        yield Letter(sender, message_id, raw, is_owed=not is_machine)


if __name__ == "__main__":
    main()
