"""Child files, carers, needs, consent, roster import."""
