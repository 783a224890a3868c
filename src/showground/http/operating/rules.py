"""Which figures need somebody's attention. Pure; thresholds are those of the alerts in docs/grafana."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.http.operating.types import Sign

if TYPE_CHECKING:
    from datetime import datetime

    from showground.http.metrics import VitalSigns
    from showground.http.operating.types import Run, Standing, Tone

SLOW_SECONDS, LATE_SECONDS = 60.0, 300.0
BACKUP_STALE_SECONDS = 26 * 3600.0
CHECK_STALE_SECONDS = 8 * 86_400.0
WORST: dict[Tone, int] = {"bad": 0, "warn": 1, "good": 2}


def signs(vital: VitalSigns, standing: Standing, *, strays: int, pending: int, stalled_seconds: float) -> list[Sign]:
    """Return a sign for each part of the platform, worst first.

    Args:
        strays: Default partitions that hold rows.
        pending: Migrations of this version that the database has not had.
        stalled_seconds: Silence after which a worker counts as dead.
    """
    silent = standing.worker_silent_seconds
    worker: Tone = "bad" if silent is None or silent > stalled_seconds else "good"
    hold: Tone = by_age(vital.hold_overdue_seconds, slow=120.0, late=600.0)
    found = [
        Sign("worker", worker, standing.workers, silent or 0.0),
        Sign("migrations", "bad" if pending else "good", pending),
        Sign("jobs_failed", "bad" if vital.jobs_failed else "good", vital.jobs_failed),
        Sign("jobs_waiting", by_age(vital.job_lag_seconds), vital.jobs_waiting, vital.job_lag_seconds),
        Sign("facts", by_age(vital.outbox_lag_seconds), vital.outbox_waiting, vital.outbox_lag_seconds),
        Sign("notices_failed", "bad" if standing.notices_failed else "good", standing.notices_failed),
        Sign("notices", by_age(vital.inbox_lag_seconds), vital.inbox_waiting, vital.inbox_lag_seconds),
        Sign("mails_failed", "warn" if standing.mails_failed else "good", standing.mails_failed),
        Sign("mails_uncertain", "warn" if standing.mails_uncertain else "good", standing.mails_uncertain),
        Sign("mails", by_age(standing.mail_lag_seconds), standing.mails_waiting, standing.mail_lag_seconds),
        Sign("holds", hold, 0, vital.hold_overdue_seconds if hold != "good" else vital.hold_age_seconds),
        Sign("partitions", "bad" if strays else "good", strays),
    ]
    return sorted(found, key=lambda sign: WORST[sign.tone])


def run_signs(check: Run | None, backup: Run | None, *, now: datetime) -> list[Sign]:
    """Return what the last check and the last backup say."""
    return [_check_sign(check, now), _backup_sign(backup, now)]


def by_age(seconds: float, *, slow: float = SLOW_SECONDS, late: float = LATE_SECONDS) -> Tone:
    """Return how bad it is that something has waited for so long."""
    return "bad" if seconds > late else "warn" if seconds > slow else "good"


def ordered(found: list[Sign]) -> list[Sign]:
    """Return signs, worst first; those of a tone stay in their order."""
    return sorted(found, key=lambda sign: WORST[sign.tone])


def _check_sign(check: Run | None, now: datetime) -> Sign:
    if check is None or check.ended_at is None:
        return Sign("check_never", "warn")
    if check.outcome != "well":
        return Sign(f"check_{check.outcome}", "bad")
    age = (now - check.ended_at).total_seconds()
    return Sign("check", "warn" if age > CHECK_STALE_SECONDS else "good", 0, age)


def _backup_sign(backup: Run | None, now: datetime) -> Sign:
    if backup is None or backup.ended_at is None:
        return Sign("backup_never", "warn")
    age = (now - backup.ended_at).total_seconds()
    return Sign("backup", "warn" if age > BACKUP_STALE_SECONDS else "good", 0, age)
