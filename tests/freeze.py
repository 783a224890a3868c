"""Writes the table files as `migrations/0001_baseline.sql`, once: `python -m tests.freeze`."""

from __future__ import annotations

from pathlib import Path

import showground.migrations
from showground.db.migrate import baseline_text

if __name__ == "__main__":
    target = Path(showground.migrations.__file__).parent / "0001_baseline.sql"
    if target.exists():
        raise SystemExit(f"{target} is frozen: change tables by a migration")
    target.write_text(baseline_text(), encoding="utf-8")
    print(target)
