/* What a change of the register means for the holder of a 個人番号カード (番号法施行令14条). */
#include "services/resident/card_holder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { RESIDENT = 1, MOVED_OUT = 2, DEAD = 3, DELETED = 9 };
enum { NOTHING, LEAVES, ABROAD, STRUCK_OFF, NUMBER, CODE, AGAIN, CANCELLED };

static Juki__Resident__V1__PersonRecord record(int state, const char *reason)
{
    Juki__Resident__V1__PersonRecord made = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    made.state = (Juki__Resident__V1__PersonState)state;
    made.reason = (char *)(uintptr_t)reason;
    return made;
}

static void every_change(void **state)
{
    static const struct {
        int before;
        int after;
        const char *reason;
        bool renumbered;
        bool recoded;
        int wanted;
    } cases[] = {
        {RESIDENT, MOVED_OUT, "domestic_move_out", false, false, LEAVES},
        {RESIDENT, MOVED_OUT, "overseas_move_out", false, false, ABROAD},
        {RESIDENT, DELETED, "official_delete", false, false, STRUCK_OFF},
        {RESIDENT, DELETED, "cancel_delete", false, false, STRUCK_OFF},
        {RESIDENT, DEAD, "death", false, false, NOTHING}, /* told by DeliveryWithdrawn */
        {RESIDENT, RESIDENT, "move_within", false, false, NOTHING},
        {RESIDENT, RESIDENT, "number_change", true, false, NUMBER},
        {RESIDENT, RESIDENT, "code_change", false, true, CODE},
        {RESIDENT, RESIDENT, "cancel_amend", true, true, NUMBER},
        {MOVED_OUT, RESIDENT, "domestic_move_in", false, false, AGAIN},
        {MOVED_OUT, RESIDENT, "cancel_enter", false, false, CANCELLED},
        {MOVED_OUT, MOVED_OUT, "domestic_move_out", false, false, NOTHING},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Juki__Resident__V1__PersonRecord before = record(cases[i].before, "");
        Juki__Resident__V1__PersonRecord after = record(cases[i].after, cases[i].reason);
        assert_int_equal(card_holder_change(&before, &after, cases[i].renumbered, cases[i].recoded),
                         cases[i].wanted);
    }
}

static void who_is_new_has_no_card_of_ours(void **state)
{
    Juki__Resident__V1__PersonRecord after = record(RESIDENT, "domestic_move_in");
    (void)state;
    assert_int_equal(card_holder_change(NULL, &after, true, true), NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change),
        cmocka_unit_test(who_is_new_has_no_card_of_ours),
    };
    return cmocka_run_group_tests_name("resident_card_holder", tests, NULL, NULL);
}
