"""Certificates at the counter, through jukictl: asked for, drawn, handed out or spoiled."""
import re
import subprocess

from counter import DONE, REFUSED, USAGE

TESTS = 19


def check_certificate(session, number, folder):
    """Asked as a clerk asks; the sheet says what was asked for and no more."""
    def issue(word, *more, code=DONE, say=(), purpose=("--purpose", "提出")):
        return session.expect(" ".join(["certificate", word, *more]), code,
                              ["certificate", word, number, *purpose, "--out", str(folder / "sheet.pdf"), *more],
                              *say)

    def sheet():
        return subprocess.run(["pdftotext", folder / "sheet.pdf", "-"], capture_output=True, text=True,
                              check=True).stdout

    issue("residence-record", "--household", say=["issue_number", "sheet.pdf"])
    text = sheet()
    session.tap.ok("この写しは、住民票の原本と相違ないことを証明する。" in text and not re.search(r"\d{11}", text),
                   "the sheet attests and shows no number", text)
    issue("residence-items", "--with", "individual-number")
    session.tap.ok(len(re.findall(r"\b\d{12}\b", sheet())) == 1, "the number that was asked for stands there")
    issue("residence-record", "--household", "--only", "0000000000", code=REFUSED, say=["certificate_member"])
    issue("removed-record", code=REFUSED, say=["still_resident"])
    issue("moving-out", code=REFUSED, say=["not_moved_out"])
    issue("residence-record", "--with", "shoe-size", code=USAGE)
    issue("residence-record", code=USAGE, purpose=())
    issue("removed-items", code=REFUSED, say=["still_resident"])
    code, history = session.json("certificate", "history", number, "--purpose", "窓口照会")
    session.tap.equal((code, [row["kind"] for row in history or []]), (DONE, ["items", "resident"]),
                      "certificate history: newest first")
    check_sheet_end(session, number, *(row["issue_number"] for row in reversed(history)))


def check_sheet_end(session, number, first, second):
    """What was issued is to be confirmed: handed out, or spoiled."""
    def open_issues():
        return [row["issue_number"] for row in session.json("certificate", "open")[1]]

    session.tap.equal(open_issues(), [first, second], "certificate open: nobody has confirmed these")
    session.expect("certificate confirm", DONE, ["certificate", "confirm", first], first)
    session.expect("certificate confirm again: refused", REFUSED, ["certificate", "confirm", first],
                   "issue_handed_out")
    session.expect("certificate spoil without a reason", USAGE, ["certificate", "spoil", second])
    session.expect("certificate spoil", DONE, ["certificate", "spoil", second, "--purpose", "書損", "--sheets", "2"])
    session.expect("certificate confirm of an unknown one: refused", REFUSED, ["certificate", "confirm", "no such"],
                   "issue_unknown")
    session.tap.equal(open_issues(), [], "certificate open: none is left")
    _, history = session.json("certificate", "history", number, "--purpose", "窓口照会")
    session.tap.equal([(row["end"][0]["kind"], row["end"][0]["sheets"]) for row in history],
                      [("spoiled", 2), ("handed_out", 1)], "certificate history: what became of the sheets")
