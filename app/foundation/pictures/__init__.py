"""Pictures as plain numbers: data in, places and sizes in an SVG out.

Nothing here knows a word, a record or a request. ``templates/components/pictures`` draws what these say, with a title,
a description and a table of the same figures beside it. All sizes are in units of the picture's own ``WIDTH``.
"""

from app.foundation.pictures.funnel import Funnel, FunnelRow
from app.foundation.pictures.heat import HeatMap
from app.foundation.pictures.line import Mark, SeasonLine
from app.foundation.pictures.shares import ShareBars, ShareOf
from app.foundation.pictures.tiles import Tile, lay_out
from app.foundation.pictures.weeks import Week, WeekBars, weeks_of

__all__ = [
    "Funnel",
    "FunnelRow",
    "HeatMap",
    "Mark",
    "SeasonLine",
    "ShareBars",
    "ShareOf",
    "Tile",
    "Week",
    "WeekBars",
    "lay_out",
    "weeks_of",
]
