"""What each role comes to do, in four steps: the words of tour and guide. Pictures are made from ``path``.

``python -m tests.browser.guides`` signs in as each role in the demo district and takes them anew into static/guides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.foundation.access import Role


@dataclass(frozen=True)
class Step:
    """One thing to do, what it is good for, and the page where it is done (an address without a record in it)."""

    title: Any
    words: Any
    path: str


@dataclass(frozen=True)
class Guide:
    """A role's page: what it is for in one sentence, its steps, and where it finds help."""

    lead: Any
    steps: tuple[Step, ...]
    trouble: Any


_ASK_LEAGUE = _l("Something does not work, or you cannot sign in: ask the League of the district.")
_ASK_ADMINISTRATOR = _l("You cannot sign in, or lost your phone: the administrator lets you set up again.")

GUIDES: Mapping[Role, Guide] = {
    Role.VOLUNTEER: Guide(
        _l("You walk with one child for a vacation. The school approves, introduces you and confirms your hours."),
        (
            Step(
                _l("Sign up"),
                _l("Who you are, what you can do, when you have time: three minutes. You can stop and go on later."),
                "/my-sign-up",
            ),
            Step(
                _l("Say yes or no"),
                _l("A child is proposed to you by code. You see the name once the school has introduced you."),
                "/my/pairings",
            ),
            Step(
                _l("Log each session"),
                _l("After each meeting: when, where, what you did. It works without a signal and is sent later."),
                "/sessions/new",
            ),
            Step(
                _l("See your hours"),
                _l("Only confirmed hours count. At the end of the season you find your certificate here."),
                "/record",
            ),
        ),
        _l("You worry about a child: tap “Report a concern” at the top of any page. You need not be sure."),
    ),
    Role.SCHOOL_STAFF: Guide(
        _l("You know the children. Nobody is paired without you, and no hour counts without you."),
        (
            Step(
                _l("Register the children"),
                _l("Take over your Excel list; the program says which rows it could not read, and why."),
                "/rosters/new",
            ),
            Step(
                _l("Collect consents"),
                _l("On paper, with ticks for a whole class, or by a link that the guardian opens on the phone."),
                "/consents/tick",
            ),
            Step(
                _l("Decide on pairings"),
                _l("You see both sides and every check. Approve with the first meeting, or say why not."),
                "/approvals",
            ),
            Step(
                _l("Confirm sessions"),
                _l("Tick those that took place and confirm them together. Return what is not right, with a reason."),
                "/sessions/queue/",
            ),
        ),
        _ASK_LEAGUE,
    ),
    Role.VILLAGE_DIRECTOR: Guide(
        _l("You keep the card of every child of the village and see each of them once a month."),
        (
            Step(
                _l("See whom to visit"),
                _l("The longest overdue comes first, with what else is missing in the file."),
                "/visits/",
            ),
            Step(
                _l("Record the visit"),
                _l("A few taps on the phone; it works without a signal and is sent later."),
                "/visits/new",
            ),
            Step(
                _l("Keep the cards"),
                _l("One child, one page. Print it, lock it away, destroy the old one."),
                "/ledgers",
            ),
            Step(
                _l("Consent on paper"),
                _l("Read the form aloud to a carer who reads little; a no is an answer too."),
                "/consents/tick",
            ),
        ),
        _l("A child is in danger: call 110 first, then report it here."),
    ),
    Role.TOWNSHIP_SUPERVISOR: Guide(
        _l("You keep the ledger of the township and see to it that nothing is overdue."),
        (
            Step(
                _l("Start with what is due"),
                _l("Overdue visits, missing agreements, consents that end: on top of the ledger."),
                "/ledgers",
            ),
            Step(_l("Hand it on as a task"), _l("One tap gives it to the village director, with a day."), "/tasks/due"),
            Step(_l("See the figures"), _l("Every number opens the records under it."), "/coverage/figures/"),
            Step(
                _l("Prepare the meeting"), _l("The month against the month before, and who needs a hand."), "/reports/"
            ),
        ),
        _ASK_LEAGUE,
    ),
    Role.ORGANIZER: Guide(
        _l("You open the season, find volunteers, run the matching and show who is covered and who is not."),
        (
            Step(
                _l("Open a season"),
                _l("Days, goals and stages. The board of the season shows what holds it back."),
                "/seasons",
            ),
            Step(
                _l("Check the volunteers"),
                _l("Identity, background, training, pledge: each for itself or by list. There is no way around."),
                "/volunteers",
            ),
            Step(
                _l("Run a matching"),
                _l("It proposes, and proves that no better one exists. You publish; the schools decide."),
                "/matching",
            ),
            Step(
                _l("See who is covered"),
                _l("By township, down to the school. Where a hand is needed comes first."),
                "/coverage/",
            ),
        ),
        _ASK_ADMINISTRATOR,
    ),
    Role.SAFEGUARDING_LEAD: Guide(
        _l(
            "You hear every concern first, act within the hours that the law sets, and open sensitive files "
            "to nobody without a reason."
        ),
        (
            Step(
                _l("Read what came in"),
                _l("The clock of each concern runs from the first word. Take it on, or give it to the second."),
                "/concerns",
            ),
            Step(
                _l("Say who is on duty"), _l("Somebody can always be reached, in the vacation too."), "/concerns/duty"
            ),
            Step(
                _l("Ask why somebody is silent"),
                _l("Volunteers who stopped logging: call, and note what you heard."),
                "/silences",
            ),
            Step(_l("Open a file for a time"), _l("For a reason, for some days, and on the log."), "/access/opened"),
        ),
        _l("A child is in danger: call 110 first. What is written here can wait ten minutes."),
    ),
    Role.ADMINISTRATOR: Guide(
        _l("You let people in and keep the machine in order. You read no child's file."),
        (
            Step(
                _l("Invite people"),
                _l("One by one or by list; slips on paper with a code that works once."),
                "/accounts",
            ),
            Step(
                _l("Keep areas, schools, sites"),
                _l("By list or one by one. What is used is never deleted."),
                "/places/",
            ),
            Step(
                _l("Confirm what weighs"),
                _l("Powerful roles, lost phones, new texts: a second person says yes."),
                "/accounts/pending",
            ),
            Step(
                _l("Look after the machine"),
                _l("On the machine, flask doctor says in one page what is wrong and how to put it right."),
                "/",
            ),
        ),
        _ASK_ADMINISTRATOR,
    ),
    Role.AUDITOR: Guide(
        _l("You read what was done and by whom, and change nothing."),
        (
            Step(_l("Read the log"), _l("By day, person and act. Reading a child's file is an act too."), "/audit"),
            Step(
                _l("See that it is whole"),
                _l("Each row holds the mark of the one before; the heads are sealed daily."),
                "/",
            ),
            Step(
                _l("The January report"),
                _l("What the yearly audit of minors' data asks, filled in as far as the program knows."),
                "/data-protection/january-report",
            ),
            Step(
                _l("What is kept, and for how long"),
                _l("Every column of every table, its readers and its term."),
                "/data-protection/inventory",
            ),
        ),
        _ASK_ADMINISTRATOR,
    ),
}
