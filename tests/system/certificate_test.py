#!/usr/bin/python3
"""The sheet of a certificate: every item stands in its box of the template, nothing is cut, and what cannot be
drawn is not drawn at all. Synthetic persons; no service runs. `certificate_test.py FILE.pdf` keeps the sheet."""
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from instance import REPO, Tap

TEMPLATE = REPO / "services/resident/certificate/standard.json"
PROGRAM = REPO / "build/release/bin/juki-certificate"
SETTINGS = {**os.environ, "JUKI_CERTIFICATE_OFFICE": "試験市長", "JUKI_CERTIFICATE_MAYOR": "見本　一郎"}
MM = 72 / 25.4
TITLE = {"resident": "住　民　票", "items": "住民票記載事項証明書", "removed": "住民票（除票）",
         "moved_out": "転　出　証　明　書", "removed_items": "住民票除票記載事項証明書"}
ADDRESS = {"prefecture": "東京都", "municipality": "立川市", "town": "曙町", "number": "１番地の１２３",
           "building": "ハイツとても長い名前の共同住宅弐号館　１２０３号室"}


TESTS = 61


def person(name="𠮷邉𠀋　薫", **other):
    return {"name": name, "name_kana": "ヨシナベ　カオル", "sex": "female", "state": "resident",
            "birth_date": {"date": "1950-07-01", "uncertain": True, "written": "昭和25年月日不詳"},
            "resident_since": "2019-05-01", "address_since": "2026-04-01", "notified_date": "2026-04-03",
            "previous_address": ADDRESS, **other}


def reply(persons, kind="resident", shown=(), **other):
    return {"issue_number": "20260410 132071 window1 000011", "issued_date": "2026-04-10", "kind": kind,
            "shown": list(shown), "address": ADDRESS, "household_head": "𠮷邉𠀋　薫", "person": persons, **other}


def draw(folder, data, name="sheet.pdf", template=TEMPLATE):
    out = Path(folder) / name
    done = subprocess.run([PROGRAM, out, template], input=json.dumps(data), text=True, env=SETTINGS,
                          capture_output=True, check=False)
    return out, done


def words(path):
    """Per page the words with their boxes in millimetres."""
    text = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    pattern = r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>'
    return [[(*(float(found[i]) / MM for i in range(4)), html.unescape(found[4]))
             for found in re.findall(pattern, page)] for page in text.split("<page ")[1:]]


def inside(page, box, dx=0, dy=0):
    """What is written with its middle in the box; None when something of it stands out."""
    left, top = box["x"] + dx, box["y"] + dy
    right, bottom = left + box["width"], top + box["height"]
    found = [w for w in page if left <= (w[0] + w[2]) / 2 <= right and top <= (w[1] + w[3]) / 2 <= bottom]
    if any(w[0] < left - .2 or w[2] > right + .2 or w[1] < top - .2 or w[3] > bottom + .2 for w in found):
        return None
    return "".join(w[4] for w in found)


def squeeze(text):
    return re.sub(r"\s", "", text)


def check_items(tap, template, page, wanted, place=0, boxes="box"):
    block = template["person"]
    for box in block[boxes]:
        name = box["text"].strip("{}")
        if box["text"].startswith("{") and name in wanted:
            got = inside(page, box, block["x"], block["y"] + place * block["pitch"])
            tap.equal(got and squeeze(got), squeeze(wanted[name]), f"{name} stands in its box")


STAY = {"section": "mid_to_long_term", "status": "技術・人文知識・国際業務", "period": "5年", "until": "2029-03-31",
        "card_number": "AB12345678CD"}
ACTS = [{"alias": "試験　花", "deleted_date": "2020-02-01", "deleted_municipality": "立川市"},
        {"alias": "試験　花子", "recorded_date": "2021-03-04", "recorded_municipality": "昭島市"}]
FOREIGN = ["nationality", "stay_section", "stay_status", "stay_period", "stay_until", "card_number", "alias_history"]


def check_foreign(tap, template, folder):
    """A couple, one of whom is a foreign resident: birth and the end of the stay by the western calendar."""
    she = person("SHIKEN HANAKO MARIA", resident_kind="foreign", foreign_resident_since="2012-07-09",
                 birth_date={"date": "1980-03-01"}, alias="試験　花子", alias_kana="シケン　ハナコ", nationality="ペルー",
                 foreign_stay=STAY, alias_act=ACTS)
    he = person("試験　一", former_name="旧試", former_name_kana="キュウシ", birth_date={"date": "1980-03-01"})
    out, done = draw(folder, reply([he, she], shown=FOREIGN), "foreign.pdf")
    page = words(out)[0]
    tap.ok(done.returncode == 0, "a foreign resident is drawn", done.stderr)
    check_items(tap, template, page, {"former_name": "旧試（キュウシ）", "birth_date": "昭和55年3月1日"})
    check_items(tap, template, page, {
        "name": "SHIKEN HANAKO MARIA", "alias": "試験　花子（シケン　ハナコ）", "birth_date": "1980年3月1日",
        "foreign_resident_since": "平成24年7月9日", "nationality": "ペルー", "stay_section": "中長期在留者",
        "stay_status": STAY["status"], "stay_period": "5年", "stay_until": "2029年3月31日",
        "card_number": STAY["card_number"],
        "alias_history": "試験　花　令和2年2月1日削除 立川市試験　花子　令和3年3月4日記載 昭島市"}, place=1,
        boxes="foreign_box")
    out, _ = draw(folder, reply([she]), "foreign.pdf")
    text = squeeze("".join(w[4] for w in words(out)[0]))
    tap.ok(text.count("省略") == len(FOREIGN) + 5, "what was not asked for is left out", text)
    old = Path(folder) / "old.json"
    old.write_text(json.dumps({**template, "person": {k: v for k, v in template["person"].items()
                                                      if k != "foreign_box"}}))
    out, done = draw(folder, reply([she]), "old.pdf", old)
    tap.ok(done.returncode == 1 and not out.exists(), "a template without boxes for foreign residents: not drawn",
           done.stderr)


