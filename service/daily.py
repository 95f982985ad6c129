"""What is done once a day: mailbox and ledger are compared, then the digest is made, which tells the result."""

from dataclasses import dataclass
from datetime import date

import structlog

from intake.errors import ConfigurationError, TemporaryError
from service.digesting import DigestDesk
from service.reconciling import DailyReconciliation

log = structlog.get_logger()


@dataclass(frozen=True)
class DailyRound:
    """Called often; does its work when it is due. A comparison that fails never keeps the digest back."""

    reconciliation: DailyReconciliation
    digest: DigestDesk

    def __call__(self) -> date | None:
        """Do what is due; return the day whose digest was queued. Raises LedgerError."""
        try:
            found = self.reconciliation.run_if_due(digest_is_due=self.digest.is_due())
        except (TemporaryError, ConfigurationError) as error:
            log.warning("not reconciled", problem=str(error))
        except Exception:  # a fault of ours in the comparison
            log.exception("reconciling failed")
        else:
            if found is not None:
                log.info("reconciled", mails=found.mails, differences=len(found.differences))
        return self.digest.queue_if_due()
