"""Scope of what belongs to one child: it follows the child, so that after a transfer the old school loses sight."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Mapped

from app.children.models.files import Child


class AtChild:
    """Township, village and school for judging scope, for a record that keeps its district itself."""

    child: Mapped[Child]

    @property
    def township_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.child.township_id

    @property
    def village_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.child.village_id

    @property
    def school_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.child.school_id


class OfChild(AtChild):
    """The district as well."""

    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope and the audit chain."""
        return self.child.district_id
