"""Of whom the child-care office may keep anything (seed 004 K1, K12): preschool children (未就学児) and who lives with
them, now or on the base date (基準日). Of all others it keeps the 宛名番号, the number of their last record, its digest, and
a keyed hash of their household, by which they are found when a child comes into it; no item.
"""
import hashlib
import hmac
from datetime import date, datetime, timedelta, timezone

SCHOOL_AGE = 6  # who is younger on 1 April is no pupil in the year that begins (学校教育法17条)
JAPAN = timezone(timedelta(hours=9))


def this_year(today=None):
    """The 1 April that the current fiscal year began with."""
    today = today or datetime.now(JAPAN).date()
    return date(today.year - (today.month < 4), 4, 1).isoformat()


def born_after(base):
    """Preschool are those born after this day."""
    year, rest = base.split("-", 1)
    return f"{int(year) - SCHOOL_AGE:04}-{rest}"


def is_preschool(person, base):
    return person.birth_date.date > born_after(base)


def household_on(spans, day):
    """世帯番号 of a resident at the end of a day; "" of anybody else. spans: (from, state, household), oldest first."""
    found = ""
    for since, state, household in spans:
        if since <= day:
            found = household if state == "resident" else ""
    return found


def spans_of(person):
    return [(span.__getattribute__("from"), span.state, span.household_number)
            for span in person.household_history.span]


def places_of(person, base, secret):
    """When and (hashed) with whom the person lives as far as the office's scope goes: {"base": hash, "now": hash}."""
    spans = spans_of(person)
    told = {"base": household_on(spans, base), "now": household_on(spans, "9999-12-31")}
    return {when: hashed(secret, when, household) for when, household in told.items() if household}


def hashed(secret, when, household):
    return hmac.new(secret, f"{when} {household}".encode(), hashlib.sha256).digest()[:16]
