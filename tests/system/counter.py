"""The counter for tests that use jukictl: invented people, their changes, and a session of commands."""
import json

DONE, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3


def check_digit(body):
    """Of 個人番号 and 住民票コード: weights 2 to 7 from the right, modulo 11; remainders 0 and 1 give 0."""
    remainder = sum(int(digit) * (2 + at % 6) for at, digit in enumerate(reversed(body))) % 11
    return body + str(0 if remainder <= 1 else 11 - remainder)


CHECKED = {"method": "number_card", "comparison": "equal"}


class Counter:
    """Changes of invented people with numbers of the synthetic block 00008, which nobody else uses here."""

    def __init__(self):
        self.serial = 0

    def numbers(self):
        return [number for serial in range(1, self.serial + 1)
                for number in (check_digit(f"0000800{serial:04d}"), check_digit(f"000080{serial:04d}"))]

    def move_in(self, **other):
        self.serial += 1
        person = {
            "name": f"試験　{self.serial}郎", "name_kana": "シケン　タロウ", "birth_date": {"date": "1980-05-05"},
            "sex": "male", "relationship": "世帯主", "registered_domicile": "東京都立川市曙町1番地",
            "family_register_head": "試験　太郎", "individual_number": self.numbers()[-2],
            "resident_code": self.numbers()[-1],
        }
        person.update(other.pop("person", {}))
        here = {"postal_code": "1960015", "municipality_code": "132071", "prefecture": "東京都",
                "municipality": "昭島市", "town": "昭和町一丁目", "number": "１番１号"}
        before = {"municipality_code": "132021", "prefecture": "東京都", "municipality": "立川市", "town": "曙町"}
        return {"reason": "domestic_move_in", "identity_check": CHECKED, "change_date": "2026-04-20", "notified_date": "2026-04-21",
                "person": [person], "address": here, "previous_address": before, **other}


def move_within(addressee_number, number):
    return {"reason": "move_within", "identity_check": CHECKED, "change_date": "2026-04-24", "notified_date": "2026-04-25",
            "person": [{"addressee_number": addressee_number}],
            "address": {"municipality_code": "132071", "municipality": "昭島市", "town": "拝島町",
                        "number": number}}


class Session:
    """Runs jukictl; remembers all it ever said, and which answers with --json were none."""

    def __init__(self, instance, tap):
        self.instance = instance
        self.tap = tap
        self.said = ""
        self.not_json = []

    def run(self, *words, given=None, env=None):
        done = self.instance.jukictl(*words, given=given, env=env)
        self.said += done.stdout + done.stderr
        return done

    def expect(self, name, code, words, *texts, given=None, env=None):
        """One test: the exit code, and each text somewhere in the answer."""
        done = self.run(*words, given=given, env=env)
        answer = done.stdout + done.stderr
        self.tap.ok(done.returncode == code and all(text in answer for text in texts), name,
                    f"exit code {done.returncode}, wanted {code} with {texts}:\n{answer}")
        return done

    def json(self, *words, given=None):
        """Exit code and answer with --json; None where it is not JSON."""
        done = self.run(*words, "--json", given=given)
        try:
            return done.returncode, json.loads(done.stdout)
        except json.JSONDecodeError:
            self.not_json.append(f"{' '.join(words)}: {done.stdout}{done.stderr}")
            return done.returncode, None

    def submit(self, change):
        """Enters one change; who notifies has shown his card, unless the change says otherwise; its id, or None when it did not become 仮登録."""
        _, answer = self.json("submit", "-", "--wait", given=json.dumps({"identity_check": CHECKED, **change}))
        return answer[0]["change_id"] if answer and answer[0].get("status") == "provisional" else None

    def register(self, change):
        """Enters one change, approved by as many as it needs; its id and the 宛名番号 of its persons."""
        change_id = self.submit(change)
        if change_id is None:
            raise RuntimeError(f"not entered: {self.said[-2000:]}")
        _, answer = self.json("review", change_id, "--approve", "--operator", "S2002")
        if answer[0]["status"] == "provisional":
            _, answer = self.json("review", change_id, "--approve", "--operator", "S2003")
        if answer[0].get("status") in (None, "refused", "provisional"):
            raise RuntimeError(f"not registered: {change_id}: {answer}")
        return change_id, answer[0].get("addressee_number", [None])
