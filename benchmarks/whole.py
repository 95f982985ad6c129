"""The program's own poll: fetch, archive, read, match, judge, compose, queue the reply; nothing is sent."""

import os
from pathlib import Path

from benchmarks.costs import Cost, Memory, measured, memory_watched
from benchmarks.place import Place
from benchmarks.stages import Stages
from service.app import App, bootstrap
from service.collecting import Collector
from service.config import load_config
from service.logs import configure_logging
from service.outcome import Disposition
from service.pipeline import collect, handle


def run(place: Place, folder: Path) -> Cost:
    """Take in every mail of the mailbox; the program's start is not counted, the workers' is."""
    app = _start(place, folder)
    with measured() as cost:
        _, counts = app.jobs.take_in()
        app.close()  # processors' seconds of the workers count once they have ended
    answered = counts[Disposition.ACCEPTED] + counts[Disposition.GAPS]
    assert answered == place.mails, f"answered {answered} of {place.mails}: {dict(counts)}"
    return cost


def run_by_stages(place: Place, folder: Path) -> tuple[Cost, dict[str, Cost]]:
    """Take in every mail with the clocks of benchmarks/stages.py around each stage."""
    stages = Stages()
    stages.install()
    cost = run(place, folder)
    return cost, stages.costs


def run_watching_memory(place: Place, folder: Path) -> dict[str, Memory]:
    """Collect, then handle the mails of the mailbox; the peak of each."""
    app = _start(place, folder)
    with memory_watched() as at_start:
        pass
    with memory_watched() as collecting:
        messages = _collect(app)
    with memory_watched() as handling:
        for message in messages:
            handle(message, app.desk)
    app.close()
    return {"start": at_start, "collect": collecting, "handle": handling}


def _start(place: Place, folder: Path) -> App:
    configure_logging()
    text = CONFIG.format(place=place)
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return bootstrap(load_config(path, os.environ))


def _collect(app: App) -> tuple[int, ...]:
    with app.session.connected() as (mailbox, _):
        collect(Collector(mailbox, app.ledger, app.archive, app.clock, full=True))
    with app.ledger.read() as ledger:
        return ledger.unsettled(app.clock.now(), 1)


CONFIG = """
timezone = "Asia/Shanghai"
data_dir = "data"

[mailbox]
host = "{place.host}"
port = {place.imaps_port}
tls = "implicit"
ca_file = "{place.ca_file}"
username = "{place.user}"
password = {{ env = "INTAKE_BENCHMARK_PASSWORD" }}
folders = ["INBOX"]

[smtp]
host = "{place.host}"
port = 465
tls = "implicit"
ca_file = "{place.ca_file}"
username = "{place.user}"
password = {{ env = "INTAKE_BENCHMARK_PASSWORD" }}
from = "{place.user}"
mode = "hold"

[ledger]
url = "sqlite:///data/ledger.sqlite3"

[digest]
to = ["staff@example.org"]

[[campaign]]
source = "2024-6"
opens = 2024-02-26
deadline = 2099-12-31
"""
