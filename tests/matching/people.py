"""Pools of people made from a seed, shared by the engine's tests."""

import random

from app.matching import Child, Need, Skill, Volunteer

AREAS = ("tutoring", "companionship", "counselling", "safety")
SUBJECTS = ("math", "chinese", "english", "physics")
TOWNSHIPS = tuple(f"t{k}" for k in range(11))


def make_volunteer(rng: random.Random, name: str) -> Volunteer:
    skills = [
        Skill("tutoring", rng.choice(SUBJECTS), 1, rng.choice([6, 9, 12]))
        if rng.random() < 0.7
        else Skill(rng.choice(AREAS))
        for _ in range(rng.randint(1, 4))
    ]
    return Volunteer(
        name,
        skills,
        capacity=rng.choice([1, 1, 1, 2]),
        township=rng.choice(TOWNSHIPS),
        gender=rng.choice("mf"),
        slots=set(rng.sample(range(14), 3)),
        modes=rng.choice([("in_person",), ("in_person", "online")]),
        interests=rng.choice(["", "篮球 音乐", "画画", "下棋 看书"]),
        reach=set(rng.sample(TOWNSHIPS, 3)),
    )


def make_child(rng: random.Random, name: str) -> Child:
    needs = [
        Need("tutoring", rng.choice(SUBJECTS), rng.random() < 0.2) if rng.random() < 0.7 else Need(rng.choice(AREAS))
        for _ in range(rng.randint(1, 3))
    ]
    return Child(
        name,
        needs,
        grade=rng.randint(1, 9),
        township=rng.choice(TOWNSHIPS),
        gender=rng.choice("mf"),
        slots=set(rng.sample(range(14), 4)),
        modes=rng.choice([("in_person",), ("in_person", "online")]),
        interests=rng.choice(["", "音乐", "画画 唱歌", "看书"]),
        risk=min(3, int(rng.betavariate(2, 5) * 4)),
        waiting_days=rng.randint(0, 150),
    )


def make_pool(seed: int, volunteers: int, children: int) -> tuple[list[Volunteer], list[Child]]:
    rng = random.Random(seed)  # noqa: S311 -- test data
    return (
        [make_volunteer(rng, f"v{k}") for k in range(volunteers)],
        [make_child(rng, f"c{k}") for k in range(children)],
    )


def make_online(seed: int, volunteers: int, children: int) -> tuple[list[Volunteer], list[Child]]:
    """Everybody online, many skills each: the shape of the Lern-Fair data."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    subjects = [f"s{k}" for k in range(20)]
    return (
        [
            Volunteer(
                f"v{k}",
                [Skill("tutoring", s, 1, rng.choice([6, 10, 13])) for s in rng.sample(subjects, 8)],
                modes=("online",),
            )
            for k in range(volunteers)
        ],
        [
            Child(
                f"c{k}",
                [Need("tutoring", s, rng.random() < 0.3) for s in rng.sample(subjects, 2)],
                grade=rng.randint(1, 13),
                modes=("online",),
            )
            for k in range(children)
        ],
    )
