"""Header fields that only programs write, each told by its name, or by name and value.

Taken together from RFC 3834, RFC 5230, vacation(1), procmail, Zammad, RT, FreeScout, Mailman, Odoo and OTRS, and from
what Exchange, Coremail, QQ, Lotus, First Class and MDaemon really send; names and values compare without case.
"""

import re

from intake.message import InboundMessage

_NEGATIVE = frozenset({"", "no", "false", "0", "off", "none", "n"})

# X-Autoreply, X-QQ-AUTO-REPLY, X-QQ-HolidayReply, X-Autorespond, X-MDAutoResponder, X-FC-MachineGenerated, … Not
# X-Auto-Response-Suppress: Exchange sets it on what people send.
_ANSWERS = re.compile(
    r"(?:.*-)?(?:(?:md|auto)[-_]?auto[-_]?|auto[-_]?)(?:reply|replied|respond(?:er)?|response|answer(?:ed|er)?|generated|"
    r"ack(?:nowledge\w*)?|notif\w*)(?:-(?!suppress)[a-z]+)?"
    r"|(?:.*-)?(?:vacation(?:-[a-z]+)?|holiday-?reply|out-?of-?office(?:-[a-z]+)?|oof-?reply|machine-?generated|away(?:-?message)?|"
    r"automated(?:-[a-z]+)?|auto-?mail(?:er)?|notification-(?:type|id|class|event))",
    re.IGNORECASE,
)
_SUBMITTED = re.compile(r"(?:x-)?auto-?submitted", re.IGNORECASE)

# Systems for tickets, code and watching over machines: what they send is answered by them again.
_SYSTEMS = re.compile(
    r"(?:x-)?(?:rt-(?:loop-prevention|ticket|originator|detected.*)|managed-by)|x-otrs-.*|x-zammad-.*|x-freescout-.*|x-osticket-.*|"
    r"x-(?:github|gitlab|jira|redmine|bugzilla|jenkins|gerrit|phabricator|trac|discourse|confluence|atlassian|servicenow|sentry|"
    r"zendesk|freshdesk|helpscout|mantis|nagios|icinga|zabbix|cron|teamcity|sonar|travis|sourceforge|launchpad)-.*|"
    r"x-(?:.*-)?challenge(?:-.*)?|x-tmda-.*|x-cron-env|x-github-reason|x-ms-exchange-generated-message-source|x-mailgun-autoreply",
    re.IGNORECASE,
)

_LIST_NAMES = re.compile(
    r"list-(?:id|post|help|unsubscribe(?:-post)?|subscribe|owner|archive)|(?:x-)?mailing-?list|x-beenthere|x-mailman-.*|"
    r"x-list(?:-?name|-id|server|-server|-unsubscribe|proc.*)?|x-ml-.*|x-ezmlm-.*|x-sympa-.*|x-google-group-id|x-listprocessor-.*",
    re.IGNORECASE,
)
_BULK_NAMES = re.compile(
    r"x-(?:campaign(?:-?id)?|mailchimp-.*|mc-user|edm-.*|bulk-?mail|mass-?mail.*|newsletter.*|emarsys-.*|cm-campaign.*|"
    r"mailer-recptid|mailer-lid|subscription.*)",
    re.IGNORECASE,
)
_BULK_VALUES = re.compile(r"(?:bulk|junk)\b", re.IGNORECASE)
_ANSWER_VALUES = re.compile(r"auto[-_ ]?(?:reply|replied|response|generated)", re.IGNORECASE)

# (name, value): fields that people's mail bears as well, unless they say this.
_VALUES = (
    ("x-loop", re.compile(r"\s*(?:yes|true|1|loop)\s*", re.IGNORECASE)),
    ("x-post-messageclass", re.compile(r".*autorespond.*", re.IGNORECASE | re.DOTALL)),
    ("delivered-to", re.compile(r"\s*auto-?respond(?:er)?\s*", re.IGNORECASE)),
    (
        "x-mailer",
        re.compile(
            r".*(?:auto-?(?:reply|respond|answer)|vacation|mail delivery).*", re.IGNORECASE | re.DOTALL
        ),
    ),
    ("user-agent", re.compile(r".*(?:auto-?(?:reply|respond|answer)|vacation).*", re.IGNORECASE | re.DOTALL)),
)

_CONTENT_CLASS = re.compile(r"urn:content-classes:(\w+)", re.IGNORECASE)


def answering_sign(message: InboundMessage) -> str:
    """The field by which a program says that it answers or notifies, "" where none does."""
    for name, value in message.headers:
        if _ANSWERS.fullmatch(name) and value.strip().lower() not in _NEGATIVE:
            return name
        if any(name.lower() == known and pattern.fullmatch(value) for known, pattern in _VALUES):
            return name
    return ""


def submitted_keyword(message: InboundMessage) -> str:
    """The keyword of Auto-Submitted without parameters and comments (RFC 3834, 5.1); what is not "no" goes first."""
    words = [
        re.split(r"[;(\s]", value.strip().lower(), maxsplit=1)[0]
        for name, value in message.headers
        if _SUBMITTED.fullmatch(name)
    ]
    return next((word for word in words if word not in _NEGATIVE), "")


def suppresses_all(message: InboundMessage) -> bool:
    """Whether X-Auto-Response-Suppress says All, as programs and Exchange's own notices do; people's mail lists less."""
    value = ",".join(message.header_all("X-Auto-Response-Suppress")).lower()
    return "all" in re.split(r"[,;\s]+", value)


def system_sign(message: InboundMessage) -> str:
    """The field of a ticket, code or monitoring system, "" where there is none."""
    return next((name for name, value in message.headers if _SYSTEMS.fullmatch(name) and value.strip()), "")


def list_sign(message: InboundMessage) -> str:
    """The field of a mailing list (RFC 2369, 2919 and older forms), "" where there is none."""
    found = next(
        (name for name, value in message.headers if _LIST_NAMES.fullmatch(name) and value.strip()), ""
    )
    if not found and any(value.strip().lower().startswith("list") for value in _precedence(message)):
        return "Precedence: list"
    if not found and re.match(r"\s*multiple recipients of\b", message.header("To") or "", re.IGNORECASE):
        return "To"
    return found


def bulk_sign(message: InboundMessage) -> str:
    """The field of a mass mailing, "" where there is none."""
    values = [value.strip() for value in _precedence(message)]
    found = next((value for value in values if _BULK_VALUES.match(value)), "")
    if found:
        return f"Precedence: {found[:20].lower()}"
    return next(
        (name for name, value in message.headers if _BULK_NAMES.fullmatch(name) and value.strip()), ""
    )


def answers_by_precedence(message: InboundMessage) -> bool:
    """Whether Precedence calls the mail an automatic reply (FreeScout, osTicket)."""
    return any(_ANSWER_VALUES.match(value.strip()) for value in _precedence(message))


def content_class(message: InboundMessage) -> str:
    """What Exchange calls the mail: "message", "dsn", "mdn", "recallmessage", "calendarmessage"; "" where it does not."""
    match = _CONTENT_CLASS.search(message.header("Content-Class") or "")
    return match[1].lower() if match else ""


def _precedence(message: InboundMessage) -> tuple[str, ...]:
    return (*message.header_all("Precedence"), *message.header_all("X-Precedence"))
