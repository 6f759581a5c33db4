"""コンビニ交付 for jukictl_test: the counter records a resident's 利用者証明用電子証明書, a played kiosk asks by it."""
import json

from counter import DONE, REFUSED
from instance import BIN

TESTS = 8
SERIAL = "5E0A1B2C3D4F\n"


def ask(session, *words):
    """A certificate at the played kiosk: exit code and what was answered."""
    instance = session.instance
    done = instance.call([BIN / "peer-kiosk", "--ask", *words], input=SERIAL,
                         env={**instance.env, **instance.settings("kiosk-ask")})
    session.said += done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def check_kiosk(session, counter):
    tap = session.tap
    _, persons = session.register(counter.move_in())
    code, answer = ask(session, "residence-record")
    tap.equal((code, answer["refused"]), (REFUSED, "user_certificate_unknown"), "a card that nobody has: refused")
    session.expect("kiosk register: not a serial", REFUSED, ["kiosk", "register", persons[0]], "code_invalid",
                   given="this is no serial\n")
    session.expect("kiosk register", DONE, ["kiosk", "register", persons[0]], "registered: true", given=SERIAL)
    code, answer = ask(session, "residence-record", "household", "relationship")
    tap.ok(code == DONE and answer["issue_number"] and answer["persons"] == 1, "a certificate at a kiosk", answer)
    code, answer = ask(session, "residence-items", "individual-number")
    tap.equal((code, answer["refused"]), (REFUSED, "kiosk_item"), "with 個人番号: refused, as configured")
    code, history = session.json("certificate", "history", persons[0], "--purpose", "窓口照会")
    tap.equal((code, [(row["terminal_id"], row.get("channel")) for row in history or []]),
              (DONE, [("KIOSK-1", "kiosk")]), "certificate history: where it was issued")
    session.expect("kiosk withdraw", DONE, ["kiosk", "withdraw", persons[0]], "registered: false")
    code, answer = ask(session, "residence-record")
    tap.equal((code, answer["refused"]), (REFUSED, "user_certificate_unknown"), "withdrawn: refused")
