"""What can go wrong with a backup, in words for whoever runs the machine."""

from __future__ import annotations


class BackupRefused(RuntimeError):
    """It cannot be made or put back as things are; the message says why, and what to do."""


class BackupBroken(RuntimeError):
    """The file is not whole, not ours, not opened by this key, or does not hold what it says."""
