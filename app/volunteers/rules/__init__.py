"""What may happen to volunteers."""

from app.volunteers.rules.slots import set_slots

__all__ = ["set_slots"]
