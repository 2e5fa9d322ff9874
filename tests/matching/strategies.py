"""Small pools in which every rule, tie and unknown turns up, for hypothesis."""

from hypothesis import strategies as st

from app.matching import Child, Need, Policy, Skill, Volunteer

AREAS = ("tutoring", "counselling")
SUBJECTS = (None, "math", "art")
TOWNSHIPS = ("north", "south")

some = st.frozensets(st.integers(0, 2), max_size=2)
maybe_set = st.none() | st.none() | some
township = st.sampled_from((None, *TOWNSHIPS))
gender = st.sampled_from((None, "f", "m", "f", "m"))
modes = st.sampled_from((("in_person",), ("online",), ("in_person", "online"), ("in_person", "online"), ()))
languages = st.sampled_from((None, None, frozenset(), frozenset({"yi"}), frozenset({"yi", "putonghua"})))
interests = st.sampled_from(("", "篮球", "篮球 音乐"))
skills = st.lists(
    st.builds(Skill, st.sampled_from(AREAS), st.sampled_from(SUBJECTS), st.integers(0, 2), st.integers(2, 6)),
    max_size=3,
)
needs = st.lists(
    st.builds(Need, st.sampled_from(AREAS), st.sampled_from(SUBJECTS), st.sampled_from((False, False, True))),
    max_size=3,
)


def volunteers(most: int = 3):
    one = st.builds(
        Volunteer,
        st.just(""),
        skills,
        capacity=st.integers(0, 2),
        township=township,
        gender=gender,
        slots=maybe_set,
        modes=modes,
        languages=languages,
        interests=interests,
        reach=st.none() | st.frozensets(st.sampled_from(TOWNSHIPS)),
        weeks=maybe_set,
    )
    return _named(one, most, "v")


def children(most: int = 4):
    one = st.builds(
        Child,
        st.just(""),
        needs,
        grade=st.none() | st.integers(0, 5),
        township=township,
        gender=gender,
        slots=maybe_set,
        modes=modes,
        languages=languages,
        interests=interests,
        risk=st.integers(0, 3),
        waiting_days=st.sampled_from((0, 30, 100)),
        same_gender=st.sampled_from((False, False, True)),
        weeks=maybe_set,
    )
    return _named(one, most, "c")


def _named(one, most: int, letter: str):
    return st.lists(one, max_size=most).map(
        lambda people: [_rename(person, f"{letter}{row}") for row, person in enumerate(people)]
    )


def _rename(person, name: str):
    fields = {key: value for key, value in vars(person).items() if key != "id"}
    return type(person)(name, fields.pop("skills" if "skills" in fields else "needs"), **fields)


policies = st.builds(
    Policy,
    fairness=st.booleans(),
    log_fairness=st.booleans(),
    floor_share=st.sampled_from((0.0, 0.5, 0.75, 1.0)),
    fit=st.sampled_from((True, True, False)),
    min_common_weeks=st.integers(0, 2),
)
