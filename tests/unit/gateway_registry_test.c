/* what may be applied for, and who may decide. */
#include "services/gateway/registry.h"

#include "services/gateway/projection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TODAY "2026-05-14"

enum { ITEMS = 7 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

typedef struct sample {
    Juki__Gateway__V1__Consumer consumer;
    Juki__Gateway__V1__ConsumerFilter filter;
    char *item[ITEMS + 1];
} sample;

/* A good application: pension, with the number. */
static void fill(sample *s)
{
    static const char *const items[ITEMS] = {"change_id", "addressee_number", "restrained",       "state",
                                             "name",      "birth_date",       "individual_number"};
    juki__gateway__v1__consumer__init(&s->consumer);
    juki__gateway__v1__consumer_filter__init(&s->filter);
    for (size_t i = 0; i < ITEMS; i++) {
        s->item[i] = text(items[i]);
    }
    s->consumer.id = text("pension");
    s->consumer.office = text("保険企画課");
    s->consumer.affair = text("国民年金");
    s->consumer.legal_basis = text("国民年金法");
    s->consumer.item = s->item;
    s->consumer.n_item = ITEMS;
    s->consumer.uses_number = true;
    s->consumer.valid_from = text("2026-04-01");
}

static void refused(const sample *s, const char *code, const char *item)
{
    registry_refusal why = registry_check(&s->consumer, TODAY);
    assert_non_null(why.code);
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, item);
    assert_string_not_equal(registry_refusal_text(code), registry_refusal_text("no such code"));
}

static void a_good_application_is_taken(void **state)
{
    (void)state;
    sample s;
    fill(&s);
    assert_null(registry_check(&s.consumer, TODAY).code);
    s.consumer.valid_to = text(TODAY);
    assert_null(registry_check(&s.consumer, TODAY).code);
}

static void an_id_names_topics_and_nobody_else(void **state)
{
    (void)state;
    static const char *const invalid[] = {
        "",         "a",        "Pension",  "9pension", "pen_sion",
        "pen.sion", "-pension", "pension ", "年金",     "a123456789012345678901234567890x"};
    static const char *const reserved[] = {"gateway", "audit",  "counter",  "prefecture",   "network",
                                           "kafka",   "topics", "postgres", "identity-self"};
    sample s;
    fill(&s);
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        s.consumer.id = text(invalid[i]);
        refused(&s, "id_invalid", "id");
    }
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        s.consumer.id = text(reserved[i]);
        refused(&s, "id_reserved", "id");
    }
    s.consumer.id = text("a12345678901234567890123456789x");
    assert_null(registry_check(&s.consumer, TODAY).code);
}

static void office_affair_and_legal_basis_are_needed(void **state)
{
    (void)state;
    static char longer[REGISTRY_TEXT_MAX_BYTES + 2];
    sample s;
    fill(&s);
    s.consumer.legal_basis = text("  ");
    refused(&s, "legal_basis_missing", "legal_basis");
    memset(longer, 'x', sizeof longer - 1);
    s.consumer.legal_basis = longer;
    refused(&s, "text_too_long", "legal_basis");
    fill(&s);
    s.consumer.office = text("");
    refused(&s, "item_missing", "office");
    fill(&s);
    s.consumer.affair = text("国民年金に関する事務");
    refused(&s, "affair_unknown", "affair");
}

static void items_are_known_once_and_no_more_than_the_affair_needs(void **state)
{
    (void)state;
    sample s;
    fill(&s);
    s.item[4] = text("income");
    refused(&s, "item_unknown", "item");
    s.item[4] = text("name birth_date");
    refused(&s, "item_unknown", "item");
    s.item[4] = text("");
    refused(&s, "item_unknown", "item");
    s.item[4] = text("birth_date");
    refused(&s, "item_twice", "item");
    s.item[4] = text("relationship");
    refused(&s, "item_not_foreseen", "item");
    s.item[4] = text("integrated_number"); /* the gateway translates; offices know only the 宛名番号 */
    refused(&s, "item_not_foreseen", "item");
    fill(&s);
    s.item[2] = text("sex");
    refused(&s, "item_required", "restrained");
}

/* */
static void the_number_goes_to_who_uses_it_and_to_nobody_else(void **state)
{
    (void)state;
    sample s;
    fill(&s);
    s.consumer.uses_number = false;
    refused(&s, "number_not_used", "uses_number");
    s.consumer.uses_number = true;
    s.consumer.n_item = ITEMS - 1;
    refused(&s, "number_item_missing", "item");
    fill(&s);
    s.consumer.affair = text("訪問指導");
    refused(&s, "number_not_foreseen", "uses_number");
    s.consumer.uses_number = false;
    s.consumer.n_item = ITEMS - 1;
    assert_null(registry_check(&s.consumer, TODAY).code);
}

static void days_are_days_in_their_order(void **state)
{
    (void)state;
    sample s;
    fill(&s);
    s.consumer.valid_from = text("");
    refused(&s, "day_invalid", "valid_from");
    s.consumer.valid_from = text("2026-05-20");
    s.consumer.valid_to = text("2026-02-30");
    refused(&s, "day_invalid", "valid_to");
    s.consumer.valid_to = text("2026-05-19");
    refused(&s, "period_invalid", "valid_to");
    s.consumer.valid_from = text("2026-05-01");
    s.consumer.valid_to = text("2026-05-13");
    refused(&s, "period_over", "valid_to");
}

