"""メモ and 備考 for jukictl_test: written, changed, reviewed and removed at the counter."""
from counter import DONE, REFUSED, USAGE

TESTS = 13
CHIEF = ["--operator", "S2002"]
ASK = ["--purpose", "窓口照会"]


def texts(session, *words):
    _, shown = session.json(*words, *ASK)
    return [row.get("text", "") for row in (shown or {}).get("note", [])]


def check_memo(session, number):
    tap = session.tap
    code, memo = session.json("memo", "add", number, given="連絡は平日の午後\n")
    tap.equal((code, memo["state"]), (DONE, "standing"), "memo add: its text by standard input")
    session.expect("memo add: two lines are none", USAGE, ["memo", "add", number], "text_invalid", given="一\n二\n")
    session.expect("memo change", DONE, ["memo", "change", memo["note_id"], "-"], "standing", given="連絡は夜間\n")
    tap.equal(texts(session, "memo", "list", number), ["連絡は夜間"], "memo list")
    session.expect("memo remove", DONE, ["memo", "remove", memo["note_id"]], "removed")
    tap.equal((texts(session, "memo", "list", number), texts(session, "memo", "history", number)),
              ([], ["", "連絡は夜間", "連絡は平日の午後"]), "memo history: nothing is lost")


def check_remark(session, number, folder):
    tap = session.tap
    file = folder / "remark.txt"
    file.write_text("通称住所　緑の丘一丁目")
    code, remark = session.json("remark", "add", number, str(file), "--recorded", "2026-04-01")
    tap.equal((code, remark["state"]), (DONE, "waiting"), "remark add: waits for its review")
    session.expect("remark review by who entered it: refused", REFUSED,
                   ["remark", "review", remark["note_id"], "--approve"], "same_person")
    session.expect("remark review", DONE, ["remark", "review", remark["note_id"], "--approve", *CHIEF], "standing")
    session.expect("remark change", DONE, ["remark", "change", remark["note_id"], "--undated"], "waiting",
                   given="通称住所　緑の丘二丁目")
    session.expect("remark review: withdrawn", DONE, ["remark", "review", remark["note_id"], "--withdraw"], "returned")
    session.expect("remark remove", DONE, ["remark", "remove", remark["note_id"]], "waiting")
    tap.equal((texts(session, "remark", "list", number), len(texts(session, "remark", "history", number))),
              (["", "通称住所　緑の丘一丁目"], 5), "remark list and history")


def check_notes(session, counter, folder):
    _, persons = session.register(counter.move_in())
    check_memo(session, persons[0])
    check_remark(session, persons[0], folder)
