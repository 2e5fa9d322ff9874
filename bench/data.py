"""Every instance of the benches, from a seed. Importing this file also lets `import app` work from any folder."""

import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.matching import Child, Need, Skill, Volunteer

TOWNSHIPS = 11
AREAS = ("tutoring", "companionship", "quality", "safety", "guidance", "counselling")
AREA_SHARE = (0.45, 0.25, 0.12, 0.08, 0.06, 0.04)
SUBJECTS = ("math", "chinese", "english", "physics", "chemistry", "biology", "history", "geography", "music", "art")
SUBJECT_SHARE = np.array([0.24, 0.18, 0.22, 0.09, 0.07, 0.05, 0.04, 0.04, 0.04, 0.03])
HOBBIES = (
    "篮球",
    "足球",
    "画画",
    "唱歌",
    "下棋",
    "看书",
    "跳舞",
    "做饭",
    "编程",
    "摄影",
    "羽毛球",
    "书法",
    "养花",
    "听故事",
)
SLOTS = 14


def people(seed: int, volunteers: int, children: int, *, online: bool = False) -> tuple[list[Volunteer], list[Child]]:
    """A district: skewed skills, 11 townships, availability in 14 weekly slots, risk by beta(2, 5)."""
    rng = np.random.default_rng(seed)
    names = [f"town{k}" for k in range(TOWNSHIPS)]
    share = rng.dirichlet(np.full(TOWNSHIPS, 3.0))
    left = [_volunteer(rng, f"v{k}", names, share, online) for k in range(volunteers)]
    right = [_child(rng, f"c{k}", names, share, online) for k in range(children)]
    return left, right


def _volunteer(rng: np.random.Generator, name: str, towns: list[str], share: np.ndarray, online: bool) -> Volunteer:
    skills = []
    for area in rng.choice(AREAS, size=rng.integers(1, 4), replace=False, p=AREA_SHARE):
        if area == "tutoring":
            high = int(rng.choice([6, 9, 12], p=[0.3, 0.4, 0.3]))
            picked = rng.choice(SUBJECTS, size=rng.integers(1, 4), replace=False, p=SUBJECT_SHARE)
            skills += [Skill("tutoring", str(subject), 1, high) for subject in picked]
        else:
            skills.append(Skill(str(area)))
    home = int(rng.choice(TOWNSHIPS, p=share))
    near = {towns[home], towns[(home + 1) % TOWNSHIPS], towns[(home + 2) % TOWNSHIPS]}
    return Volunteer(
        name,
        skills,
        township=towns[home],
        gender=str(rng.choice(["f", "m"])),
        slots=frozenset(rng.choice(SLOTS, size=rng.integers(2, 6), replace=False).tolist()),
        modes=("online",) if online else (("in_person", "online") if rng.random() < 0.4 else ("in_person",)),
        interests=" ".join(rng.choice(HOBBIES, size=rng.integers(1, 4), replace=False)),
        reach=near,
    )


def _child(rng: np.random.Generator, name: str, towns: list[str], share: np.ndarray, online: bool) -> Child:
    needs = []
    for area in rng.choice(AREAS, size=rng.integers(1, 3), replace=False, p=AREA_SHARE):
        if area == "tutoring":
            picked = rng.choice(SUBJECTS, size=rng.integers(1, 3), replace=False, p=SUBJECT_SHARE)
            needs += [Need("tutoring", str(subject), bool(rng.random() < 0.15)) for subject in picked]
        else:
            needs.append(Need(str(area)))
    return Child(
        name,
        needs,
        grade=int(rng.integers(1, 10)),
        township=towns[int(rng.choice(TOWNSHIPS, p=share))],
        gender=str(rng.choice(["f", "m"])),
        slots=frozenset(rng.choice(SLOTS, size=rng.integers(3, 8), replace=False).tolist()),
        modes=("online",) if online else (("in_person", "online") if rng.random() < 0.4 else ("in_person",)),
        interests=" ".join(rng.choice(HOBBIES, size=rng.integers(0, 4), replace=False)),
        risk=min(3, int(rng.beta(2, 5) * 4)),
        waiting_days=int(rng.exponential(45)),
    )


def sparse_weights(seed: int, rows: int, columns: int, per_row: int) -> csr_array:
    """Whole-number weights, about `per_row` in each row, from a window around the row's own place."""
    rng = np.random.default_rng(seed)
    centre = np.arange(rows)[:, None] * columns // rows
    window = max(per_row * 8, columns // 50)
    where = (centre + rng.integers(-window, window, (rows, per_row))) % columns
    appeal = rng.integers(0, 20_000, columns)
    values = rng.integers(1, 10_000, (rows, per_row)) + appeal[where]
    indptr = np.arange(rows + 1) * per_row
    table = csr_array((values.ravel(), where.ravel(), indptr), shape=(rows, columns))
    table.sort_indices()
    keep = np.r_[True, np.diff(table.indices) != 0]
    row = np.repeat(np.arange(rows), per_row)
    return csr_array((table.data[keep], (row[keep], table.indices[keep])), shape=(rows, columns))
