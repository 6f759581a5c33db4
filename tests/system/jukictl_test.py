#!/usr/bin/python3
"""jukictl from the command line, against services that run: every command, its answers in both forms, what it
refuses and with which code, its exit codes 0 done, 1 refused, 2 usage, 3 not reachable. No answer ever shows a
number."""
import json
import re
import sys
import uuid

from counter import DONE, REFUSED, UNREACHABLE, USAGE, Counter, Session, check_digit, move_within
import history
import kiosk
import note
import operation
import restraint
import sheet
from instance import REPO, SERVICES, Instance, Tap, wait_for

sys.path.insert(0, str(REPO / "build/gen/python"))

COMMANDS = ["submit", "review", "status", "person show", "person history", "person as-of", "person search", "person searches",
            "identity search", "identity show",
            "provisional list", "provisional show", "provisional correct", "move-out due", "move-out settle", "move-out notice",
            "household as-of", "statistics population", "statistics households", "statistics changes",
            "certificate residence-record", "certificate residence-items", "certificate removed-record",
            "certificate removed-items", "certificate moving-out", "certificate history", "certificate confirm",
            "certificate spoil", "certificate open", "restraint set", "restraint start",
            "restraint extend", "restraint lift", "restraint release", "restraint review", "restraint show",
            "restraint list",
            "memo add", "memo change", "memo remove", "memo list", "memo history", "remark add", "remark change",
            "remark remove", "remark review", "remark list", "remark history",
            "kiosk register", "kiosk withdraw", "identity notices", "identity resend", "identity forbid", "identity allow",
            "identity take", "identity release", "deadletter list", "deadletter show",
            "deadletter replay", "topic tail", "audit verify", "audit refused", "audit journey", "case open", "case amend",
            "case complete", "case close", "case return", "case show", "case list", "case incidents", "code check", "doctor",
            "completion bash"]


# ---- entering and reviewing -------------------------------------------------------------------------------


def check_submit(session, counter, folder):
    file = folder / "change.json"
    file.write_text(json.dumps(counter.move_in()))
    session.expect("submit a file", DONE, ["submit", str(file)], "sent")
    file.write_text(json.dumps(counter.move_in()))
    session.expect("submit a file and wait", DONE, ["submit", str(file), "--wait"], "provisional")
    done = session.run("submit", "-", "--wait", "--json",
                       given=json.dumps([counter.move_in(), counter.move_in()]))
    session.tap.equal([row["status"] for row in json.loads(done.stdout)], ["provisional"] * 2,
                      "submit an array from standard input")
    lines = "\n".join(json.dumps(counter.move_in()) for _ in range(3))
    done = session.run("submit", "--wait", given=lines)
    session.tap.ok(done.returncode == DONE and done.stdout.count("provisional") == 3,
                   "submit one object after the other, with no file named", done.stdout + done.stderr)
    given = counter.move_in(change_id=str(uuid.uuid4()))
    session.expect("submit keeps the change id that was given", DONE, ["submit", "-", "--wait"],
                   given["change_id"],
                   given=json.dumps(given))
    session.expect("submit the same change id again: refused", REFUSED, ["submit", "-", "--wait"],
                   "change_id_used", given=json.dumps(given))


def check_bad_input(session, counter):
    session.expect("submit text that is no JSON", USAGE, ["submit", "-"], "json_invalid", "line 1",
                   given="{no")
    session.expect("submit nothing", USAGE, ["submit", "-"], given="")
    session.expect("submit a number instead of an object", USAGE, ["submit", "-"], "type_wrong", given="[1]")
    session.expect("submit an unknown member: named with its change", USAGE, ["submit", "-"],
                   "member_unknown",
                   "shoe_size", "2",
                   given=json.dumps([counter.move_in(), counter.move_in(person={"shoe_size": 26})]))
    session.expect("submit a file that is not there", USAGE, ["submit", "/nowhere/at/all"])
    good = counter.move_in()
    number = good["person"][0]["individual_number"]
    good["person"][0]["individual_number"] = number[:-1] + str((int(number[-1]) + 1) % 10)
    session.expect("submit a wrong check digit: refused with code, item and message", REFUSED,
                   ["submit", "-", "--wait"], "refused", "check_digit", "individual_number",
                   "検査数字が一致しません。", given=json.dumps(good))
    code, answer = session.json("submit", "-", "--wait", given=json.dumps(good))
    session.tap.equal((code, answer and answer[0].get("refusal")),
                      (REFUSED, {"code": "check_digit", "item": "individual_number",
                                 "message": "検査数字が一致しません。"}), "the same as JSON")
    mixed = json.dumps([counter.move_in(), counter.move_in(change_date="2027-01-01")])
    code, answer = session.json("submit", "-", "--wait", given=mixed)
    session.tap.equal((code, [row["status"] for row in answer or []]), (REFUSED, ["provisional", "refused"]),
                      "of two changes the bad one alone is refused")


