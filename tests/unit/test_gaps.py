"""The one gap that matters most: by stage, by number, and never one that holds nobody up."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.home.gaps import LOOKED_AT, Found, Gap, largest, stage_shown
from app.seasons.models import Season, SeasonStage

COUNTS = st.dictionaries(st.sampled_from(Gap), st.integers(0, 50))


@given(COUNTS, st.sampled_from(SeasonStage))
def test_it_is_the_largest_of_those_of_the_stage(counted: dict[Gap, int], stage: SeasonStage) -> None:
    found = largest(counted, stage)
    open_ones = [counted.get(one, 0) for one in LOOKED_AT[stage] if counted.get(one, 0)]
    if open_ones:
        assert found is not None
        assert found.gap in LOOKED_AT[stage]
        assert found.count == counted[found.gap] == max(open_ones)
    else:
        left = counted.get(Gap.NOT_HANDED_ON, 0)
        assert found == (Found(Gap.NOT_HANDED_ON, left) if left else None)


def test_nobody_is_told_to_recruit_by_the_stage_that_was_forgotten() -> None:
    season = Season(stage=SeasonStage.RECRUIT, starts_on=date(2027, 1, 15), ends_on=date(2027, 2, 20))
    assert stage_shown(season, date(2027, 1, 10)) is SeasonStage.RECRUIT
    assert stage_shown(season, date(2027, 1, 15)) is SeasonStage.SERVE
    season.stage = SeasonStage.CLOSED
    assert stage_shown(season, date(2027, 1, 20)) is SeasonStage.CLOSED
