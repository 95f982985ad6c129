"""The program of benchmarks/endurance.py, in a process of its own: does what standard input says, answers in JSON lines.

`poll SECONDS` and `drain SECONDS` move the clock on and do the job; `end` tells what the ledger holds.
"""

import asyncio
import json
import os
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from intake.errors import ConfigurationError, TemporaryError
from service.app import App, bootstrap
from service.config import load_config
from service.logs import configure_logging, only_warnings
from tests.fakes import FakeClock
from tests.service.office import SHANGHAI

# Counted by the database: rows that are looked at here would count as the program's memory.
COUNTS = {
    "rows": "SELECT count(*) FROM messages",
    "settled": "SELECT count(*) FROM messages WHERE disposition IS NOT NULL",
    "sent": "SELECT count(*) FROM replies WHERE sent_at IS NOT NULL",
    "waiting": "SELECT count(*) FROM replies WHERE state IN ('queued', 'sending', 'uncertain')",
}


async def work(app: App, clock: FakeClock) -> None:
    """Do one line of standard input after the other."""
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            job, _, seconds = line.strip().partition(" ")
            if job == "end":
                print(json.dumps(_all_there_is(app)), flush=True)
                continue
            clock.advance(seconds=float(seconds))
            print(json.dumps(await _done(app, job)), flush=True)
    finally:
        await app.sender.aclose()


async def _done(app: App, job: str) -> dict[str, Any]:
    trouble = ""
    try:
        await (app.jobs.poll() if job == "poll" else app.jobs.drain())
    except (TemporaryError, ConfigurationError) as error:
        trouble = str(error)
    memory = psutil.Process().memory_info().rss
    with sqlite3.connect(app.config.data_dir / "ledger.sqlite3") as ledger:
        counts = {name: ledger.execute(question).fetchone()[0] for name, question in COUNTS.items()}
    ledger.close()
    return {"trouble": trouble, "memory": memory, **counts}


def _all_there_is(app: App) -> dict[str, Any]:
    with app.ledger.read() as ledger:
        rows, replies, events = ledger.messages(), ledger.replies(), ledger.events()
    return {
        "mails": [row.message_id for row in rows],
        "answers": [reply.message for reply in replies],
        "replies": [[reply.mime_id, str(reply.state), reply.attempts] for reply in replies],
        "doubts": sum(event.kind == "reply_uncertain" for event in events),
    }


def main() -> None:
    """Build the program from the configuration that the argument names, and work."""
    configure_logging()
    only_warnings()
    clock = FakeClock(datetime.now(SHANGHAI))
    app = bootstrap(load_config(Path(sys.argv[1]), os.environ), clock)
    try:
        asyncio.run(work(app, clock))
    finally:
        app.close()


if __name__ == "__main__":
    main()