def check_review(session, counter):
    """Leaves one change registered; its id and 宛名番号."""
    change_id = session.submit(counter.move_in())
    session.expect("review by who entered it: refused", REFUSED, ["review", change_id, "--approve"],
                   "same_person",
                   "入力者本人は審査できません。")
    session.expect("review with both decisions", USAGE, ["review", change_id, "--approve", "--return"])
    session.expect("review with none", USAGE, ["review", change_id])
    session.expect("approve: 転入 waits for a second reviewer", DONE,
                   ["review", change_id, "--approve", "--operator", "S2002"], "provisional")
    session.expect("approve as the second", DONE, ["review", change_id, "--approve", "--operator", "S2003"],
                   "registered")
    session.expect("approve again: refused", REFUSED,
                   ["review", change_id, "--approve", "--operator", "S2002"],
                   "not_provisional")
    session.expect("review a change that nobody entered: refused", REFUSED,
                   ["review", str(uuid.uuid4()), "--approve", "--operator", "S2002"], "change_unknown")
    back = session.submit(counter.move_in())
    session.expect("return", DONE, ["review", back, "--return", "--operator", "S2002"], "returned")
    session.expect("status of a returned change", REFUSED, ["status", back, "--wait"], "returned")
    several = [session.submit(counter.move_in()) for _ in range(2)]
    session.json("review", *several, "--approve", "--operator", "S2003")
    code, answer = session.json("review", *several, "--approve", "--operator", "S2002")
    session.tap.equal((code, [row["status"] for row in answer or []]), (DONE, ["registered"] * 2),
                      "approve two at once")
    check_two_reviewers(session, counter)
    return change_id


def check_two_reviewers(session, counter):
    """職権修正 with the items of its own, which two approve; and 取下げ."""
    own = session.submit(counter.move_in())
    session.expect("withdraw by another: refused", REFUSED, ["review", own, "--withdraw", "--operator", "S2002"],
                   "not_enterer")
    session.expect("withdraw", DONE, ["review", own, "--withdraw"], "withdrawn")
    _, persons = session.register(counter.move_in())
    fixed = session.submit({"reason": "official_correction", "change_date": "2026-04-20",
                            "notified_date": "2026-04-21", "justification": "戸籍届書 7",
                            "confirmed_alert": ["head_leaves"],
                            "person": [{"addressee_number": persons[0], "name": "試験　改"}]})
    session.expect("the first of two", DONE, ["review", fixed, "--approve", "--operator", "S2002"], "provisional")
    session.expect("the first again: refused", REFUSED, ["review", fixed, "--approve", "--operator", "S2002"],
                   "same_reviewer")
    session.expect("the second", DONE, ["review", fixed, "--approve", "--operator", "S2003"], "registered")


