/* 通称の記載及び削除に関する事項 out of a person's history (standard j20, j1000). */
#include "services/resident/alias_acts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS_MAX = 6, TEXT_SIZE = 512 };
#define RECORD(day, alias)                                                                                   \
    {                                                                                                        \
        "alias_record", day, "立川市", alias                                                                 \
    }
#define DELETE(day)                                                                                          \
    {                                                                                                        \
        "alias_delete", day, "立川市", ""                                                                    \
    }
#define UNDO(day, alias)                                                                                     \
    {                                                                                                        \
        "cancel_amend", day, "立川市", alias                                                                 \
    }

/* name (recorded municipality, deleted municipality) ... */
static void write_acts(const alias_row *rows, char out[TEXT_SIZE])
{
    alias_row used[ROWS_MAX];
    Juki__Resident__V1__AliasAct acts[ROWS_MAX];
    size_t count = 0;
    size_t length = 0;
    while (count < ROWS_MAX && rows[count].reason != NULL) {
        count++;
    }
    memcpy(used, rows, sizeof used);
    size_t found = alias_acts(used, count, acts);
    *out = '\0';
    for (size_t i = 0; i < found; i++) {
        length += (size_t)snprintf(out + length, TEXT_SIZE - length, "%s(%s %s, %s %s)", acts[i].alias,
                                   acts[i].recorded_date, acts[i].recorded_municipality, acts[i].deleted_date,
                                   acts[i].deleted_municipality);
    }
}

static void j20_acts(void **state)
{
    (void)state;
    static const struct {
        alias_row rows[ROWS_MAX];
        const char *acts;
    } CASES[] = {
        {{{0}}, ""},
        {{RECORD("2020-01-01", "甲")}, "甲(2020-01-01 立川市,  )"},
        {{RECORD("2020-01-01", "甲"), DELETE("2021-02-02")}, "甲(2020-01-01 立川市, 2021-02-02 立川市)"},
        {{RECORD("2020-01-01", "甲"), DELETE("2021-02-02"), RECORD("2022-03-03", "乙")},
         "甲(2020-01-01 立川市, 2021-02-02 立川市)乙(2022-03-03 立川市,  )"},
        /* brought along, and brought back under another one */
        {{{"domestic_move_in", "2020-01-01", "立川市", "甲"}, DELETE("2021-02-02")},
         "甲( , 2021-02-02 立川市)"},
        {{RECORD("2020-01-01", "甲"), {"domestic_move_in", "2024-01-01", "立川市", "乙"}},
         "甲(2020-01-01 立川市,  )乙( ,  )"},
        /* 帰化: nothing was deleted */
        {{RECORD("2020-01-01", "甲"), {"naturalization_enter", "2021-02-02", "立川市", ""}},
         "甲(2020-01-01 立川市,  )"},
        /* taken back, also twice */
        {{RECORD("2020-01-01", "甲"), UNDO("2020-01-02", "")}, ""},
        {{RECORD("2020-01-01", "甲"), DELETE("2021-02-02"), UNDO("2021-02-03", "甲")},
         "甲(2020-01-01 立川市,  )"},
        {{RECORD("2020-01-01", "甲"), UNDO("2020-01-02", ""), UNDO("2020-01-03", "甲")},
         "甲(2020-01-01 立川市,  )"},
        {{RECORD("2020-01-01", "甲"), DELETE("2021-02-02"), UNDO("2021-02-03", "甲"), UNDO("2021-02-04", "")},
         "甲(2020-01-01 立川市, 2021-02-02 立川市)"},
        {{RECORD("2020-01-01", "甲"), UNDO("2020-01-02", ""), RECORD("2020-01-03", "乙"),
          UNDO("2020-01-04", ""), RECORD("2020-01-05", "丙")},
         "丙(2020-01-05 立川市,  )"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char acts[TEXT_SIZE];
        write_acts(CASES[i].rows, acts);
        assert_string_equal(acts, CASES[i].acts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(j20_acts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
