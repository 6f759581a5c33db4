/* 照合 (issue 5 point 3; R-84): a consumer is told again of just those that differ, and nothing is corrected
 * here. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/copy.h"
#include "tests/integration/harness/feed.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* ---- 照合 ---------------------------------------------------------------------------------------------- */

typedef struct reconciling {
    world *w;
    copy_person **person; /* what the consumer holds, or thinks so */
    size_t count;
    command_id id;
    Juki__Gateway__V1__ReconcileEnded ended;
    size_t ends;
    size_t wanted;
} reconciling;

/* Ranges of so many persons each; 0: one for all. */
static void ask(reconciling *r, size_t each)
{
    Juki__Gateway__V1__RequestReconcile request = JUKI__GATEWAY__V1__REQUEST_RECONCILE__INIT;
    size_t count = each == 0 ? 1 : r->count / each + 1;
    Juki__Gateway__V1__ReconcileRange *range = calloc(count, sizeof *range);
    Juki__Gateway__V1__ReconcileRange **ranges = calloc(count, sizeof(Juki__Gateway__V1__ReconcileRange *));
    gateway_digest_sum *sum = calloc(count, sizeof *sum);
    assert_true(range != NULL && ranges != NULL && sum != NULL);
    for (size_t i = 0; i < r->count; i++) {
        gateway_digest_add(&sum[each == 0 ? 0 : i / each], r->person[i]->digest);
    }
    for (size_t i = 0; i < count; i++) {
        juki__gateway__v1__reconcile_range__init(&range[i]);
        range[i].until = i + 1 == count ? text("") : r->person[(i + 1) * each - 1]->addressee_number;
        range[i].persons = sum[i].persons;
        range[i].digest = (ProtobufCBinaryData){GATEWAY_DIGEST_BYTES, sum[i].digest};
        ranges[i] = &range[i];
    }
    r->id = command_new_id();
    request.request_id = r->id.text;
    request.range = ranges;
    request.n_range = count;
    bus_send(r->w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &request.base});
    free(range);
    free((void *)ranges);
    free(sum);
}

/* Tells the persons behind `after` up to until, in parts of so many. */
static void tell(const reconciling *r, const char *after, const char *until, size_t part)
{
    Juki__Gateway__V1__ReconcileEntry *entry = calloc(part, sizeof *entry);
    Juki__Gateway__V1__ReconcileEntry **entries = calloc(part, sizeof(Juki__Gateway__V1__ReconcileEntry *));
    size_t i = 0;
    assert_true(entry != NULL && entries != NULL);
    while (i < r->count && strcmp(r->person[i]->addressee_number, after) <= 0) {
        i++;
    }
    for (bool more = true; more;) {
        Juki__Gateway__V1__ReconcileTold told = JUKI__GATEWAY__V1__RECONCILE_TOLD__INIT;
        told.request_id = text(r->id.text);
        told.after = text(after);
        told.entry = entries;
        for (; told.n_entry < part && i < r->count &&
               (*until == '\0' || strcmp(r->person[i]->addressee_number, until) <= 0);
             i++) {
            juki__gateway__v1__reconcile_entry__init(&entry[told.n_entry]);
            entry[told.n_entry].addressee_number = r->person[i]->addressee_number;
            entry[told.n_entry].digest = (ProtobufCBinaryData){GATEWAY_DIGEST_BYTES, r->person[i]->digest};
            entries[told.n_entry] = &entry[told.n_entry];
            told.n_entry++;
        }
        more = told.n_entry == part;
        told.until = more ? entry[part - 1].addressee_number : text(until);
        more = more && strcmp(told.until, until) != 0;
        bus_send(r->w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &told.base});
        after = more ? entry[part - 1].addressee_number : after;
    }
    free(entry);
    free((void *)entries);
}

