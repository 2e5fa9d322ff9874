"""A list of schools and sites to places; the same list twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.places.models import Area, School, Site, SiteKind
from app.places.queries import find_school, find_site
from app.places.rules.finding import find_or_create_school, find_or_create_township, find_or_create_village
from app.places.sheets import PlaceKind, PlaceRow


@dataclass
class PlacesImported:
    """What an import did; ``refused`` are (row number, code of the message, params)."""

    created: int = 0
    changed: int = 0
    same: int = 0
    refused: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)


@dataclass
class _Import:
    session: DbSession
    actor: Actor
    district: Area
    create_places: bool
    done: PlacesImported = field(default_factory=PlacesImported)

    def township(self, row: PlaceRow) -> Area | None:
        """The row's township; None where it names none, or one that is not there (which is then refused)."""
        if not row.township:
            return None
        return find_or_create_township(self.session, self.actor, self.district, row.township, create=self.create_places)

    def refuse(self, row: PlaceRow, code: str, **params: str) -> None:
        self.done.refused.append((row.number, code, params))

    def keep(self, record: School | Site, kind: str, values: dict[str, object]) -> None:
        """Set what the list says; audit what that changed."""
        fields = [name for name, value in values.items() if value is not None and getattr(record, name) != value]
        if not fields:
            self.done.same += 1
            return
        for name in fields:
            setattr(record, name, values[name])
        self.session.flush()
        audit.record(
            self.session, self.actor, audit.Action.PLACE_CHANGED, record, kind=kind, fields=[str(f) for f in fields]
        )
        self.done.changed += 1

    def make(self, record: School | Site, kind: str) -> None:
        """A new school or site."""
        self.session.add(record)
        self.session.flush()
        audit.record(self.session, self.actor, audit.Action.PLACE_CREATED, record, kind=kind)
        self.done.created += 1


def import_places(
    session: DbSession, actor: Actor, district: Area, rows: Iterable[PlaceRow], *, create_places: bool, dry_run: bool
) -> PlacesImported:
    """Make or bring up to date the schools and sites of a district. Commits, or with ``dry_run`` rolls back.

    ``create_places`` makes townships, villages and schools that are only named. A row that names a place which is not
    there is refused; the others are kept.

    Raises:
        Missing: the actor does not keep the places of this district.
    """
    authorize(actor, Permission.PLACE_WRITE, district)
    work = _Import(session, actor, district, create_places)
    ordered = list(rows)
    # Central schools first, then their schools, then the sites that lean on a school.
    schools = sorted((row for row in ordered if row.kind.is_school), key=lambda r: r.kind is PlaceKind.SCHOOL)
    for row in schools:
        _school(work, row)
    for row in ordered:
        if not row.kind.is_school:
            _site(work, row)
    if dry_run:
        session.rollback()
    else:
        session.commit()
    return work.done


def _school(work: _Import, row: PlaceRow) -> None:
    township = work.township(row)
    if row.township and township is None:
        work.refuse(row, "places.township_unknown", name=row.township)
        return
    parent = None
    if row.central_school and row.central_school != row.name:
        parent = find_or_create_school(
            work.session, work.actor, work.district, row.central_school, create=work.create_places, township=township
        )
        if parent is None:
            work.refuse(row, "places.central_school_unknown", name=row.central_school)
            return
    found = find_school(work.session, work.district.id, row.name)
    if found is None:
        found = School(name=row.name, district_id=work.district.id, township_id=township.id if township else None)
        found.parent_id = parent.id if parent else None
        work.make(found, "school")
    else:
        values: dict[str, object] = {"township_id": township.id if township else None, "provisional": False}
        work.keep(found, "school", values | {"parent_id": parent.id if parent else None})
    if row.kind is PlaceKind.CENTRAL_SCHOOL and township is not None and township.central_school_id is None:
        township.central_school_id = found.id  # the township's children without a school belong to it


def _site(work: _Import, row: PlaceRow) -> None:
    township = work.township(row)
    if township is None:
        work.refuse(row, "places.township_unknown", name=row.township)
        return
    village = None
    if row.village:
        village = find_or_create_village(work.session, work.actor, township, row.village, create=work.create_places)
        if village is None:
            work.refuse(row, "places.village_unknown", name=row.village)
            return
    host = None
    if row.host_school:
        host = find_or_create_school(
            work.session, work.actor, work.district, row.host_school, create=work.create_places, township=township
        )
        if host is None:
            work.refuse(row, "places.school_unknown", name=row.host_school)
            return
    values: dict[str, object] = {
        "kind": SiteKind(row.kind.value),
        "township_id": township.id,
        "village_id": village.id if village else None,
        "school_id": host.id if host else None,
    }
    found = find_site(work.session, work.district.id, row.name)
    if found is None:
        work.make(Site(name=row.name, district_id=work.district.id, **values), "site")
    else:
        work.keep(found, "site", values)