def check_correction(session, counter, folder):
    """審査リスト equal to what was entered, and 訂正 by who entered it."""
    entered = counter.move_in()
    old = session.submit(entered)
    session.expect("provisional show", DONE, ["provisional", "show", old], "(sealed", "試験")
    file = folder / "entry.json"
    session.expect("provisional show into a file", DONE, ["provisional", "show", old, str(file)], "entry.json")
    shown = json.loads(file.read_text())
    wanted = {**entered, "change_id": old}
    session.tap.equal(oct(file.stat().st_mode & 0o777), "0o600", "which nobody else can read")
    session.tap.equal({name: shown["entry"].get(name) for name in wanted}, wanted,
                      "the review shows every item as it was entered, the numbers too")
    code, waiting = session.json("provisional", "list")
    mine = [row for row in waiting or [] if row["entry"]["change_id"] == old]
    session.tap.ok(code == DONE and len(mine) == 1 and
                   mine[0]["entry"]["person"][0]["individual_number"].startswith("(sealed"),
                   "provisional list: there, its numbers sealed", mine)
    entered["person"][0]["name"] = "試験　訂正"
    given = json.dumps(entered)
    session.expect("correct by another: refused", REFUSED,
                   ["provisional", "correct", old, "-", "--operator", "S2002"], "not_enterer", given=given)
    code, answer = session.json("provisional", "correct", old, "-", given=given)
    new = answer[0]["change_id"]
    session.tap.equal((code, answer[0]["status"]), (DONE, "provisional"), "correct: another 仮登録 in its place")
    session.expect("status of what was corrected", REFUSED, ["status", old, "--wait"], "corrected")
    session.expect("it cannot be approved any more", REFUSED,
                   ["review", old, "--approve", "--operator", "S2002"], "not_provisional")
    session.json("review", new, "--approve", "--operator", "S2002")
    session.expect("its correction can", DONE, ["review", new, "--approve", "--operator", "S2003"], "registered")
    session.expect("show what is no 仮登録: refused", REFUSED, ["provisional", "show", new], "not_provisional")


# ---- following --------------------------------------------------------------------------------------------


def check_status(session, counter, change_id):
    """Returns the 宛名番号 of a person on record."""
    done = session.expect("status --wait shows every step and the audit index", DONE,
                          ["status", change_id, "--wait"],
                          "received", "provisional", "registered", "notified prefecture", "fed tax",
                          "fed welfare",
                          "audited: index")
    session.tap.ok(len(re.findall(r": 20\d\d-\d\d-\d\dT", done.stdout)) == 6, "each step with its time",
                   done.stdout)
    code, answer = session.json("status", change_id, "--wait")
    session.tap.equal((code, answer["status"], answer["complete"],
                       {f"{step['step']} {step['to']}".strip(): step["state"] for step in answer["steps"]}),
                      (DONE, "registered", True,
                       {"received": "done", "provisional": "done", "registered": "done",
                        "notified prefecture": "done",
                        "delivered card": "none", "fed tax": "done", "fed welfare": "done"}),
                        "the same as JSON")
    session.tap.ok(answer["audited"]["last_index"] > 0, "with the index of the last audit entry", answer)

    _, moved = session.register(counter.move_in())
    _, person = session.json("person", "show", moved[0], "--purpose", "試験")
    birth = {"reason": "birth", "change_date": "2026-04-22", "notified_date": "2026-04-23",
             "household_number": person[0]["household_number"],
             "person": [{"name": "試験　花", "name_kana": "シケン　ハナ", "birth_date": {"date": "2026-04-22"},
                         "sex": "female", "relationship": "子", "registered_domicile": "東京都立川市曙町1番地",
                         "family_register_head": "試験　太郎"}]}
    born, _ = session.register(birth)
    delivered = wait_for(lambda: next(step["state"] for step in session.json("status", born)[1]["steps"]
                                      if step["step"] == "delivered") == "done", 30,
                                      "the delivery of a birth")
    session.tap.ok(delivered, "status of a birth: delivered to the card system")

    refused = str(uuid.uuid4())
    session.run("submit", "-", "--wait",
                given=json.dumps(counter.move_in(change_id=refused, change_date="2027-01-01")))
    session.expect("status of a refused change: code, item, message, exit code", REFUSED,
                   ["status", refused, "--wait"],
                   "refused", "date_in_future", "change_date", "処理日より後の日付は入力できません。")
    session.expect("status of a change that nobody entered: refused", REFUSED, ["status", str(uuid.uuid4())],
                   "change_unknown")
    return moved[0]


def check_person(session, counter, number):
    session.register(move_within(number, "９番地"))
    code, show = session.json("person", "show", number, "--purpose", "窓口照会")
    session.tap.ok(code == DONE and len(show) == 1 and show[0]["address"]["number"] == "９番地"
                   and show[0]["history_number"] == 2, "person show: the latest record", show)
    code, history = session.json("person", "history", number, "--purpose", "窓口照会")
    session.tap.equal((code, [record["reason"] for record in history]),
                      (DONE, ["domestic_move_in", "move_within"]),
                      "person history: all records, oldest first")
    session.tap.ok(not any("individual_number" in record or "resident_code" in record for record in history),
                   "without the numbers, not even sealed", history)
    session.expect("person show as text", DONE, ["person", "show", number, "--purpose", "窓口照会"], "９番地")
    session.expect("person show without purpose", USAGE, ["person", "show", number], "--purpose")
    session.expect("person history with an empty purpose", USAGE,
                   ["person", "history", number, "--purpose", ""])
    session.expect("person show of nobody: refused", REFUSED,
                   ["person", "show", "99999999999", "--purpose", "窓口照会"], "person_unknown", "該当する者がいません。")


