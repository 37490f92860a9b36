"""Whether everything is held that sites declare: what `archiver audit` says, and what would close the gap."""

from __future__ import annotations

from archiver.audit.build import audit_site
from archiver.audit.format import Audit, BoardAudit, SiteAudit, Step, ThreadAudit

__all__ = ["Audit", "BoardAudit", "SiteAudit", "Step", "ThreadAudit", "audit_site"]