/* Answers what is wanted until all is done. */
static void reconcile(reconciling *r, size_t each, size_t part)
{
    int64_t until_ms = now_ms() + patience_ms();
    size_t seen = 0;
    r->ends = r->wanted = 0;
    bus_follower follower = bus_follow(r->w, JU_TOPIC_FEED_TAX);
    ask(r, each);
    while (r->ends < COPY_PARTITIONS && now_ms() < until_ms) {
        bus_follow_on(&follower, 100);
        for (; seen < follower.records.count; seen++) {
            const bus_record *record = &follower.records.item[seen];
            if (strcmp(record->type, "juki.gateway.v1.ReconcileWanted") == 0) {
                Juki__Gateway__V1__ReconcileWanted *wanted =
                    juki__gateway__v1__reconcile_wanted__unpack(NULL, record->size, record->value);
                assert_non_null(wanted);
                if (strcmp(wanted->request_id, r->id.text) == 0) {
                    r->wanted++;
                    tell(r, wanted->after, wanted->until, part);
                }
                juki__gateway__v1__reconcile_wanted__free_unpacked(wanted, NULL);
            } else if (strcmp(record->type, "juki.gateway.v1.ReconcileEnded") == 0) {
                Juki__Gateway__V1__ReconcileEnded *ended =
                    juki__gateway__v1__reconcile_ended__unpack(NULL, record->size, record->value);
                assert_non_null(ended);
                if (strcmp(ended->request_id, r->id.text) == 0) {
                    r->ends++;
                    r->ended.persons = ended->persons;
                    r->ended.resent = ended->resent;
                }
                juki__gateway__v1__reconcile_ended__free_unpacked(ended, NULL);
            }
        }
    }
    bus_unfollow(&follower);
    assert_int_equal(r->ends, COPY_PARTITIONS);
    assert_int_equal(sql_int(feed_db(r->w), "SELECT count(*) FROM reconcile_range"), 0);
    assert_int_equal(sql_int(feed_db(r->w), "SELECT count(*) FROM reconcile_entry"), 0);
}

static void forget(reconciling *r, size_t place)
{
    memmove((void *)&r->person[place], (void *)&r->person[place + 1],
            (r->count - place - 1) * sizeof r->person[0]);
    r->count--;
}

/* A 住登外者 whom an affair uses, as the gateway keeps him. */
static void put_outside(world *w, const char *number, const char *affair, const char *rest)
{
    Juki__Gateway__V1__NonresidentBasics basics = JUKI__GATEWAY__V1__NONRESIDENT_BASICS__INIT;
    basics.name = (char *)(uintptr_t) "住登外";
    basics.birth_date = (char *)(uintptr_t) "1964-07-01";
    basics.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    basics.municipality = (char *)(uintptr_t) "千代田区";
    sql(feed_db(w),
        "INSERT INTO nonresident (addressee_number, history_number, state, owner, not_shared, carried) "
        "SELECT '%s', 1, state, owner, not_shared, carried FROM (VALUES %s) AS v (state, owner, not_shared, "
        "carried)",
        number, rest);
    char *content = person_row_bytea(&basics.base);
    sql(feed_db(w),
        "INSERT INTO nonresident_record (addressee_number, history_number, request_id, act, recorded_on, "
        "operator_id, affair, birth_date, content_of, content) VALUES "
        "('%s', 1, 'r', 'numbered', '2026-04-01', 'c', '%s', '1964-07-01', 1, '%s')",
        number, affair, content);
    free(content);
    sql(feed_db(w),
        "INSERT INTO affair_link (affair, addressee_number, valid_from, request_id) VALUES "
        "('%s', '%s', '2026-04-01', 'r')",
        affair, number);
}

#define TAX       "地方税の賦課徴収"
#define WELFARE   "子どものための教育・保育給付"
#define CARRIED   12
#define USED      "9000000016"
#define ELSEWHERE "9000000028"
#define SECRET    "9000000030"
#define ENDED     "9000000041"

