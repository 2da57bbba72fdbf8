"""The clock, which nothing else reads: days are those of Beijing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def today() -> date:
    """Today in Beijing."""
    return datetime.now(BEIJING).date()


def moment(day: date | None) -> datetime:
    """Noon in Beijing of a day; now, where it is None. In UTC, without fractions of a second."""
    if day is None:
        return datetime.now(UTC).replace(microsecond=0)
    return datetime(day.year, day.month, day.day, 12, tzinfo=BEIJING).astimezone(UTC)
