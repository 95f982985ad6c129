"""Digest -> plain text (terminal, plain part of the mail) and HTML."""

from functools import cache

import jinja2

from service.digest import views
from service.digest.values import CampaignPart, Digest, ProjectPart
from service.outcome import CaseState
from service.replies import wording
from service.replies.templating import environment, tidy


def render_text(digest: Digest) -> str:
    """The digest as text; no line needs more than a terminal's width to make sense."""
    return tidy(_templates("txt").get_template("digest.txt.jinja").render(_values(digest)))


def render_html(digest: Digest) -> str:
    """The digest as one HTML page with inline styles: for webmail, a phone, or a browser."""
    return _templates("html").get_template("digest.html.jinja").render(_values(digest))


def digest_subject(digest: Digest) -> str:
    """“【收件日报】3月20日：应报173，已收60，齐全31，待补正20，待人工确认9，未报113”."""
    counts = digest.counts
    return (
        f"【收件日报】{views.short_day(digest)}：应报{counts.due}，已收{counts.received}，齐全{counts.complete}，"
        f"待补正{counts.incomplete}，待人工确认{counts.review}，未报{counts.waiting}"
    )


@cache
def _templates(form: str) -> jinja2.Environment:
    made = environment("service.digest", escape=form == "html")
    made.globals.update(
        gap_labels=views.gap_labels,
        time_note=views.time_note,
        deadline=_deadline,
        left=_left,
        projects=_projects,
    )
    return made


def _values(digest: Digest) -> dict[str, object]:
    return {
        "digest": digest,
        "day": views.short_day(digest),
        "made": views.short_moment(digest.made_at, digest),
        "since": views.short_moment(digest.since, digest) if digest.since else "",
        "groups": views.attention_groups(digest),
        "arrivals": views.arrival_views(digest),
        "states": CaseState,
        "alarms": views.alarm_lines(digest),
        "reconciled": views.reconciliation_line(digest),
    }


def _deadline(part: CampaignPart) -> str:
    return wording.deadline_text(part.campaign.deadline)


def _left(part: CampaignPart) -> str:
    """“还有2天”, “今天截止”, “已过3天”."""
    if part.days_left > 0:
        return f"还有{part.days_left}天"
    return "今天截止" if part.days_left == 0 else f"已过{-part.days_left}天"


def _projects(part: CampaignPart, state: CaseState) -> list[tuple[str, ProjectPart]]:
    """The projects that have entries in that state, each with its batch's name."""
    return [
        (batch.name, project)
        for batch in part.batches
        for project in batch.projects
        if project.in_state(state)
    ]