def check_search(session, counter):
    """By name, by number, page by page; numbers that are secret never stand on the command line."""
    change = counter.move_in()
    secret = change["person"][0]["individual_number"]
    _, numbers = session.register(change)
    number, kana = numbers[0], change["person"][0]["name_kana"]
    why = ("--purpose", "窓口照会")
    code, reply = session.json("person", "search", f"addressee_number={number}", *why)
    session.tap.equal((code, reply.get("found"), reply["person"][0]["addressee_number"]), (DONE, 1, number),
                      "person search by 宛名番号")
    session.expect("the same as a table", DONE, ["person", "search", f"addressee_number={number}", *why],
                   number, change["person"][0]["name"], "1/1")
    session.expect("person search by 個人番号", DONE, ["person", "search", "individual_number=-", *why], number,
                   given=secret + "\n")
    session.expect("a 個人番号 on the command line is not taken", USAGE,
                   ["person", "search", "individual_number=123456789018", *why], "not_on_command_line")
    code, reply = session.json("person", "search", f"name_kana={kana}", "exact=true", "page_size=1", *why)
    session.tap.ok(code == DONE and len(reply["person"]) == 1 and reply["found"] >= 1, "a page of one", reply)
    code, past = session.json("person", "searches")
    session.tap.ok(code == DONE and past[0]["question"]["name_kana"] == kana and past[0]["found"] == reply["found"]
                   and secret not in str(past), "person searches: the latest first, no number", past)
    session.expect("nobody is no refusal", DONE, ["person", "search", "name=居名伊", *why], "0/0")
    session.expect("too broad: refused", REFUSED, ["person", "search", "name=試", *why], "search_too_broad")
    session.expect("a number and a name: refused", REFUSED,
                   ["person", "search", f"addressee_number={number}", "name=試験", *why], "search_number_alone")
    session.expect("an unknown item", USAGE, ["person", "search", "shoe_size=26", *why], "member_unknown")
    session.expect("no purpose", USAGE, ["person", "search", f"addressee_number={number}"])
    session.expect("no items", USAGE, ["person", "search", *why])


def check_identity(session, counter):
    """本人確認情報検索: a list by two items or a number alone, then one of it, its numbers sealed."""
    change = counter.move_in()
    person = change["person"][0]
    session.register(change)
    why = ("--purpose", "広域交付")
    two = (f"name={person['name']}", f"birth_date={person['birth_date']['date']}")
    # the file follows the register
    wait_for(lambda: session.json("identity", "search", *two, *why)[1].get("found"), 10, "the person's row of the file")
    code, reply = session.json("identity", "search", *two, *why)
    session.tap.equal((code, [found["name"] for found in reply["found"]]), (DONE, [person["name"]]),
                      "identity search by 氏名 and 生年月日")
    session.expect("the same as a table", DONE, ["identity", "search", *two, *why], person["name"], "1 ")
    code, one = session.json("identity", "show", reply["request_id"], "1", *why)
    session.tap.ok(code == DONE and one["person"]["name"] == person["name"] and one["reason"] == "domestic_move_in"
                   and person["individual_number"] not in str(one), "identity show: the one chosen, sealed", one)
    session.expect("identity search by 個人番号", DONE, ["identity", "search", "individual_number=-", *why],
                   person["name"], given=person["individual_number"] + "\n")
    session.expect("a place that the list has not: refused", REFUSED,
                   ["identity", "show", reply["request_id"], "9", *why], "list_unknown")
    session.expect("one item and 性別: refused", REFUSED,
                   ["identity", "search", f"name={person['name']}", "sex=male", *why], "search_key_missing")
    session.expect("identity search without purpose", USAGE, ["identity", "search", *two])
    session.expect("identity search without the operator's token: refused", REFUSED, ["identity", "search", *two, *why],
                   "token_missing", "操作者トークンがありません。", env={"JUKI_STAFF_TOKEN_FILE": ""})


