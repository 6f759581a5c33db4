#include "tests/integration/harness/outsider.h"

PGconn *outsider_open(asker *a, world *w)
{
    PGconn *conn = world_database_of(w, "gateway")->conn;
    asker_open(a, w, 1);
    (void)process_start(w, "juki-gateway", NULL);
    return conn;
}

basics_message outsider_basics(const char *name, const char *kana, const char *birth_date, const char *town)
{
    basics_message basics = JUKI__GATEWAY__V1__NONRESIDENT_BASICS__INIT;
    basics.name = text(name);
    basics.name_kana = text(kana);
    basics.birth_date = text(birth_date);
    basics.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    basics.municipality_code = text("131016");
    basics.prefecture = text("東京都");
    basics.municipality = text("千代田区");
    basics.town = text(town);
    return basics;
}

const char *outsider_number(asker *a, const char *name, const char *number)
{
    basics_message basics = outsider_basics(name, "", "1950-05-05", "番町");
    const person_reply *reply =
        REGISTER(a, TAX, q->basics = &basics;
                 basics.individual_number = number == NULL ? NULL : asker_seal(a, id.text, number));
    assert_string_equal(code_of(reply->refusal), "");
    assert_null(reply->nonresident->basics->individual_number); /* 個人番号 is in no answer */
    return reply->nonresident->addressee_number;
}

const char *outsider_hidden(asker *a, const char *name, const char *number)
{
    basics_message basics = outsider_basics(name, "", "1971-01-02", "丸の内");
    const person_reply *reply =
        REGISTER(a, TAX, q->basics = &basics; basics.individual_number = asker_seal(a, id.text, number));
    const char *hidden = reply->nonresident->addressee_number;
    assert_string_equal(
        code_of(REGISTER(a, WELFARE, q->processing = text("2"); q->addressee_number = text(hidden))->refusal),
        "");
    basics.individual_number = NULL;
    basics.town = text("秘密");
    assert_string_equal(code_of(UPDATE(a, TAX, "clerk1", q->addressee_number = text(hidden);
                                       q->history_number = 1; q->not_shared = true; q->basics = &basics)
                                    ->refusal),
                        "");
    return hidden;
}

void outsider_expect_hidden(asker *a, const char *number, const char *state)
{
    AWAIT(asker_told(a, &a->tax, number) != NULL &&
          strcmp(asker_told(a, &a->tax, number)->state, state) == 0);
    AWAIT(asker_told(a, &a->welfare, number) != NULL);
    assert_string_equal(asker_told(a, &a->welfare, number)->state, "non_resident");
    assert_string_equal(asker_told(a, &a->welfare, number)->address->town, "丸の内");
}
