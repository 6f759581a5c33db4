#include "tests/unit/nonresident_sample.h"

basics_message good_basics(void)
{
    basics_message basics = JUKI__GATEWAY__V1__NONRESIDENT_BASICS__INIT;
    basics.name = text("佐藤　一郎");
    basics.name_kana = text("サトウ　イチロウ");
    basics.birth_date = text("1964-07-01");
    basics.municipality_code = text("131016");
    basics.town_code = text("0011001");
    basics.prefecture = text("東京都");
    basics.municipality = text("千代田区");
    basics.town = text("霞が関二丁目");
    basics.number = text("１番６号");
    basics.postal_code = text("1000014");
    return basics;
}
