"""Pages of matching, approvals, first meetings and pairings."""

from app.pairing.views import board, navigation, panels, past, wording
from app.pairing.views.absences import blueprint as absences
from app.pairing.views.apart import blueprint as apart
from app.pairing.views.approvals import blueprint as approvals
from app.pairing.views.asking import blueprint as asking
from app.pairing.views.away import blueprint as away
from app.pairing.views.badge import blueprint as badge
from app.pairing.views.cards import blueprint as cards
from app.pairing.views.course import blueprint as course
from app.pairing.views.meetings import blueprint as meetings
from app.pairing.views.mine import blueprint as mine
from app.pairing.views.pairings import blueprint as pairings
from app.pairing.views.recruits import blueprint as recruits
from app.pairing.views.runs import blueprint as runs
from app.pairing.views.several import blueprint as several
from app.pairing.views.supposing import blueprint as supposing
from app.pairing.views.weighing import blueprint as weighing

navigation.register()
panels.register()
board.register()
wording.equip(runs)
past.equip(runs)

BLUEPRINTS = (
    runs, recruits, supposing, weighing, asking, several, approvals, meetings, pairings, course, apart, mine, away,
    absences, badge, cards,
)  # fmt: skip
