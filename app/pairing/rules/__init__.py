"""What may happen to a pairing.

Every rule locks child, volunteer and pairing in that order, authorizes, judges every gate at that moment, changes,
writes to the audit log, and commits once.
"""
