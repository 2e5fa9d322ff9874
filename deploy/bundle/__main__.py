"""``python -m deploy.bundle``: archives for machines without a network, into ``dist/``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from deploy.bundle import archive
from deploy.bundle.notices import notices, page
from deploy.bundle.requirements import lock_of, read_lock
from deploy.bundle.wheels import GLIBC, MACHINES, PYTHONS, WrongWheel, fetch

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Make what was asked for; return the exit code."""
    asked = _arguments()
    [pip] = read_lock((Path(__file__).parent / "pip.txt").read_text(encoding="utf-8"))
    locked, made = lock_of(ROOT), archive.release(ROOT)
    for machine in asked.machine or MACHINES:
        started = time.monotonic()
        try:
            wheels = fetch(locked, pip, machine, asked.python or PYTHONS, asked.to / "wheels" / machine)
        except WrongWheel as error:
            sys.stderr.write(f"{error}\n")
            return 1
        if asked.notices:
            (ROOT / "docs" / "licences.md").write_text(page(ROOT, notices(wheels)), encoding="utf-8")
            return 0
        target = asked.to / f"tongxing-{made.version}-{machine}.tar.gz"
        about = {"VERSION": made.version, "MACHINE": machine, "PYTHONS": " ".join(asked.python or PYTHONS),
                 "PIP": next(wheel.name for wheel in wheels if wheel.name.startswith("pip-")), "GLIBC": f"2.{GLIBC}",
                 "MOMENT": str(made.moment)}  # fmt: skip
        archive.write(archive.contents(ROOT, made, wheels, about), target, made.moment)
        size, took = target.stat().st_size / 1024**2, time.monotonic() - started
        sys.stdout.write(f"{target}: {len(wheels)} wheels, {size:.1f} MiB, {took:.0f} s\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.bundle", description=__doc__)
    parser.add_argument("--machine", action="append", choices=MACHINES, help="x86_64 or aarch64; by default both")
    parser.add_argument("--python", action="append", help=f"as 3.11, several times; by default {' '.join(PYTHONS)}")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="folder of the archives and the fetched wheels")
    parser.add_argument("--notices", action="store_true", help="write docs/licences.md and make no archive")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
