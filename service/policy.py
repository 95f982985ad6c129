"""The rules as configured: everything that a decision rests on besides the mail and the case."""

from dataclasses import dataclass
from functools import cached_property

from intake.authentication import Trust
from rules.campaign import Campaign
from rules.case import Case, Judgement, judge
from rules.matching import Matcher
from rules.roster import RosterEntry
from service.reply_limits import DEFAULT_LIMITS, ReplyLimits

# What besides the subject may say where a mail belongs, the surest first (config: [matching] evidence).
EVIDENCE = ("thread", "document", "sender")


@dataclass(frozen=True)
class Policy:
    """The open campaigns, the matcher over their rosters, and who we are."""

    campaigns: tuple[Campaign, ...]
    matcher: Matcher
    own_addresses: frozenset[str]
    sender: str  # our From address
    hold_replies: bool = False  # a trial run: replies wait for a person
    evidence: tuple[str, ...] = EVIDENCE  # which of EVIDENCE is used
    limits: ReplyLimits = DEFAULT_LIMITS
    trust: Trust | None = None  # whose Authentication-Results are believed; None: nobody's

    @cached_property
    def _entries(self) -> dict[str, RosterEntry]:
        return {entry.entry_id: entry for campaign in self.campaigns for entry in campaign.roster}

    @cached_property
    def _campaigns(self) -> dict[str, Campaign]:
        return {entry.entry_id: campaign for campaign in self.campaigns for entry in campaign.roster}

    @property
    def entries(self) -> tuple[RosterEntry, ...]:
        """Every roster entry of the open campaigns, in order."""
        return tuple(self._entries.values())

    def entry(self, entry_id: str) -> RosterEntry:
        """The roster entry of that id. Raises KeyError where no open campaign has it."""
        return self._entries[entry_id]

    def knows(self, entry_id: str) -> bool:
        """Hold where an open campaign has the entry."""
        return entry_id in self._entries

    def campaign(self, entry: RosterEntry) -> Campaign:
        """The campaign that the entry belongs to."""
        return self._campaigns[entry.entry_id]

    def exemption(self, entry: RosterEntry) -> str | None:
        """Why nothing is due from the entry, None where its summary is due."""
        return self.campaign(entry).exempt.get(entry.entry_id)

    def judge(self, case: Case) -> Judgement:
        """The rules' answer on an entry's case."""
        if case.entry is None:
            raise ValueError("a case of the ledger belongs to a roster entry")
        return judge(case, self.campaign(case.entry), self.campaigns)
