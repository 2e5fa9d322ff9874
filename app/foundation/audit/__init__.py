"""The audit log: a closed vocabulary, written in the transaction of the change, chained, append-only."""

from app.foundation.audit.actions import CONFIDENTIAL, Action
from app.foundation.audit.log import Subject, record, record_and_commit
from app.foundation.audit.models import AuditChain, AuditEvent

__all__ = ["CONFIDENTIAL", "Action", "AuditChain", "AuditEvent", "Subject", "record", "record_and_commit"]