def check_move_out(session, counter, folder):
    """転出 ahead of its day: the certificate goes along, the day or the 転入通知 strikes off."""
    _, (number,) = session.register(counter.move_in())
    elsewhere = {"municipality_code": "132021", "prefecture": "東京都", "municipality": "立川市", "town": "錦町"}
    session.register({"reason": "domestic_move_out", "change_date": "2027-01-10", "notified_date": "2026-04-25",
                      "person": [{"addressee_number": number}], "destination": elsewhere})
    session.expect("転出証明書 before the day", DONE, ["certificate", "moving-out", number, "--purpose", "転入届", "--out",
                                                    str(folder / "moving.pdf")])
    session.tap.equal(session.json("move-out", "due"), (DONE, []), "move-out due: nobody yet")
    session.expect("move-out settle before the day: refused", REFUSED, ["move-out", "settle", number],
                   "date_not_reached")
    notice = json.dumps({"addressee_number": number, "destination": elsewhere, "arrival_date": "2026-04-24"})
    session.expect("move-out notice: struck off by the earlier day", DONE, ["move-out", "notice", "-"],
                   "struck_off", "2026-04-24", given=notice)
    session.expect("the same notice again: refused", REFUSED, ["move-out", "notice", "-"], "nothing_changed",
                   given=notice)
    session.expect("move-out notice that is no JSON", USAGE, ["move-out", "notice", "-"], given="?")


# ---- without services -------------------------------------------------------------------------------------


def check_codes(session):
    good = {"individual-number": check_digit("00008009999"), "resident-code": check_digit("0000809999"),
            "municipality": "132071", "addressee": check_digit("0000000001"), "corporate": "7000012050002"}
    for kind, value in good.items():
        bad = value[:-1] + str((int(value[-1]) + 1) % 10)
        personal = kind in ("individual-number", "resident-code")
        done = session.run("code", "check", "--kind", kind, value, bad)
        shown = ["1", "2"] if personal else [value, bad]
        session.tap.equal((done.returncode, done.stdout.splitlines()),
                          (REFUSED, [f"{shown[0]} valid", f"{shown[1]} invalid"]),
                          f"code check --kind {kind}")
        code, answer = session.json("code", "check", "--kind", kind, "-", given=f"{value}\n")
        wanted = {"position": 1, "valid": True, **({} if personal else {"value": value})}
        session.tap.equal((code, answer), (DONE, [wanted]), f"code check --kind {kind} - --json")
    session.expect("code check of an unknown kind", USAGE, ["code", "check", "--kind", "shoe", "1"])
    session.expect("code check without kind", USAGE, ["code", "check", "1"])


def check_usage(session):
    session.expect("no command", USAGE, [])
    session.expect("an unknown command", USAGE, ["dance"])
    session.expect("an unknown option", USAGE, ["status", "x", "--loud"], "--loud")
    session.expect("an option of another command", USAGE, ["doctor", "--approve"])
    session.expect("a timeout that is none", USAGE, ["status", "x", "--timeout", "soon"])
    session.expect("an operand too few", USAGE, ["status"], "Usage:")
    session.expect("no operator", USAGE, ["status", "x"], "JUKI_OPERATOR", env={"JUKI_OPERATOR": ""})
    session.expect("no broker named", USAGE, ["status", "x"], "JUKI_KAFKA_BOOTSTRAP",
                   env={"JUKI_KAFKA_BOOTSTRAP": ""})
    session.expect("a municipality with a wrong check digit", USAGE,
                   ["status", "x", "--municipality", "132072"])
    missing = [words for words in COMMANDS if session.run(*words.split(), "--help").returncode != DONE]
    session.tap.equal(missing, [], "every command has its help")
    session.expect("help lists the commands and exit codes", DONE, ["help"],
                   *[f"jukictl {words}" for words in COMMANDS], "Exit status")
    for variable in ("LANG", "LC_MESSAGES", "LC_ALL"):
        other = {"LANG": "C", "LC_MESSAGES": "", "LC_ALL": ""}
        session.expect(f"help in Japanese by {variable}", DONE, ["help"], "終了コード", "異動を入力する。",
                       env={**other, variable: "ja_JP.UTF-8"})
    session.expect("LC_ALL goes before LANG", DONE, ["help"], "Exit status",
                   env={"LANG": "ja_JP.UTF-8", "LC_ALL": "C"})
    session.expect("a message in Japanese", USAGE, ["dance"], "そのコマンドはありません",
                   env={"LC_ALL": "", "LANG": "ja_JP.UTF-8"})


