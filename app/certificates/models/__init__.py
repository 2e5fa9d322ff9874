"""Tables of certificates, of publicity, and of what staff add to a volunteer's record."""

from app.certificates.models.certificates import Certificate, Issuer, RevokeReason
from app.certificates.models.publicity import Objection, Publicity
from app.certificates.models.record import Commendation, Evaluation, Rating, StrikeReason

__all__ = [
    "Certificate",
    "Commendation",
    "Evaluation",
    "Issuer",
    "Objection",
    "Publicity",
    "Rating",
    "RevokeReason",
    "StrikeReason",
]
