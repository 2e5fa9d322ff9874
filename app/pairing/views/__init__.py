"""Pages of matching, approvals, first meetings and pairings."""

from app.pairing.views import navigation, panels, wording
from app.pairing.views.approvals import blueprint as approvals
from app.pairing.views.asking import blueprint as asking
from app.pairing.views.meetings import blueprint as meetings
from app.pairing.views.mine import blueprint as mine
from app.pairing.views.pairings import blueprint as pairings
from app.pairing.views.runs import blueprint as runs

navigation.register()
panels.register()
wording.equip(runs)

BLUEPRINTS = (runs, asking, approvals, meetings, pairings, mine)
