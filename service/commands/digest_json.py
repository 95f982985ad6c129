"""The digest as a JSON object: what `intake digest --json` prints."""

from dataclasses import asdict
from zoneinfo import ZoneInfo

from service.commands.output import moment
from service.digest.values import Attention, BatchPart, CampaignPart, Counts, Digest
from service.digest.views import reconciliation_line, spoken


def digest_object(digest: Digest, zone: ZoneInfo) -> dict[str, object]:
    """Counts, what a person must look at, and what came, by the words of the other commands' JSON."""
    last = digest.reconciliation
    return {
        "made_at": moment(digest.made_at, zone),
        "since": moment(digest.since, zone),
        "counts": _counts(digest.counts),
        "campaigns": [_campaign(part) for part in digest.campaigns],
        "attention": [_attention(item, zone) for item in digest.attention],
        "arrivals": [
            {"message": each.message.id, "entries": [entry.entry_id for entry in each.entries]}
            for each in digest.arrivals
        ],
        "ignored": digest.ignored,
        "unassigned": digest.unassigned,
        "unsettled": digest.unsettled,
        "alarms": [
            {"name": alarm.name, "problem": alarm.problem, "since": moment(alarm.since, zone)}
            for alarm in digest.alarms
        ],
        "reconciliation": None
        if last is None
        else {
            "at": moment(last.at, zone),
            "mails": last.mails,
            "differences": last.differences,
            "text": reconciliation_line(digest),
        },
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {**asdict(counts), "received": counts.received}


def _campaign(part: CampaignPart) -> dict[str, object]:
    return {
        "campaign": part.campaign.key,
        "days_left": part.days_left,
        "counts": _counts(part.counts),
        "batches": [_batch(batch) for batch in part.batches],
    }


def _batch(batch: BatchPart) -> dict[str, object]:
    entries = [
        {"entry": line.entry.entry_id, "state": str(line.state)}
        for project in batch.projects
        for line in project.lines
    ]
    return {"batch": batch.name, "counts": _counts(batch.counts), "entries": entries}


def _attention(item: Attention, zone: ZoneInfo) -> dict[str, object]:
    said = spoken(item)
    return {
        "concern": str(item.concern),
        "at": moment(item.at, zone),
        "new": item.is_new,
        "message": item.message.id if item.message is not None else None,
        "reply": item.reply.id if item.reply is not None else None,
        "entries": [entry.entry_id for entry in item.entries],
        "reason": said.reason,
    }
