"""Pages of recruiting, and of a season's goals."""

from app.recruitment.views import panels as panels
from app.recruitment.views.goals import blueprint as goals
from app.recruitment.views.notices import blueprint as notices

BLUEPRINTS = (goals, notices)