def check_remarks(tap, template, folder):
    """備考 with and without a day, who acts as 世帯主, days since when that are 不詳, a name in kanji beside it."""
    she = person("KIM SUMI", name_kanji="金　澄", resident_kind="foreign", foreign_resident_since="2012-07-01",
                 foreign_resident_since_written="平成24年7月 日不詳", address_since="2012-07-01",
                 address_since_written="平成24年7月頃", remark=[{"text": "備考の二"}])
    he = person("試験　一", resident_since="1950-01-01", resident_since_written="昭和25年 月日不詳",
                address_since="1950-03-01", address_since_written="昭和25年春", acting_head="JOHN SMITH",
                remark=[{"recorded_date": "2026-04-01", "text": "通称住所　緑の丘一丁目"}])
    out, done = draw(folder, reply([he, she], shown=["remarks"]), "remarks.pdf")
    page = words(out)[0]
    tap.ok(done.returncode == 0, "備考 are drawn", done.stderr)
    check_items(tap, template, page, {
        "resident_since": "昭和25年 月日不詳", "address_since": "昭和25年春",
        "remarks": "事実上の世帯主　JOHN SMITH令和8年4月1日　通称住所　緑の丘一丁目"})
    check_items(tap, template, page, {
        "name": "KIM SUMI　金　澄", "foreign_resident_since": "平成24年7月 日不詳", "address_since": "平成24年7月頃",
        "remarks": "備考の二"}, place=1, boxes="foreign_box")
    out, _ = draw(folder, reply([he]), "remarks.pdf")
    tap.ok("通称住所" not in "".join(w[4] for w in words(out)[0]), "備考 are left out unless asked for")


def main():
    tap = Tap(TESTS)
    template = json.loads(TEMPLATE.read_text())
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        everything = ["domicile", "relationship", "individual_number", "resident_code"]
        full = person("アレクサンドリア・マリア・デ・ラ・コンセプシオン・ロドリゲス・ゴンザレス・エルナンデス",
                      relationship="世帯主", registered_domicile="東京都立川市曙町一丁目１番地",
                      family_register_head="𠮷邉𠀋　薫", individual_number="123456789018",
                      resident_code="12345678903")
        out, done = draw(folder, reply([full, person(relationship="妻"), person(relationship="子")],
                                       shown=everything))
        tap.ok(done.returncode == 0, "three persons are drawn", done.stderr)
        if kept:
            kept.write_bytes(out.read_bytes())
        pages = words(out)
        tap.equal(len(pages), 2, "on two pages")
        check_items(tap, template, pages[0], {**{k: v for k, v in full.items() if isinstance(v, str)},
                    "sex": "女", "birth_date": "昭和25年月日不詳", "resident_since": "令和元年5月1日",
                    "address_since": "令和8年4月1日", "notified_date": "令和8年4月3日",
                    "previous_address": "".join(ADDRESS.values())})
        check_items(tap, template, pages[0], {"name": "𠮷邉𠀋　薫", "relationship": "妻"}, place=1)
        texts = [squeeze("".join(w[4] for w in page)) for page in pages]
        tap.ok("1／2" in texts[0] and "2／2" in texts[1], "pages are counted", texts)
        proof = template["attestation"]["resident"]
        tap.ok(proof not in texts[0] and proof in texts[1], "the attestation stands on the last page only")
        last = [squeeze(inside(pages[1], box) or "") for box in template["last"]]
        tap.equal(last[1:3], ["令和8年4月10日", "試験市長見本一郎"], "mayor and day")
        boxes = [w for page in pages for w in page]
        tap.ok(not [(a, b) for page in pages for i, a in enumerate(page) for b in page[i + 1:]
                    if min(a[2], b[2]) - max(a[0], b[0]) > .3 and min(a[3], b[3]) - max(a[1], b[1]) > .8],
               "nothing overlaps")
        tap.ok(all(0 < w[0] and w[2] < 210 and 0 < w[1] and w[3] < 297 for w in boxes), "all on the paper")

        for kind, title in TITLE.items():
            out, done = draw(folder, reply([full], kind=kind), f"{kind}.pdf")
            text = squeeze("".join(w[4] for w in words(out)[0]))
            page = words(out)[0]
            tap.equal([squeeze(inside(page, box) or "") for box in (template["page"][0], template["last"][0])],
                      [squeeze(title), template["attestation"][kind]], f"{kind}: title and attestation")
            tap.ok("123456789018" not in text and "12345678903" not in text and text.count("省略") == 7,
                   f"{kind}: what was not asked for is left out", text)

        check_foreign(tap, template, folder)
        check_remarks(tap, template, folder)
        for what, bad in [("a character without glyph", person("\ue000")), ("a text too long", person("鬱" * 2000))]:
            out, done = draw(folder, reply([bad]), "bad.pdf")
            tap.ok(done.returncode == 1 and not out.exists(), f"{what}: nothing is drawn", done.stderr)
            tap.ok("鬱" not in done.stderr, f"{what}: the error does not quote it", done.stderr)
    return 1 if tap.failed or tap.count != TESTS else 0


if __name__ == "__main__":
    sys.exit(main())
