"""The register as of a day and its statistics, through jukictl."""
from counter import DONE, REFUSED, USAGE


def check_history(session, number):
    """A person and a household as of a day, by either number; what is refused keeps its code."""
    purpose = ("--purpose", "賦課")
    record = session.json("person", "show", number, *purpose)[1][0]
    household, day = record["household_number"], record["change_date"]
    code, person = session.json("person", "as-of", number, day, *purpose)
    session.tap.equal((code, (person or {}).get("addressee_number")), (DONE, number), "person as-of")
    for words in ((household,), (number, "--member")):
        code, found = session.json("household", "as-of", words[0], day, *words[1:], *purpose)
        session.tap.equal((code, [row["addressee_number"] for row in (found or {}).get("member", [])]),
                          (DONE, [number]), f"household as-of {' '.join(words[1:])}")
    session.expect("person as-of, known long ago", REFUSED,
                   ["person", "as-of", number, day, "--known-at", "2020-01-01", *purpose], "not_on_record_then")
    session.expect("household as-of before anything", REFUSED,
                   ["household", "as-of", household, "1950-01-01", *purpose], "household_empty_then")
    session.expect("as-of needs a purpose", USAGE, ["person", "as-of", number, day])
    return day


def check_statistics(session, day):
    """A register as small as this one has no count that may be shown."""
    for words in (("population",), ("households", "--as-of", day), ("changes", "--month", day[:7])):
        code, found = session.json("statistics", *words, "--by", "district")
        hidden = [cell["suppressed"] and cell["count"] is None for cell in (found or {}).get("cell", [])]
        session.tap.ok(code == DONE and hidden and all(hidden) and not 0 < (found["total"]["count"] or 0) < 10,
                       f"statistics {words[0]}: nothing small is shown", found)
    session.expect("statistics of tomorrow", REFUSED, ["statistics", "population", "--as-of", "9999-01-01"],
                   "date_in_future")
    session.expect("statistics of no month", REFUSED, ["statistics", "changes", "--month", "2026-13"],
                   "month_invalid")
    session.expect("changes need a month", USAGE, ["statistics", "changes"])
    session.expect("statistics by shoe size", USAGE, ["statistics", "population", "--by", "shoe-size"])