static void a_malformed_filter_is_refused(void **state)
{
    (void)state;
    sample s;
    fill(&s);
    s.filter.household = true;
    s.consumer.filter = &s.filter;
    refused(&s, "filter_invalid", "filter.age_under");
    assert_string_equal(registry_check(NULL, TODAY).code, "consumer_missing");
}

/* K12: whatever an affair may be told is a field of the feed; the number only with those that use it. */
static void every_affair_of_the_table_can_be_read(void **state)
{
    (void)state;
    static const char *const affairs[] = {"地方税の賦課徴収", "生活保護", "子どものための教育・保育給付",
                                          "老人福祉法の措置・費用徴収"};
    for (size_t i = 0; i < sizeof affairs / sizeof affairs[0]; i++) {
        const registry_affair *affair = registry_affair_of(affairs[i]);
        gateway_items items = 0;
        assert_non_null(affair);
        assert_true(gateway_items_read(affair->items, &items));
        assert_int_equal(gateway_items_has(items, "individual_number"), affair->uses_number);
        assert_false(gateway_items_has(items, "integrated_number"));
    }
    assert_null(registry_affair_of(""));
}

/* ---- decisions --------------------------------------------------------------------------------------- */

static const char *decide(const char *decision, const char *who, const registry_application *application)
{
    Juki__Gateway__V1__DecideConsumer wish = JUKI__GATEWAY__V1__DECIDE_CONSUMER__INIT;
    Juki__Common__V1__Operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    operator_.operator_id = text(who);
    wish.operator_ = &operator_;
    wish.decision = text(decision);
    const char *code = registry_check_decision(&wish, application, TODAY).code;
    return code == NULL ? "" : code;
}

static void whoever_enters_never_decides(void **state)
{
    (void)state;
    registry_application waits = {.found = true, .state = "applied", .applied_by = "op-1", .valid_to = ""};
    assert_string_equal(decide("approve", "op-2", &waits), "");
    assert_string_equal(decide("reject", "op-2", &waits), "");
    assert_string_equal(decide("withdraw", "op-1", &waits), "");
    assert_string_equal(decide("approve", "op-1", &waits), "same_person");
    assert_string_equal(decide("reject", "op-1", &waits), "same_person");
    assert_string_equal(decide("withdraw", "op-2", &waits), "other_person");
    assert_string_equal(decide("allow", "op-2", &waits), "decision_invalid");
    assert_string_equal(decide("approve", "op-2", &(registry_application){.found = false}),
                        "application_unknown");
}

static void a_decision_is_made_once_about_what_still_holds(void **state)
{
    (void)state;
    static const char *const states[] = {"approved", "rejected", "withdrawn", "revoked"};
    registry_application application = {.found = true, .applied_by = "op-1", .valid_to = ""};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        application.state = states[i];
        assert_string_equal(decide("approve", "op-2", &application), "application_decided");
    }
    application.state = "applied";
    application.changed = true;
    assert_string_equal(decide("approve", "op-2", &application), "version_changed");
    assert_string_equal(decide("reject", "op-2", &application), "");
    application.changed = false;
    application.valid_to = "2026-05-13";
    assert_string_equal(decide("approve", "op-2", &application), "period_over");
    application.valid_to = TODAY;
    assert_string_equal(decide("approve", "op-2", &application), "");
}

static void a_revocation_needs_a_consumer_and_a_reason(void **state)
{
    (void)state;
    Juki__Gateway__V1__RevokeConsumer wish = JUKI__GATEWAY__V1__REVOKE_CONSUMER__INIT;
    assert_string_equal(registry_check_revocation(&wish, 0, false).code, "consumer_unknown");
    assert_string_equal(registry_check_revocation(&wish, 2, true).code, "consumer_revoked");
    assert_string_equal(registry_check_revocation(&wish, 2, false).code, "reason_missing");
    wish.reason = text("漏えいの疑い");
    assert_null(registry_check_revocation(&wish, 2, false).code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_application_is_taken),
        cmocka_unit_test(an_id_names_topics_and_nobody_else),
        cmocka_unit_test(office_affair_and_legal_basis_are_needed),
        cmocka_unit_test(items_are_known_once_and_no_more_than_the_affair_needs),
        cmocka_unit_test(the_number_goes_to_who_uses_it_and_to_nobody_else),
        cmocka_unit_test(days_are_days_in_their_order),
        cmocka_unit_test(a_malformed_filter_is_refused),
        cmocka_unit_test(every_affair_of_the_table_can_be_read),
        cmocka_unit_test(whoever_enters_never_decides),
        cmocka_unit_test(a_decision_is_made_once_about_what_still_holds),
        cmocka_unit_test(a_revocation_needs_a_consumer_and_a_reason),
    };
    return cmocka_run_group_tests_name("gateway_registry", tests, NULL, NULL);
}