/* Of whom tax is told: who was carried in the place of the former resident, and who else it uses. */
static void put_all_outside(world *w)
{
    put_outside(w, feed_number(CARRIED).text, TAX, "('non_resident', '" TAX "', false, true)");
    put_outside(w, USED, TAX, "('dead', '" WELFARE "', false, false)");
    put_outside(w, ELSEWHERE, WELFARE, "('non_resident', '" WELFARE "', false, false)");
    put_outside(w, SECRET, TAX, "('non_resident', '" WELFARE "', true, false)");
    put_outside(w, ENDED, TAX, "('moved_in', '" TAX "', false, false)");
}

static void expect_outside(const copy *c)
{
    assert_string_equal(copy_find(c, feed_number(CARRIED).text)->name, "住登外");
    assert_string_equal(copy_find(c, USED)->name, "住登外");
    assert_false(copy_find(c, USED)->gone);
    assert_null(copy_find(c, ELSEWHERE));
    assert_null(copy_find(c, SECRET));
    assert_null(copy_find(c, ENDED));
}

enum { FEW = 2600, ALL = FEW + 1 };

static void r84_exactly_what_differs_is_sent_again(void **state)
{
    world *w = feed_open(state, FEW);
    put_all_outside(w);
    copy_person nobody = {.addressee_number = "999999999999999"};
    ju_keyring *ring = NULL;
    sql(feed_db(w),
        "INSERT INTO feed_event (event_id, consumer, change_id, addressee_number, acknowledged_at, "
        "dropped_at) VALUES "
        "('018f0000-0000-7000-8000-000000000001', 'tax', 'old', '1', now(), NULL), "
        "('018f0000-0000-7000-8000-000000000002', 'tax', 'open', '1', NULL, NULL), "
        "('018f0000-0000-7000-8000-000000000003', 'tax', 'old', '1', NULL, now())");
    (void)process_start(w, "juki-gateway", PROCESS_STATIC);
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM feed_event WHERE change_id = 'old'") == 0);
    assert_int_equal(sql_int(feed_db(w), "SELECT count(*) FROM feed_event WHERE change_id = 'open'"), 1);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, NULL), JU_OK);
    feed_change(w, ring, 5, 1, false); /* with a number */
    ju_keyring_free(ring);
    (void)feed_wish(w, "tax");
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM snapshot WHERE state = 'done'") == 1);
    feed_await_quiet(w);
    char before[4096];
    (void)snprintf(before, sizeof before, "%s", sql_digest(feed_db(w), "person,integrated,restraint"));
    copy c = copy_read(w, "tax");
    reconciling r = {.w = w};
    r.count = copy_sorted(&c, &r.person);
    r.person = realloc((void *)r.person, (r.count + 2) * sizeof r.person[0]);
    expect_outside(&c);
    assert_int_equal(r.count, ALL);
    reconcile(&r, 0, 1);
    assert_int_equal(r.wanted, 0);
    assert_int_equal(r.ended.persons, ALL);
    assert_int_equal(r.ended.resent, 0);

    /* another record of two, two lost, one too many */
    r.person[7]->digest[3] ^= 1;
    r.person[1500]->digest[31] ^= 0x80;
    forget(&r, 2000);
    forget(&r, 0);
    r.person[r.count++] = &nobody;
    reconcile(&r, 250, 100);
    assert_int_equal(r.ended.persons, ALL);
    assert_int_equal(r.ended.resent, 5);
    assert_int_equal(r.wanted, 4);
    reconcile(&r, 0, 2000); /* the same in one range */
    assert_int_equal(r.wanted, 1);
    assert_int_equal(r.ended.resent, 5);
    r.count = 0; /* who lost all */
    reconcile(&r, 0, 2000);
    assert_int_equal(r.ended.resent, ALL);

    feed_await_quiet(w);
    copy healed = copy_read(w, "tax");
    expect_outside(&healed);
    assert_int_equal(healed.resent, 5 + 5 + ALL);
    assert_int_equal(healed.erased, 2);
    assert_int_equal(copy_find(&healed, feed_number(8).text)->sequence, 4);
    assert_int_equal(copy_find(&healed, feed_number(9).text)->sequence, 2);
    assert_true(copy_find(&healed, nobody.addressee_number)->gone);
    copy_free(&healed);
    free((void *)r.person);
    copy_free(&c);
    /* nothing was corrected here */
    assert_string_equal(sql_digest(feed_db(w), "person,integrated,restraint"), before);
    feed_expect_no_trace(w, JU_TOPIC_FEED_TAX, (const int[]){5}, 1);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    AWAIT(bus_acts(w, "reconcile.ended") == 4);
}

