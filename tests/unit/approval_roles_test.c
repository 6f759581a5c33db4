/* Who may ask for an approval, give it and use it, by the table that programs carry (issue 7 point 6; design
 * section 6; seed 003 REQ-67; seed 004_001 K69): the right person each, and nobody else. That he who decides
 * is 上長 and not who asked is the room's to see to (approval_kinds_test). */
#include "common/staff/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HOME  "住民基本台帳"
#define OTHER "地方税の賦課徴収"

enum { ASKING = JU_STAFF_MANAGE, DECIDING = JU_STAFF_MANAGE | JU_STAFF_REVIEW };

typedef struct step {
    const char *operation;
    unsigned roles; /* each of which may, and no other */
    bool desk;      /* its affairs are the settings' of the service, not the table's */
} step;

static const step STEPS[] = {
    {"juki.common.v1.RequestApproval", ASKING, false}, /* key_destruction, backup_takeout, bulk_output */
    {"juki.common.v1.UseApproval", ASKING, false},
    {"juki.common.v1.RequestErasure", ASKING, false},
    {"juki.common.v1.DecideApproval", DECIDING, false}, /* these, erasure and manual_provision */
    {"juki.identity.v1.RequestMediaPermit", ASKING, false},
    {"juki.identity.v1.ExportMedia", ASKING, false},
    {"juki.identity.v1.DecideMediaPermit", DECIDING, false},
    {"juki.gateway.v1.LoadLaw", ASKING, true},
    {"juki.gateway.v1.DecideLaw", DECIDING, true},
    {"juki.gateway.v1.SubmitConsumer", ASKING, true},
    {"juki.gateway.v1.DecideConsumer", DECIDING, true},
    {"juki.gateway.v1.RequestExchangeErasure", ASKING, true},
    {"juki.gateway.v1.DecideExchangeErasure", DECIDING, true},
    {"juki.gateway.v1.RecordManualProvision", DECIDING, true}, /* asked for and used by the desk at work */
};

static const char *word(const ju_staff_policy *policy, const step *of, const char *affair,
                        const char *person_class, unsigned roles)
{
    const ju_staff_deed deed = {.operation = of->operation,
                                .affair = affair,
                                .department = "市民課",
                                .person = "S1",
                                .person_class = person_class,
                                .roles = roles,
                                .granted = ~0U};
    return ju_staff_decide(policy, &deed);
}

static void the_right_person_and_nobody_else(void **state)
{
    static const char *const OTHERS[] = {"会計年度任用職員", "委託", "他団体"};
    const unsigned all = JU_STAFF_OPERATE - 1U;
    ju_staff_policy *policy = NULL;
    ju_err err;
    (void)state;
    assert_int_equal(ju_staff_policy_parse(ju_staff_policy_csv, strlen(ju_staff_policy_csv), &policy, &err),
                     JU_OK);
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        const step *of = &STEPS[i];
        for (unsigned role = 1; role <= JU_STAFF_OPERATE; role *= 2) {
            const char *code = word(policy, of, HOME, "職員", role);
            if ((code == NULL) != ((role & of->roles) != 0)) {
                fail_msg("%s role %u: %s", of->operation, role, code == NULL ? "allowed" : code);
            }
        }
        for (size_t c = 0; c < sizeof OTHERS / sizeof OTHERS[0]; c++) {
            assert_string_equal(word(policy, of, HOME, OTHERS[c], all), "class_not_allowed");
        }
        const char *elsewhere = word(policy, of, OTHER, "職員", all);
        if ((elsewhere == NULL) != of->desk) {
            fail_msg("%s of another affair: %s", of->operation, elsewhere == NULL ? "allowed" : elsewhere);
        }
    }
    ju_staff_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_person_and_nobody_else),
    };
    return cmocka_run_group_tests_name("approval_roles", tests, NULL, NULL);
}
