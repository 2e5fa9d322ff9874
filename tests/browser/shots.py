"""Which pages are pictured: what several roles see, and the League's, the township's and the overseers' own."""

from __future__ import annotations

from tests.browser import shots_hand as hand
from tests.browser.shot import Shot

CHILD = "/children > main tbody a[href^='/children/']"
PASSWORD_PAGE = Shot("password", "/account/password")
PAIRINGS = (Shot("pairings", "/pairings"), Shot("pairing", "/pairings > main tbody a[href^='/pairings/']"))
SESSIONS = (
    Shot("sessions", "/sessions/queue/"),
    Shot("session", "/sessions/queue/ > main tbody th a"),
    Shot("codes", "/sessions/codes"),
)
# What only school and village hold; the village of the demonstration has no pairing, hence empty lists.
SILENT = (Shot("sessions", "/sessions/queue/"), Shot("missed", "/sessions/missed"), Shot("absences", "/absences"))
CONFIRMING = (
    *SESSIONS,
    Shot("session-disputed", "/sessions/queue/ > main .notice a[href^='/sessions/queue/']"),
    *SILENT[1:],
    Shot("absence", "/absences > main tbody th a"),
)
CLASS = "/sites/ > main a[href^='/classes/']:not([href$='offers'])"
ACTIVITIES = (
    Shot("activities", "/activities/"),
    Shot("activity", "/activities/ > main tbody a[href^='/activities/']"),
    Shot("activity-new", "/activities/new"),
    Shot("activity-without-signal", "/activities/new > main a[href*='without-signal']"),
    Shot("attendance", "/activities/attendance"),
    Shot("activity-helpers", "/activities/ > .stack ~ .table tbody a > main a[href$='/helpers']"),
    Shot("sites", "/sites/"),
    Shot("site", "/sites/ > main a[href^='/sites/']"),
    Shot("class", CLASS),
    Shot("safety", "/safety-education/"),
)
# For those who know the children by name.
TEACHING = (
    *ACTIVITIES,
    Shot("attendance-without-signal", "/activities/attendance > main a[href*='without-signal']"),
    Shot("class-enrol", f"{CLASS} > main a[href$='/enrol']"),
    Shot("class-offers", "/classes/offers"),
    Shot("safety-lesson", "/safety-education/lessons/new"),
)
VISITS = (
    Shot("visits", "/visits/"),
    Shot("visits-overdue", "/visits/?show=overdue"),
    Shot("visits-child", "/visits/ > main tbody th a"),
    Shot("visit", "/visits/ > main tbody tr:last-child th a > main tbody th a"),
    Shot("visit-new", "/visits/ > main tbody .cell-actions a"),
    Shot("visit-without-signal", "/visits/new > main a[href*='without-signal']"),
    Shot("visit-agreement", "/visits/ > main tbody th a > main a[href$='/care-agreement']"),
    Shot("visit-differs", "/visits/ > main tbody th a > main a[href$='/file-differs']"),
)
COVERAGE = (
    Shot("coverage", "/coverage/"),
    Shot("season-pictures", "/coverage/pictures"),
    Shot("season-step", "/coverage/pictures > #funnel-card tbody tr:last-child a"),
    Shot("coverage-place", "/coverage/ > main tbody th a"),
    Shot("figures", "/coverage/figures/"),
    Shot("figures-meanings", "/coverage/figures/definitions"),
    Shot("figures-children", "/coverage/figures/reached"),
    Shot("figures-safety", "/coverage/figures/safety_sessions"),
    Shot("figures-national", "/coverage/figures/national"),
    Shot("survey", "/coverage/survey/"),
    Shot("survey-cell", "/coverage/survey/ > main tbody td a"),
)
CARD = "/ledgers > main tbody th a"
LEDGERS = (
    Shot("ledger", "/ledgers"),
    Shot("ledger-due", "/ledgers?due=waiting&sort=age"),
    Shot("card", CARD),
    Shot("card-contacts", f"{CARD} > header a[href$='contacts=1']"),
    Shot("timeline", f"{CARD} > header a[href$='/timeline']"),
    Shot("ledger-export", "/ledgers > main a[href*='/export']"),
    Shot("ledger-export-errors", "/ledgers > main a[href*='/export'] > !main form.form button[type=submit]", 422),
)
DISTRICT_FILE = (
    Shot("district-file", "/ledgers"),
    Shot("district-ledger", CARD),
    Shot("district-export", "/ledgers > main a[href*='/export']"),
)
SEASON = "/seasons > main a[href^='/seasons/']:not([href$='/new'])"
SEASONS = (
    Shot("seasons", "/seasons"),
    Shot("season", SEASON),
    Shot("season-board", f"{SEASON} > main a[href$='/board']"),
)
RECRUITING = (
    Shot("goals", f"{SEASON} > main a[href$='/goals']"),
    Shot("recruitment", f"{SEASON} > main a[href$='/recruitment']"),
    Shot("recruitment-poster", f"{SEASON} > main a[href$='/recruitment'] > main a[href$='/poster']"),
    Shot("recruitment-public", "/recruit"),
    Shot("recruitment-township-poster", f"{SEASON} > main a[href$='/recruitment'] > #posters a"),
)
LATE = (Shot("late", "/pairings/late"),)
DUE = "/tasks/due > !main form[method=post] button"
TASKS = (
    Shot("tasks", "/tasks/?show=all"),
    Shot("tasks-due", "/tasks/due"),
    Shot("task", DUE),
    Shot("task-new", "/tasks/new"),
)
MEETING = "/reports/ > main tbody th a"
TABLES = (
    Shot("tables", "/tables"),
    Shot("tables-errors", "/tables > !main form.form button[type=submit]", 422),
)
REPORTS = (Shot("reports", "/reports/"), Shot("report-month", MEETING), *TABLES)
PROTECTION = (
    Shot("data-protection", "/data-protection"),
    Shot("inventory", "/data-protection/inventory"),
    Shot("breaches", "/data-protection/breaches"),
    Shot("breach", "/data-protection/breaches > main tbody th a"),
    Shot("assessments", "/data-protection/assessments"),
    Shot("assessment", "/data-protection/assessments > main tbody th a"),
    Shot("january", "/data-protection/january-report"),
)
REQUESTS = (
    Shot("data-requests", "/data-requests"),
    Shot("data-request", "/data-requests > main tbody th a"),
    Shot("data-request-new", "/data-requests/new"),
)
SEND = "!main form.form button[type=submit]"
RUN = "/matching > main tbody a[href^='/matching/']"
LEAVES = f"{RUN} > main a[href$='/what-if'] > !form:has([value=one_less]) button[type=submit]"
# What the organizer sees only before the matching is published.
UNPUBLISHED = (
    Shot("run-new", RUN),
    Shot("what-if", f"{RUN} > main a[href$='/what-if']"),
    Shot(
        "what-if-errors", f"{RUN} > main a[href$='/what-if'] > !form:has([value=other_weight]) button[type=submit]", 422
    ),
    Shot("what-if-progress", LEAVES),
    Shot("what-if-answer", f"{LEAVES} > ?.page-head .cluster a[href$='/what-if']"),
)
APART = (
    Shot("apart", "/do-not-pair"),
    Shot("apart-one", "/do-not-pair > main tbody th a"),
    Shot("apart-new", "/do-not-pair/new"),
    Shot("apart-errors", "/do-not-pair/new > !main form.form button[type=submit]", 422),
)
TEXTS = (
    Shot("texts", "/texts"),
    Shot("text", "/texts/consent"),
    Shot("text-quiz", "/texts/quiz"),
    Shot("text-draft", "/texts/rules/draft"),
)
LEARNING = (
    Shot("training", "/my-training"),
    Shot("training-chapter", "/my-training/7"),
    Shot("quiz", "/my-training/quiz"),
    Shot("quiz-errors", "/my-training/quiz > !main form.form button[type=submit]", 422),
    Shot("pledge", "/my-pledge"),
)
PUBLICITY = (
    Shot("publicities", "/publicity"),
    Shot("publicity", "/publicity > main tbody th a"),
)
REMINDERS = (Shot("reminders", "/reminders"), Shot("reminders-choices", "/reminders/choices"))
RECORD = (
    *REMINDERS,
    Shot("calendar", "/reminders/calendar"),
    Shot("record", "/record"),
    Shot("certificate", "/record > main tbody a[href^='/certificates/']"),
    *PUBLICITY,
)
VOLUNTEER_RECORD = "/volunteers > main tbody a[href^='/volunteers/'] > main a[href$='/record']"
PAST = "/seasons > main tbody tr:nth-of-type(2) th a > main a[href^='/certificates?']"
HOURS_FILE = f"{PAST} > main a[href^='/certificates/hours']"
CERTIFICATES = (
    Shot("certificates", "/certificates"),
    Shot("certificates-past", PAST),
    Shot("hours-file", HOURS_FILE),
    Shot("hours-file-errors", f"{HOURS_FILE} > !main form.form button[type=submit]", 422),
    Shot("hours-file-template", "/certificates/hours?rows=each&headings=序号,姓名,证件号码,服务日期,时数,所属队伍"),
    Shot("certificate-revoke", f"{PAST} > main tbody a[href$='/revoke']"),
    Shot("certificate-issuer", "/certificates/issuer"),
    Shot("volunteer-record", VOLUNTEER_RECORD),
    *PUBLICITY,
)
TELLING = (*REMINDERS, Shot("reminders-telling", "/reminders/telling"), Shot("reminders-robots", "/reminders/robots"))
CONNECTED = (
    Shot("api-tokens", "/account/tokens"),
    Shot("api-tokens-errors", "/account/tokens > !main form.form button[type=submit]", 422),
    Shot("api-webhooks", "/webhooks"),
    Shot("api-webhooks-errors", "/webhooks > !main form.form button[type=submit]", 422),
)
LEAGUE: dict[str, tuple[Shot, ...]] = {
    "demo-township": (
        Shot("home", "/"),
        Shot("children", "/children"),
        Shot("child", CHILD),
        Shot("children-none", "/children?grade=12"),
        Shot("doubles", "/doubles"),
        Shot("visits", "/visits/"),
        *COVERAGE, *LEDGERS, *PAIRINGS, *SESSIONS, *ACTIVITIES, *SEASONS, *TASKS, *REPORTS,
    ),
    "demo-organizer": (
        Shot("home", "/"),
        *TELLING,
        *CONNECTED,
        Shot("children", "/children"),
        Shot("volunteers", "/volunteers"),
        Shot("volunteer", "/volunteers > main tbody a[href^='/volunteers/']"),
        Shot("volunteers-import", "/volunteers/import"),
        Shot("volunteers-import-errors", f"/volunteers/import > {SEND}", 422),
        Shot("vetting", "/vetting"),
        *hand.PHOTOS,
        *CERTIFICATES,
        Shot("matching", "/matching"),
        Shot("run", RUN),
        Shot("waiting", f"{RUN} > #waiting a"),
        Shot("suggestion", f"{RUN} > #waiting a > main tbody .cell-actions a"),
        Shot("suggestions", "/suggestions"),
        Shot("recruits", f"{RUN} > main a[href$='/recruits']"),
        Shot("recruit", f"{RUN} > main a[href$='/recruits'] > main tbody th a"),
        Shot("weights", "/matching > main a[href^='/matching/weights/']"),
        *DISTRICT_FILE, *COVERAGE,
        Shot("coverage-village", "/coverage/?by=village"),
        Shot("coverage-school", "/coverage/?by=school"),
        Shot("coverage-one-village", "/coverage/?by=village > main tbody th a"),
        Shot("coverage-one-school", "/coverage/?by=school > main tbody th a"),
        *PAIRINGS, *SESSIONS, *ACTIVITIES,
        Shot("visit-intervals", "/visits/intervals"),
        Shot("places", "/places/"),
        Shot("area", "/places/ > main tbody a[href^='/places/areas/']"),
        Shot("area-new", "/places/areas/new"),
        Shot("area-errors", f"/places/areas/new > {SEND}", 422),
        Shot("schools", "/places/schools"),
        Shot("school-new", "/places/schools/new"),
        Shot("school", "/places/schools > main tbody a[href^='/places/schools/']"),
        Shot("sites", "/places/sites"),
        Shot("site", "/places/sites > main tbody a[href^='/places/sites/']"),
        Shot("site-new", "/places/sites/new"),
        Shot("accounts", "/accounts"),
        Shot("account", "/accounts > main tbody a[href^='/accounts/']"),
        Shot("account-new", "/accounts/new"),
        Shot("account-new-school", "/accounts/new?role=school_staff"),
        Shot("account-errors", f"/accounts/new?role=school_staff > {SEND}", 422),
        PASSWORD_PAGE,
        *APART, *TEXTS,
        Shot("text-edit", "/texts/quiz/edit"),
        *SEASONS, *RECRUITING, *LATE,
        Shot("season-edit", "/seasons > main a[href^='/seasons/']:not([href$='/new']) > main a[href$='/edit']"),
        Shot("season-new", "/seasons/new"),
        *TASKS,
        Shot("report-made", f"/reports/ > {SEND}"),
        *REPORTS,
        Shot("report-projector", f"{MEETING} > main a[href*=projector]"),
        Shot("style", "/style"),
        # Last: what was refused waits on the phone to be mended, and every page after it says so.
        Shot("activity-errors", f"/activities/new > {SEND}"),
    ),
    "demo-safeguarding": (
        Shot("home", "/"),
        Shot("access", "/access/requests"),
        Shot("access-request", "/access/requests > main tbody .cell-actions a"),
        Shot("duty-grants", "/access/duty"),
        Shot("opened", "/access/opened"),
        Shot("opened-none", "/access/opened?code=NOBODY"),
        Shot("children", "/children"),
        Shot("child", CHILD),
        *PAIRINGS, *SEASONS,
        Shot("concerns", "/concerns"),
        Shot("concern", "/concerns > main tbody th a"),
        Shot("concerns-closed", "/concerns?state=closed"),
        Shot("duty", "/concerns/duty"),
        Shot("silences", "/silences"),
        *hand.LOOKS,
        Shot("report", "/report"),
        *REQUESTS,
        Shot("data-copy", "/data-requests > main tbody th a > !form[action$='/copy'] button[value=page]"),
        Shot("data-request-errors", "/data-requests > main tbody th a > !form[action$='/answer'] button", 422),
        Shot("breach-new", "/data-protection/breaches/new"),
        Shot("assessment-new", "/data-protection/assessments/new"),
        Shot("data-officer", "/data-protection/officer"),
        *PROTECTION,
    ),
    "demo-admin": (
        Shot("concern-team", "/concerns/team"),
        Shot("home", "/"),
        Shot("search", "/search"),
        Shot("operations", "/operations"),
        Shot("accounts", "/accounts"),
        Shot("account", "/accounts > main tbody a[href^='/accounts/']"),
        Shot("account-new", "/accounts/new"),
        Shot("places", "/places/"),
        Shot("area", "/places/ > main tbody a[href^='/places/areas/']"),
        Shot("schools", "/places/schools"),
        Shot("sites", "/places/sites"),
        Shot("data-protection", "/data-protection"),
    ),
    "demo-auditor": (
        Shot("home", "/"),
        Shot("audit", "/audit"),
        Shot("audit-none", "/audit?day=2020-01-01"),
        Shot("opened", "/access/opened"),
    ),
}  # fmt: skip
