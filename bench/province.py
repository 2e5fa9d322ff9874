"""The rows of a province, made by PostgreSQL itself from a series of numbers.

Keys are hashes of what they name, so that they lie as random ones do and need no look-up. Every check, unique index and
exclusion of the schema holds; references hold by construction. Encrypted columns share one ciphertext per column: it is
bound to the column, not to the row. The audit log has rows to page through, but no true links: it does not verify.
"""

import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from hashlib import md5
from typing import Any

from sqlalchemy import ClauseElement, Connection, Table, insert, literal, literal_column, select, text
from timing import report

from app.foundation import clock
from app.foundation.database import Base

TOWNSHIPS, VILLAGES, SCHOOLS = 11, 11, 3
"""Townships of a district; villages and schools of a township."""
DAYS = 70
"""How long the season has been going on."""


@dataclass(frozen=True)
class Size:
    """How much of what; rounded down to whole districts, and to whole sessions of each pair."""

    children: int = 100_000
    volunteers: int = 20_000
    sessions: int = 1_000_000
    of_a_district: int = 2_500

    @property
    def districts(self) -> int:
        """At least one."""
        return max(self.children // self.of_a_district, 1)

    @property
    def pairs(self) -> int:
        """Volunteers of a district, each with a child."""
        return min(self.volunteers // self.districts, self.of_a_district)

    @property
    def each(self) -> int:
        """Sessions of a pair, one a day."""
        return min(self.sessions // (self.pairs * self.districts), DAYS)


def sql(expression: str) -> Any:
    return literal_column(expression)


def key(kind: str, number: str) -> str:
    """The key of the so-manieth of a kind, in SQL."""
    return f"md5('{kind}' || ({number}))::uuid"


def key_of(kind: str, number: int) -> uuid.UUID:
    return uuid.UUID(md5(f"{kind}{number}".encode(), usedforsecurity=False).hexdigest())


def put(connection: Connection, into: str, source: str, /, **given: Any) -> None:
    """Insert a row per row of ``source``; what is not given is the column's own default, or nothing."""
    table: Table = Base.metadata.tables[into]
    columns = {one: given[one] for one in given}
    for column in table.columns:
        if column.name in columns or column.computed is not None:
            continue
        if column.default is not None:
            of: Any = column.default
            columns[column.name] = of.arg(None) if of.is_callable else of.arg
        elif not column.nullable and table.autoincrement_column is not column:
            raise ValueError(f"{into}.{column.name} is not given")
    told = [
        one if isinstance(one, ClauseElement) else literal(one, table.columns[name].type)
        for name, one in columns.items()
    ]
    started = time.monotonic()
    done = connection.execute(
        insert(table).from_select(list(columns), select(*told).select_from(text(source))),
        execution_options={"preserve_rowcount": True},
    )
    report("size_fill", table=into, rows=done.rowcount, seconds=time.monotonic() - started)


def fill(connection: Connection, size: Size) -> None:
    """Everything, in an empty database."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))  # references hold by construction
    connection.execute(text("SET LOCAL work_mem = '256MB'"))
    connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
    places(connection, size)
    people(connection, size)
    children(connection, size)
    service(connection, size)
    around(connection, size)


def series(number: int) -> str:
    return f"generate_series(0, {number - 1}) AS n"


def places(connection: Connection, size: Size) -> None:
    townships = size.districts * TOWNSHIPS
    above_village = f"n / {TOWNSHIPS * VILLAGES}"
    levels = (
        ("district", size.districts, None, "530000 + n", "n"),
        ("township", townships, ("district", TOWNSHIPS), "530000000 + n", f"n / {TOWNSHIPS}"),
        ("village", townships * VILLAGES, ("township", VILLAGES), "530000000000 + n", above_village),
    )
    words = {"district": "区", "township": "镇", "village": "村"}
    for level, number, above, code, district in levels:
        put(
            connection, "area", series(number), id=sql(key(level, "n")), level=level, code=sql(f"({code})::text"),
            name=sql(f"'第' || n || '{words[level]}'"),
            parent_id=sql(key(above[0], f"n / {above[1]}")) if above else None,
            district_id=sql(key("district", district)),
            column=sql(f"n % {TOWNSHIPS} % 4") if level == "township" else None,
            row=sql(f"n % {TOWNSHIPS} / 4") if level == "township" else None,
        )  # fmt: skip
    for table, kind, word in (("school", "school", "小学"), ("site", "site", "儿童之家")):
        more = {"kind": "childrens_home"} if table == "site" else {}
        put(
            connection, table, series(townships * SCHOOLS), id=sql(key(kind, "n")),
            name=sql(f"'第' || n || '{word}'"), district_id=sql(key("district", f"n / {TOWNSHIPS * SCHOOLS}")),
            township_id=sql(key("township", f"n / {SCHOOLS}")), **more,
        )  # fmt: skip
    today = clock.today()
    put(
        connection, "season", series(size.districts), id=sql(key("season", "n")),
        district_id=sql(key("district", "n")), code="2026-winter", name="2026 寒假", kind="winter",
        starts_on=today - timedelta(days=DAYS), ends_on=today + timedelta(days=10), stage="serve",
    )  # fmt: skip


def people(connection: Connection, size: Size) -> None:
    """Accounts with one role each: of volunteers, and of those who work at a place."""
    volunteers, townships = size.pairs * size.districts, size.districts * TOWNSHIPS
    posts = (
        ("volunteer", volunteers, "volunteer", "own", None),
        ("staff", townships * SCHOOLS, "school_staff", "school", "school"),
        ("director", townships * VILLAGES, "village_director", "village", "village"),
        ("supervisor", townships, "township_supervisor", "township", "township"),
        ("organizer", size.districts, "organizer", "district", "district"),
        ("lead", size.districts, "safeguarding_lead", "district", "district"),
        ("administrator", 1, "administrator", "installation", None),
        ("auditor", 1, "auditor", "installation", None),
    )
    for post, number, role, scope, place in posts:
        put(
            connection, "account", series(number), id=sql(key(f"account-{post}", "n")), login="13800000000",
            name="王小雨", login_token=sql(f"md5('{post}' || n) || md5('login' || n)"),
            session_stamp=sql(key("stamp", "n")),
            password_hash=sql("CASE WHEN n % 10 < 9 THEN 'of no password' END"),
        )  # fmt: skip
        target = sql(key(place, "n")) if place else None
        put(
            connection, "role_grant", series(number), id=sql(key(f"grant-{post}", "n")), role=role, scope=scope,
            account_id=sql(key(f"account-{post}", "n")), school_id=target if place == "school" else None,
            area_id=target if place != "school" else None,
        )  # fmt: skip
    of, grown_up = f"n / {size.pairs}", clock.today() - timedelta(days=7300)
    put(
        connection, "volunteer", series(volunteers), id=sql(key("volunteer", "n")), name="李明", phone="13900000000",
        account_id=sql(key("account-volunteer", "n")), district_id=sql(key("district", of)),
        birth_date=grown_up,
        township_id=sql(key("township", f"{of} * {TOWNSHIPS} + n % {TOWNSHIPS}")),
        code=sql("'V' || lpad(n::text, 9, '0')"), sex=sql("CASE n % 2 WHEN 0 THEN 'female' ELSE 'male' END"),
        identity_token=sql("md5('v' || n) || md5('w' || n)"), name_token=sql("md5('name' || n % 1000)"),
    )  # fmt: skip
    mine = {"volunteer_id": sql(key("volunteer", "n"))}
    put(connection, "volunteer_slot", series(volunteers), number=1, **mine)
    put(connection, "skill", series(volunteers), id=sql(key("skill", "n")), area="companionship", **mine)
    put(
        connection, "availability", series(volunteers), id=sql(key("availability", "n")),
        season_id=sql(key("season", of)), **mine,
    )  # fmt: skip
    put(
        connection, "vetting_check",
        f"{series(volunteers)}, unnest(ARRAY['identity', 'background', 'training', 'pledge']) AS k",
        id=sql(key("check", "k || n")), kind=sql("k"), result="clear", checked_on=clock.today(), text_version=1,
        hours=1, **mine,
    )  # fmt: skip


def children(connection: Connection, size: Size) -> None:
    number, today = size.of_a_district * size.districts, clock.today()
    of = f"n / {size.of_a_district}"
    township = f"({of} * {TOWNSHIPS} + n % {TOWNSHIPS})"
    put(
        connection, "child", series(number), id=sql(key("child", "n")), code=sql("'C' || lpad(n::text, 9, '0')"),
        name="赵小满", district_id=sql(key("district", of)), township_id=sql(key("township", township)),
        village_id=sql(key("village", f"{township} * {VILLAGES} + n / {TOWNSHIPS} % {VILLAGES}")),
        school_id=sql(key("school", f"{township} * {SCHOOLS} + n / {TOWNSHIPS} % {SCHOOLS}")),
        sex=sql("CASE n % 2 WHEN 0 THEN 'female' ELSE 'male' END"),
        birth_date=sql(f"DATE '{today}' - 2500 - n % 3000"), grade=sql("1 + n % 9"),
        class_name=sql("(1 + n % 4) || '班'"), address="演示村一组", risk=sql("n % 7 / 2"),
        registered_on=today - timedelta(days=200),
        consented_until=sql(f"CASE WHEN n % 10 < 8 THEN DATE '{today}' + 5 + n % 300 END"),
        identity_token=sql("md5('c' || n) || md5('d' || n)"), lookalike_token=sql("md5('e' || n) || md5('f' || n)"),
        name_token=sql("md5('child' || n % 5000)"),
    )  # fmt: skip
    mine = {"child_id": sql(key("child", "n"))}
    put(
        connection, "carer", series(number), id=sql(key("carer", "n")), name="赵大山", phone="13700000000",
        relation="grandparent", **mine,
    )  # fmt: skip
    put(
        connection, "need", f"{series(number)}, unnest(ARRAY['companionship', 'tutoring']) AS k",
        id=sql(key("need", "k || n")), area=sql("k"), **mine,
    )  # fmt: skip
    put(
        connection, "consent", f"{series(number)} WHERE n % 10 < 8", id=sql(key("consent", "n")), decision="given",
        consenter="赵大山", relation="grandparent", legal_guardian=True, method="paper", text_version=1,
        given_on=today - timedelta(days=100), expires_on=sql(f"DATE '{today}' + 5 + n % 300"), **mine,
    )  # fmt: skip


def service(connection: Connection, size: Size) -> None:
    volunteers, now = size.pairs * size.districts, clock.now()
    of = f"n / {size.pairs}"
    child = f"({of} * {size.of_a_district} + n % {size.pairs} * {size.of_a_district // size.pairs})"
    school = f"({of} * {TOWNSHIPS} + {child} % {TOWNSHIPS}) * {SCHOOLS} + {child} / {TOWNSHIPS} % {SCHOOLS}"
    began = now - timedelta(days=DAYS)
    mine = {"volunteer_id": sql(key("volunteer", "n")), "child_id": sql(key("child", child))}
    put(
        connection, "pairing", series(volunteers), id=sql(key("pairing", "n")), season_id=sql(key("season", of)),
        state="active", proposed_at=began, answer_due_at=began, accepted_at=began, approved_at=began, active_at=began,
        sexes="same", approved_by_id=sql(key("account-staff", school)), **mine,
    )  # fmt: skip
    put(
        connection, "meeting", series(volunteers), id=sql(key("meeting", "n")), pairing_id=sql(key("pairing", "n")),
        at=began, place="school", school_id=sql(key("school", school)),
        introducer_id=sql(key("account-staff", school)), outcome="met", recorded_at=began,
    )  # fmt: skip
    begin = f"TIMESTAMPTZ '{began:%Y-%m-%d} 01:00Z' + i * INTERVAL '1 day' + n % 8 * INTERVAL '1 hour'"
    sent = f"i >= {size.each} - 2"  # of the last two days: not confirmed yet
    put(
        connection, "service_session", f"{series(volunteers)}, generate_series(0, {size.each - 1}) AS i",
        id=sql(key("session", "n || '-' || i")), pairing_id=sql(key("pairing", "n")), starts_at=sql(begin),
        ends_at=sql(f"{begin} + INTERVAL '1 hour'"), minutes=60, place="school",
        service_area=sql("CASE i % 5 WHEN 0 THEN 'safety' ELSE 'companionship' END"), adult_present=True, safe=True,
        state=sql(f"CASE WHEN {sent} THEN 'sent' ELSE 'confirmed' END"),
        logged_at=sql(f"{begin} + INTERVAL '2 hours'"), logged_by_id=sql(key("account-volunteer", "n")),
        confirmed_at=sql(f"CASE WHEN {sent} THEN NULL ELSE {begin} + INTERVAL '1 day' END"),
        confirmed_by_id=sql(f"CASE WHEN {sent} THEN NULL ELSE {key('account-staff', school)} END"), **mine,
    )  # fmt: skip


def around(connection: Connection, size: Size) -> None:
    """Visits, activities, tasks, and an audit log of twice as many rows as children."""
    number, today, now = size.of_a_district * size.districts, clock.today(), clock.now()
    of = f"n / {size.of_a_district}"
    its = {"child_id": sql(key("child", "n")), "district_id": sql(key("district", of))}
    put(
        connection, "visit", series(number), id=sql(key("visit", "n")), visited_on=sql(f"DATE '{today}' - n % 90"),
        place="home", met_child=True, met_carer=True,
        visited_by_id=sql(key("account-supervisor", f"{of} * {TOWNSHIPS} + n % {TOWNSHIPS}")), **its,
    )  # fmt: skip
    put(
        connection, "care_task", f"{series(number)} WHERE n % 20 = 0", id=sql(key("task", "n")), source="by_hand",
        words="去看一看", due_on=sql(f"DATE '{today}' - 20 + n % 60"),
        owner_area_id=sql(key("township", f"{of} * {TOWNSHIPS} + n % {TOWNSHIPS}")), **its,
    )  # fmt: skip
    sites = TOWNSHIPS * SCHOOLS
    put(
        connection, "activity", series(size.districts * 220), id=sql(key("activity", "n")),
        district_id=sql(key("district", "n / 220")), site_id=sql(key("site", f"n / 220 * {sites} + n % {sites}")),
        season_id=sql(key("season", "n / 220")), title="一起画画", service_area="quality",
        starts_at=sql(f"TIMESTAMPTZ '{now:%Y-%m-%d} 06:00Z' - (1 + n % 60) * INTERVAL '1 day'"),
        ends_at=sql(f"TIMESTAMPTZ '{now:%Y-%m-%d} 08:00Z' - (1 + n % 60) * INTERVAL '1 day'"),
    )  # fmt: skip
    put(
        connection, "attendance", f"{series(size.districts * 220)}, generate_series(0, 19) AS i",
        activity_id=sql(key("activity", "n")),
        child_id=sql(key("child", f"n / 220 * {size.of_a_district} + (n % 220 * 37 + i * 11) % {size.of_a_district}")),
    )  # fmt: skip
    put(
        connection, "audit_event", f"generate_series(0, {2 * number - 1}) AS n",
        chain=sql(f"{key('district', f'n / {2 * size.of_a_district}')}::text"),
        position=sql(f"1 + n % {2 * size.of_a_district}"),
        at=sql(f"TIMESTAMPTZ '{now.isoformat()}' - ({2 * number} - n) * INTERVAL '1 second'"),
        actor_id=sql(key("account-staff", f"n / {2 * size.of_a_district} * {sites} + n % {sites}")),
        actor_label="测试", action=sql("CASE n % 3 WHEN 0 THEN 'child.listed' ELSE 'child.read' END"),
        object_kind="child", object_id=sql(f"{key('child', 'n / 2')}::text"), details={},
        link=sql("md5(n::text) || md5('l' || n)"),
    )  # fmt: skip

    last = f"((n + 1) * {2 * size.of_a_district} - 1)"
    put(
        connection, "audit_chain", series(size.districts), name=sql(f"{key('district', 'n')}::text"),
        length=2 * size.of_a_district, head=sql(f"md5({last}::text) || md5('l' || {last})"),
    )  # fmt: skip
