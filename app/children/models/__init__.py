"""Tables of children's files: the child, carers, needs, consents, links, history; imports, transfers, doubles."""

from app.children.models.asking import ConsentLink, ConsentReceipt
from app.children.models.files import Carer, Child, Consent, Need
from app.children.models.grants import AccessGrant, CounsellingNote, DutyGrant
from app.children.models.history import LedgerChange, RiskChange
from app.children.models.kinds import (
    ChildStatus,
    ChildWish,
    ConsentDecision,
    ConsentMethod,
    HoldReason,
    ImportState,
    LeftBehindKind,
    LegalBasis,
    RiskReason,
    Scope,
    Sex,
    TransferState,
)
from app.children.models.paperwork import ChildTransfer, PossibleDouble, RosterImport
from app.children.models.scope import AtChild, OfChild

__all__ = [
    "AccessGrant",
    "AtChild",
    "Carer",
    "Child",
    "ChildStatus",
    "ChildTransfer",
    "ChildWish",
    "Consent",
    "ConsentDecision",
    "ConsentLink",
    "ConsentMethod",
    "ConsentReceipt",
    "CounsellingNote",
    "DutyGrant",
    "HoldReason",
    "ImportState",
    "LedgerChange",
    "LeftBehindKind",
    "LegalBasis",
    "Need",
    "OfChild",
    "PossibleDouble",
    "RiskChange",
    "RiskReason",
    "RosterImport",
    "Scope",
    "Sex",
    "TransferState",
]