COMPLETE = """
source <(build/release/bin/jukictl completion bash)
complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _jukictl; echo "${COMPREPLY[*]}"; }
complete_line jukictl re
complete_line jukictl deadletter ""
complete_line jukictl status some-change --wa
complete_line jukictl code check --k
"""


def check_completion(session):
    done = session.instance.call(["bash", "-c", COMPLETE])
    session.tap.equal((done.returncode, done.stdout.splitlines()),
                      (DONE, ["review restraint remark register retention", "list show replay", "--wait", "--kind"]),
                      "completion of commands and options")


def check_doctor(session):
    instance = session.instance
    rows = (REPO / "proto/topics.csv").read_text().splitlines()[1:]
    topics = len([row for row in rows if "*" not in row])  # a pattern is no topic
    session.expect("doctor finds all well", DONE, ["doctor"], f"{topics} of {topics} are there", "1 broker(s)")
    code, findings = session.json("doctor")
    states = [row["state"] for row in findings if row["check"] == "services"]
    failed = [row for row in findings if row["state"] == "failed"]
    session.tap.ok(code == DONE and states == ["ok"] * 5 and not failed, "doctor --json", findings)
    instance.service("stop", "delivery")
    session.expect("doctor with a service away: exit code 1", REFUSED, ["doctor"], "failed   services")
    instance.service("start", "delivery")
    session.expect("doctor with another prefix: the topics are missed", REFUSED,
                   ["doctor", "--prefix", "juki.none"],
                   "juki.none.resident.command is not there")
    session.expect("doctor with keys that are not there", REFUSED, ["doctor", "--key-dir", "/nowhere"],
                   "failed   keys")
    instance.script("kafka.sh", "stop")
    session.expect("doctor with Kafka away: exit code 3", UNREACHABLE, ["doctor", "--timeout", "3"],
                   "failed   kafka")
    session.expect("submit with Kafka away: exit code 3", UNREACHABLE, ["submit", "-", "--timeout", "3"],
                   "unreachable",
                   given=json.dumps(Counter().move_in()))
    session.expect("status with Kafka away: exit code 3", UNREACHABLE, ["status", "x", "--timeout", "3"])
    code, findings = session.json("doctor", "--timeout", "2")
    session.tap.ok(code == UNREACHABLE and findings, "doctor --json with Kafka away", findings)


def main():
    tap = Tap(168 + kiosk.TESTS + note.TESTS + sheet.TESTS + restraint.TESTS)
    counter = Counter()
    with Instance("jukictl") as instance:
        clock = instance.run / "today"
        restraint.set_day(clock, "2026-05-14")
        instance.env["JUKI_CLOCK"] = f"file:{clock}"
        instance.up()
        session = Session(instance, tap)
        check_usage(session)
        check_completion(session)
        check_codes(session)
        check_submit(session, counter, instance.run)
        check_bad_input(session, counter)
        change_id = check_review(session, counter)
        check_correction(session, counter, instance.run)
        number = check_status(session, counter, change_id)
        check_person(session, counter, number)
        check_search(session, counter)
        check_identity(session, counter)
        sheet.check_certificate(session, number, instance.run)
        history.check_statistics(session, history.check_history(session, number))
        kiosk.check_kiosk(session, counter)
        note.check_notes(session, counter, instance.run)
        restraint.check_restraint(session, counter, instance.run, clock)
        check_move_out(session, counter, instance.run)
        operation.check_topic(session, counter)
        operation.check_poisoned(session, counter)
        operation.check_replay(session, counter)
        operation.check_audit(session, change_id)
        check_doctor(session)
        tap.equal(session.not_json, [], "whatever is asked with --json answers in JSON")
        shown = [number for number in counter.numbers() if number in session.said]
        tap.ok(not shown, "no answer ever showed a number",
               f"{len(shown)} of {len(counter.numbers())} numbers shown")
        running = [name for name in SERVICES if instance.pid(name) is None]
        tap.equal(running, [], "all services live")
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
