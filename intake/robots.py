"""Addresses from which programs send, and at which nobody reads.

The union of what procmail's FROM_DAEMON, vacation(1), RFC 5230 (4.6), RT, FreeScout and Mailman leave unanswered, less
the names under which people work in Chinese offices: admin@, service@, info@, mail@, office@ and server@ are
mailboxes of people here, and so is postman@.
"""

import re

_PARTS = (
    # Asked not to be answered.
    (
        r"(?:.*[-_.+])?(?:no|non|not|donot|dont|do[-_.]not|never|ne[-_.]?pas)[-_.]?(?:reply|replies|repondre|response|respond|answer)"
        r"(?:\d+|[-_.+].*)?"
    ),
    r"(?:.*[-_.])?(?:no[-_.]?responder|nao[-_.]?responda|keine[-_.]?antwort|nicht[-_.]?antworten|unmonitored)(?:[-_.+].*)?",
    # Mail servers (RFC 2142, 5; RFC 5230, 4.6).
    r"(?:.*[-_.])?mailer[-_.]?daemon(?:[-_.+].*)?",
    r"post[-_]?master",
    r"(?:mail[-_.]?)?daemon|root|nobody|n?uucp|mail[-_.]?delivery(?:[-_.]?(?:system|subsystem))?",
    r"(?:.*[-_.])?bounces?(?:[-_.+=].*)?",
    r"microsoftexchange[0-9a-f]{8,}|mailsystem|mail[-_.]system|systemmail|system[-_.]mail",
    # Lists and their programs.
    r"owner-.*|.*-(?:owner|request|relay|bounces|admin-bounces)|list-?serv|list-?proc|majordomo|mmdf|mailman|netserv",
    r"ezmlm|sympa",
    # Programs that answer or report.
    r"auto(?:mated|matic)?[-_.]?(?:reply|responder|respond|response|answer|mailer|notify|notification|send(?:er)?|mail|message)",
    r"(?:.*[-_.])?(?:notification|notifications|notifier|notify|alerts?|alarms?)(?:[-_.+].*)?",
    r"(?:system|mail)[-_.]?(?:notice|message|admin|alert|info)",
    r"cron|anacron|apache|www-data|httpd|nginx|nagios|icinga|zabbix|jenkins|gitlab|jira|confluence|redmine|bugzilla",
    r"grafana",
    r"prometheus|alertmanager|sentry|logwatch|smartd|munin|monit|watchdog|cacti|splunk|helpdesk-auto",
    r"calendar-(?:notification|server)|newsletters?|edm|mailing|digest|updates?",
    r"quarantine",
    r"(?:spam|virus|anti-?virus|anti-?spam)[-_.]?(?:report|alert|quarantine|digest|filter|scanner|gateway|notice)",
    r"anti-?virus|virus-?alert|mail-?scanner|amavisd?|clamav|mail-?marshal|mail-?sweeper|mdaemon|mail-?gateway",
)
_ROBOT = re.compile("|".join(f"(?:{part})" for part in _PARTS), re.IGNORECASE)
_LONGEST = 254  # characters; nobody's address is longer (RFC 5321, 4.5.3.1)
_TEAMS = frozenset({"10000@qq.com", "mail@service.netease.com", "team@mail.dingtalk.com"})


def is_robot(address: str) -> bool:
    """Whether the address is one that programs send from and nobody reads."""
    local = address.rpartition("@")[0]
    if len(local) > _LONGEST:
        return False
    return _ROBOT.fullmatch(local) is not None or address.lower() in _TEAMS
