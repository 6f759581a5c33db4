/* 続柄 (standard j110). */
#include "services/resident/relationship.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void j110_words_and_chains(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool valid;
    } rows[] = {
        {"世帯主", true},
        {"夫", true},
        {"妻", true},
        {"夫（未届）", true},
        {"妻（未届）", true},
        {"子", true},
        {"子（子の夫）", true},
        {"子（子の妻）", true},
        {"父", true},
        {"母", true},
        {"兄", true},
        {"姉", true},
        {"弟", true},
        {"妹", true},
        {"縁故者", true},
        {"同居人", true},
        {"子の子", true},
        {"妻の父の兄", true},
        {"妻（未届）の子", true},
        {"子の子の子の子", true},
        {"子の子の子の子の子", false},
        {"孫", false},
        {"祖父", false},
        {"おじ", false},
        {"準世帯主", false},
        {"家事使用人", false},
        {"", false},
        {"子の", false},
        {"の子", false},
        {"子子", false},
        {"子の世帯主", false},
        {"世帯主の子", false},
        {"縁故者の子", false},
        {"子の子の子の子の", false},
        {"長男", false},
        {"子 ", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (relationship_valid(rows[i].text) != rows[i].valid) {
            fail_msg("%s", rows[i].text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(j110_words_and_chains)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