/* Bad wishes are refused with a code, and change nothing. */
static void r84_bad_wishes_are_refused(void **state)
{
    world *w = feed_open(state, 10);
    (void)process_start(w, "juki-gateway", PROCESS_STATIC);
    reconciling r = {.w = w};
    Juki__Gateway__V1__RequestReconcile none = JUKI__GATEWAY__V1__REQUEST_RECONCILE__INIT;
    Juki__Gateway__V1__ReconcileTold unasked = JUKI__GATEWAY__V1__RECONCILE_TOLD__INIT;
    command_id first = command_new_id();
    command_id second = command_new_id();
    none.request_id = first.text;
    unasked.request_id = second.text;
    bus_send(w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &none.base});
    bus_send(w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &unasked.base});
    AWAIT(feed_refusals(w, "tax", first.text, "ranges_invalid") == 1);
    AWAIT(feed_refusals(w, "tax", second.text, "range_unknown") == 1);
    ask(&r, 0); /* holds nobody, so all is wanted */
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM reconcile_range WHERE phase = 'wanted'") == 1);
    Juki__Gateway__V1__ReconcileEntry bad = JUKI__GATEWAY__V1__RECONCILE_ENTRY__INIT;
    Juki__Gateway__V1__ReconcileEntry *entries[] = {&bad};
    bad.addressee_number = text("1");
    unasked.request_id = r.id.text;
    unasked.entry = entries;
    unasked.n_entry = 1;
    bus_send(w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &unasked.base});
    AWAIT(feed_refusals(w, "tax", r.id.text, "entries_invalid") == 1);
    command_id known = r.id;
    ask(&r, 0); /* takes the place of the first */
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM reconcile WHERE state = 'abandoned'") == 1);
    Juki__Gateway__V1__ReconcileRange whole = JUKI__GATEWAY__V1__RECONCILE_RANGE__INIT;
    Juki__Gateway__V1__ReconcileRange *ranges[] = {&whole};
    unsigned char zero[GATEWAY_DIGEST_BYTES] = {0};
    whole.digest = (ProtobufCBinaryData){sizeof zero, zero};
    none.request_id = known.text;
    none.range = ranges;
    none.n_range = 1;
    bus_send(w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &none.base});
    AWAIT(feed_refusals(w, "tax", known.text, "request_known") == 1);
    assert_int_equal(sql_int(feed_db(w), "SELECT count(*) FROM reconcile_range"), 1);
    assert_int_equal(sql_int(feed_db(w), "SELECT count(*) FROM reconcile_entry"), 0);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    AWAIT(bus_acts(w, "feed.refused") == 4);
    /* a consumer that does not go on */
    sql(feed_db(w), "UPDATE reconcile SET moved_at = now() - interval '25 hours' WHERE ended_at IS NULL");
    AWAIT(bus_acts(w, "reconcile.abandoned") == 1);
    assert_int_equal(sql_int(feed_db(w), "SELECT count(*) FROM reconcile WHERE ended_at IS NULL"), 0);
    assert_int_equal(sql_int(feed_db(w), "SELECT count(*) FROM reconcile_range"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r84_exactly_what_differs_is_sent_again, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r84_bad_wishes_are_refused, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("reconcile", tests, NULL, NULL);
}
