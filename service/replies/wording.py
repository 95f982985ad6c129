"""Times and numbers as Chinese official letters write them."""

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_NUMERALS = "〇一二三四五六七八九"


def moment_text(moment: datetime, zone: tzinfo | None = None) -> str:
    """“2024年3月20日 09:12（北京时间）”; the note in brackets only where the zone is Beijing's."""
    local = moment.astimezone(zone or BEIJING)
    note = "（北京时间）" if local.utcoffset() == timedelta(hours=8) else ""
    return f"{day_text(local.date())} {local:%H:%M}{note}"


def day_text(day: date) -> str:
    """“2024年3月20日”."""
    return f"{day.year}年{day.month}月{day.day}日"


def deadline_text(deadline: datetime) -> str:
    """“2024年3月22日24:00”; a deadline of a whole day ends at 24:00 of that day, never at 0:00 of the next.

    The deadline is the last moment in time, so it may be 23:59:59, 23:59 or the midnight that follows.
    """
    if (deadline.hour, deadline.minute) == (23, 59):
        return f"{day_text(deadline.date())}24:00"
    if (deadline.hour, deadline.minute) == (0, 0):
        return f"{day_text(last_day(deadline))}24:00"
    return f"{day_text(deadline.date())}{deadline:%H:%M}"


def last_day(deadline: datetime) -> date:
    """The day that a deadline closes; midnight belongs to the day before."""
    return (deadline - timedelta(microseconds=1)).date()


def days_left(deadline: datetime, now: datetime) -> int:
    """Calendar days to the deadline's day in its zone: 0 on the day itself, negative once it is past."""
    days = (last_day(deadline) - now.astimezone(deadline.tzinfo).date()).days
    return -1 if days == 0 and now > deadline else days


def chinese_number(number: int) -> str:
    """“四”, “十”, “十二”, “二十三”; from 100 on in digits."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")
