"""Tables of children's files: the child, its carers, needs and consents; imports, transfers and doubtful doubles."""

from app.children.models.files import Carer, Child, Consent, Need
from app.children.models.kinds import (
    ChildStatus,
    ChildWish,
    ConsentDecision,
    ConsentMethod,
    HoldReason,
    ImportState,
    LeftBehindKind,
    LegalBasis,
    Sex,
    TransferState,
)
from app.children.models.paperwork import ChildTransfer, PossibleDouble, RosterImport

__all__ = [
    "Carer",
    "Child",
    "ChildStatus",
    "ChildTransfer",
    "ChildWish",
    "Consent",
    "ConsentDecision",
    "ConsentMethod",
    "HoldReason",
    "ImportState",
    "LeftBehindKind",
    "LegalBasis",
    "Need",
    "PossibleDouble",
    "RosterImport",
    "Sex",
    "TransferState",
]
