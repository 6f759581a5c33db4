/* Snapshots and 照合 (issue 5 point 3; ): a consumer has everybody whom it may know and every
 * change, once and in order, whatever happens meanwhile; and is told again of just those that differ. The
 * test plays the register and the consumers. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/copy.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/resident/v1/event.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char SECRET[] = "９１１－８２２"; /* where a restrained person lives */

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *gateway_db(world *w)
{
    return world_database_of(w, "gateway")->conn;
}

/* ---- the register ------------------------------------------------------------------------------------- */

typedef struct number {
    char text[16];
} number;

static number number_of(int serial)
{
    number n;
    (void)snprintf(n.text, sizeof n.text, "%015d", serial);
    return n;
}

/* So many persons who have been told to the gateway before, without 個人番号; written into its tables. */
static void fill(world *w, int persons)
{
    sql(gateway_db(w),
        "INSERT INTO integrated SELECT to_char(i, 'FM900000000000000') FROM generate_series(1, %d) i",
        persons);
    sql(gateway_db(w),
        "INSERT INTO person (history_number, change_id, addressee_number, restrained, state, "
        "integrated_number, "
        "household_number, name, birth_date, sex, relationship, address_municipality_code, address_town, "
        "address_number) "
        "SELECT 1, 'before', to_char(i, 'FM000000000000000'), false, 'resident', to_char(i, "
        "'FM900000000000000'), "
        "'h' || i / 3, '住民 ' || i, '1990-01-15', 1 + i %% 2, '世帯主', '132071', '田中町', i || '番地' "
        "FROM generate_series(1, %d) i; ANALYZE person",
        persons);
}

/* The nth change of a person; with a 個人番号 from the synthetic block. */
static void change(world *w, ju_keyring *ring, int serial, int64_t nth, bool restrained)
{
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address;
    command_id id = command_new_id();
    number key = number_of(serial);
    char name[64];
    ju_arena arena;
    ju_arena_init(&arena, 64 * 1024);
    (void)snprintf(name, sizeof name, "変更 %d 回 %d", serial, (int)nth);
    command_address(&address, TEST_MUNICIPALITY, restrained ? SECRET : "１－１");
    birth.date = text("1990-01-15");
    changed.change_id = id.text;
    changed.addressee_number = key.text;
    changed.restrained = restrained;
    changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    changed.name = name;
    changed.birth_date = &birth;
    changed.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    changed.address = &address;
    changed.reason = text("move_within");
    changed.change_date = text(TEST_TODAY);
    changed.history_number = (int32_t)nth + 1;
    assert_int_equal(ju_seal_text(ring, &arena, "individual_number", key.text,
                                  person_of(serial).individual_number, &changed.individual_number, NULL),
                     JU_OK);
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = key.text, .sequence = nth, .message = &changed.base});
    ju_arena_done(&arena);
}

static void restrain(world *w, int serial, int64_t nth)
{
    Juki__Resident__V1__RestraintChanged changed = JUKI__RESIDENT__V1__RESTRAINT_CHANGED__INIT;
    command_id id = command_new_id();
    number key = number_of(serial);
    changed.request_id = id.text;
    changed.addressee_number = key.text;
    changed.restrained = true;
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = key.text, .sequence = nth, .message = &changed.base});
}

/* Changes of so many persons while a snapshot goes on, then another of some, newcomers, and somebody who is
 * protected in its middle. Returns how many messages there were. */
enum { CHANGING = 60, NEWCOMERS = 10, EVERY = 300 };

static int changes_go_on(world *w, int persons)
{
    ju_keyring *ring = NULL;
    int sent = 0;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, NULL), JU_OK);
    for (int i = 0; i < CHANGING; i++) {
        int serial = 1 + i * EVERY % persons;
        change(w, ring, serial, 1, false);
        sent++;
        if (i % 10 == 1) {
            restrain(w, serial, 2);
            change(w, ring, serial, 3, true);
            sent += 2;
        } else if (i % 3 == 0) {
            change(w, ring, serial, 2, false);
            sent++;
        }
    }
    for (int i = 1; i <= NEWCOMERS; i++) {
        change(w, ring, persons + i, 1, false);
        sent++;
    }
    ju_keyring_free(ring);
    return sent;
}

/* ---- a consumer --------------------------------------------------------------------------------------- */

static command_id wish(world *w, const char *consumer)
{
    Juki__Gateway__V1__RequestSnapshot request = JUKI__GATEWAY__V1__REQUEST_SNAPSHOT__INIT;
    command_id id = command_new_id();
    char topic[64];
    (void)snprintf(topic, sizeof topic, "feed.%s.request", consumer);
    request.request_id = id.text;
    bus_send(w, topic, &(bus_event){.key = consumer, .message = &request.base});
    return id;
}

/* How often something refused the wish with this code. */
static int refusals(world *w, const char *consumer, const char *request_id, const char *code)
{
    char topic[64];
    int count = 0;
    (void)snprintf(topic, sizeof topic, "feed.%s", consumer);
    bus_records records = bus_read(w, topic);
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].type, "juki.gateway.v1.FeedRefused") != 0) {
            continue;
        }
        Juki__Gateway__V1__FeedRefused *refused =
            juki__gateway__v1__feed_refused__unpack(NULL, records.item[i].size, records.item[i].value);
        assert_non_null(refused);
        count += strcmp(refused->request_id, request_id) == 0 && strcmp(refused->refusal->code, code) == 0;
        juki__gateway__v1__feed_refused__free_unpacked(refused, NULL);
    }
    bus_free(&records);
    return count;
}

static void await_quiet(world *w)
{
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM snapshot WHERE ended_at IS NULL") == 0);
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM outbox") == 0);
}

static int64_t applied(world *w)
{
    return sql_int(gateway_db(w),
                   "SELECT coalesce(sum(last), 0) FROM inbox_stream WHERE topic = 'resident.to-gateway'");
}

/* The copy has everybody as the gateway has them now. */
static void expect_equal(world *w, const copy *c)
{
    PGresult *rows = PQexec(gateway_db(w), "SELECT addressee_number, name, restrained FROM person");
    assert_int_equal(PQntuples(rows), c->count);
    for (int row = 0; row < PQntuples(rows); row++) {
        const copy_person *person = copy_find(c, PQgetvalue(rows, row, 0));
        assert_non_null(person);
        assert_string_equal(person->name, PQgetvalue(rows, row, 1));
        assert_int_equal(person->restrained, PQgetvalue(rows, row, 2)[0] == 't');
    }
    PQclear(rows);
}

static void expect_no_trace(world *w, const char *topic)
{
    bus_records records = bus_read(w, topic);
    for (size_t i = 0; i < records.count; i++) {
        const bus_record *record = &records.item[i];
        assert_null(memmem(record->value, record->size, SECRET, strlen(SECRET)));
        for (int n = 0; n < CHANGING; n++) {
            const char *digits = person_of(1 + n * EVERY).individual_number;
            assert_null(memmem(record->value, record->size, digits, strlen(digits)));
            assert_null(strstr(record->key, digits));
        }
    }
    bus_free(&records);
}

/* ---- snapshot ----------------------------------------------------------------------------------------- */

enum { PERSONS = 20000 };

static world *open_world(void **state, int persons)
{
    world *w = *state;
    command_all_topics(w, COPY_PARTITIONS);
    process_stop(process_start(w, "juki-gateway", PROCESS_STATIC));
    fill(w, persons);
    return w;
}

/* Changes before, within and behind the pages of a snapshot: none missed, none doubled, none overtaken. */
static void r84_a_snapshot_while_changes_go_on(void **state)
{
    world *w = open_world(state, PERSONS);
    (void)process_start(w, "juki-gateway", PROCESS_STATIC);
    command_id tax = wish(w, "tax");
    command_id again = wish(w, "tax");
    command_id welfare = wish(w, "welfare");
    int sent = changes_go_on(w, PERSONS);
    AWAIT(applied(w) == sent);
    await_quiet(w);
    copy offices[] = {copy_read(w, "tax"), copy_read(w, "welfare")};
    const char *const requests[] = {tax.text, welfare.text};
    for (int i = 0; i < 2; i++) {
        copy_check_snapshot(copy_snapshot_of(&offices[i], requests[i]));
        assert_true(copy_snapshot_of(&offices[i], requests[i])->persons >= PERSONS);
        assert_int_equal(offices[i].snapshots, 1);
        assert_int_equal(offices[i].changes, sent);
        expect_equal(w, &offices[i]);
        copy_free(&offices[i]);
    }
    assert_int_equal(refusals(w, "tax", again.text, "snapshot_running"), 1);
    expect_no_trace(w, JU_TOPIC_FEED_TAX);
    expect_no_trace(w, JU_TOPIC_FEED_WELFARE);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    AWAIT(bus_acts(w, "snapshot.ended") == 2);
    assert_int_equal(bus_acts(w, "snapshot.begun"), 2);
    assert_int_equal(bus_acts(w, "feed.refused"), 1);
}

/* Killed in its middle, more than once, with a second instance that takes over; and begun anew by an
 * operator. */
static void r84_a_snapshot_outlives_kills(void **state)
{
    world *w = open_world(state, PERSONS);
    process *one = process_start(w, "juki-gateway", PROCESS_STATIC);
    (void)process_start(w, "juki-gateway", NULL);
    ctl_expect(ctl(w, "chief", "consumer snapshot welfare"), 0);
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM snapshot WHERE position > ''") == 1);
    ctl_expect(ctl(w, "chief", "consumer snapshot welfare"), 0); /* in the place of the first */
    for (int kills = 1; kills <= 2; kills++) {
        int64_t told = (int64_t)kills * PERSONS / 4;
        AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM snapshot WHERE state = 'walking' AND persons > %d",
                      (int)told) == 1);
        process_kill(one);
        one = process_start(w, "juki-gateway", PROCESS_STATIC);
    }
    int sent = changes_go_on(w, PERSONS);
    AWAIT(applied(w) == sent);
    await_quiet(w);
    copy c = copy_read(w, "welfare");
    assert_int_equal(c.snapshots, 2);
    char *given_up =
        strdup(sql_text(gateway_db(w), "SELECT snapshot_id FROM snapshot WHERE state = 'abandoned'"));
    char *done = strdup(sql_text(gateway_db(w), "SELECT snapshot_id FROM snapshot WHERE state = 'done'"));
    copy_check_snapshot(copy_snapshot_of(&c, done));
    for (int i = 0; i < COPY_PARTITIONS; i++) {
        assert_false(copy_snapshot_of(&c, given_up)->ended[i]);
    }
    free(given_up);
    free(done);
    expect_equal(w, &c);
    copy_free(&c);
    ctl_expect(ctl(w, "chief", "consumer snapshots welfare"), 0);
    ctl_expect_text("abandoned");
    ctl_expect_text("done");
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
}

/* who may not be told anything gets nothing, also in the middle; who may be told from a later day waits
 * for it. */
static void r07_only_valid_consumers_get_one(void **state)
{
    world *w = open_world(state, PERSONS);
    char setting[400];
    world_set_day(w, TEST_TODAY);
    (void)snprintf(setting, sizeof setting, "JUKI_CLOCK=file:%s/today", w->dir);
    const char *const env[] = {setting, NULL};
    (void)process_start(w, "juki-gateway", env);
    ctl_expect(ctl(w, "chief", "consumer snapshot nobody"), 1);
    ctl_expect_text("consumer_invalid");
    sql(gateway_db(w), "UPDATE consumer SET valid_from = '2026-04-20' WHERE id = 'tax'");
    (void)wish(w, "tax");
    AWAIT(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY) == 1);
    assert_int_equal(
        sql_int(gateway_db(w), "SELECT count(*) FROM dead_letter WHERE code = 'consumer_invalid'"), 1);
    Juki__Gateway__V1__RequestSnapshot anothers = JUKI__GATEWAY__V1__REQUEST_SNAPSHOT__INIT;
    anothers.request_id = text("x");
    bus_send(w, JU_TOPIC_FEED_WELFARE_REQUEST, &(bus_event){.key = "tax", .message = &anothers.base});
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM dead_letter WHERE code = 'key_mismatch'") == 1);

    (void)wish(w, "welfare");
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM snapshot WHERE position > ''") == 1);
    sql(gateway_db(w), "UPDATE consumer SET valid_to = '2026-04-01' WHERE id = 'welfare'");
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM snapshot WHERE state = 'abandoned'") == 1);
    await_quiet(w);
    copy c = copy_read(w, "welfare");
    for (int i = 0; i < COPY_PARTITIONS; i++) {
        assert_true(c.snapshot[0].begun[i] && !c.snapshot[0].ended[i]);
    }
    assert_int_equal(sql_int(gateway_db(w), "SELECT persons FROM snapshot"), c.count);
    assert_true(c.count < PERSONS);
    copy_free(&c);

    /* as approved for later */
    sql(gateway_db(w), "INSERT INTO snapshot (snapshot_id, consumer, reason, request_id, state) VALUES "
                       "('later', 'tax', 'approved', '', 'waiting')");
    HOLDS_FOR(2500, sql_int(gateway_db(w), "SELECT count(*) FROM snapshot WHERE state = 'waiting'") == 1);
    world_set_day(w, "2026-04-20");
    AWAIT(sql_int(gateway_db(w), "SELECT persons FROM snapshot WHERE state = 'done'") == PERSONS);
    await_quiet(w);
    c = copy_read(w, "tax");
    copy_check_snapshot(copy_snapshot_of(&c, "later"));
    copy_free(&c);
    AWAIT(bus_acts(w, "snapshot.abandoned") == 1);
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
    assert_int_equal(sql_int(gateway_db(r->w), "SELECT count(*) FROM reconcile_range"), 0);
    assert_int_equal(sql_int(gateway_db(r->w), "SELECT count(*) FROM reconcile_entry"), 0);
}

static void forget(reconciling *r, size_t place)
{
    memmove((void *)&r->person[place], (void *)&r->person[place + 1],
            (r->count - place - 1) * sizeof r->person[0]);
    r->count--;
}

enum { FEW = 2600 };

static void r84_exactly_what_differs_is_sent_again(void **state)
{
    world *w = open_world(state, FEW);
    copy_person nobody = {.addressee_number = "999999999999999"};
    ju_keyring *ring = NULL;
    (void)process_start(w, "juki-gateway", PROCESS_STATIC);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, NULL), JU_OK);
    change(w, ring, 5, 1, false); /* with a number */
    ju_keyring_free(ring);
    (void)wish(w, "tax");
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM snapshot WHERE state = 'done'") == 1);
    await_quiet(w);
    char before[4096];
    (void)snprintf(before, sizeof before, "%s", sql_digest(gateway_db(w), "person,integrated,restraint"));
    copy c = copy_read(w, "tax");
    reconciling r = {.w = w};
    r.count = copy_sorted(&c, &r.person);
    r.person = realloc((void *)r.person, (r.count + 2) * sizeof r.person[0]);
    assert_int_equal(r.count, FEW);
    reconcile(&r, 0, 1);
    assert_int_equal(r.wanted, 0);
    assert_int_equal(r.ended.persons, FEW);
    assert_int_equal(r.ended.resent, 0);

    /* another record of two, two lost, one too many */
    r.person[7]->digest[3] ^= 1;
    r.person[1500]->digest[31] ^= 0x80;
    forget(&r, 2000);
    forget(&r, 0);
    r.person[r.count++] = &nobody;
    reconcile(&r, 250, 100);
    assert_int_equal(r.ended.persons, FEW);
    assert_int_equal(r.ended.resent, 5);
    assert_int_equal(r.wanted, 4);
    reconcile(&r, 0, 2000); /* the same in one range */
    assert_int_equal(r.wanted, 1);
    assert_int_equal(r.ended.resent, 5);
    r.count = 0; /* who lost all */
    reconcile(&r, 0, 2000);
    assert_int_equal(r.ended.resent, FEW);

    await_quiet(w);
    copy healed = copy_read(w, "tax");
    assert_int_equal(healed.resent, 5 + 5 + FEW);
    assert_int_equal(healed.erased, 2);
    assert_int_equal(copy_find(&healed, number_of(8).text)->sequence, 5);
    assert_int_equal(copy_find(&healed, number_of(9).text)->sequence, 2);
    assert_true(copy_find(&healed, nobody.addressee_number)->gone);
    copy_free(&healed);
    free((void *)r.person);
    copy_free(&c);
    /* nothing was corrected here */
    assert_string_equal(sql_digest(gateway_db(w), "person,integrated,restraint"), before);
    expect_no_trace(w, JU_TOPIC_FEED_TAX);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    AWAIT(bus_acts(w, "reconcile.ended") == 4);
}

/* Bad wishes are refused with a code, and change nothing. */
static void r84_bad_wishes_are_refused(void **state)
{
    world *w = open_world(state, 10);
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
    AWAIT(refusals(w, "tax", first.text, "ranges_invalid") == 1);
    AWAIT(refusals(w, "tax", second.text, "range_unknown") == 1);
    ask(&r, 0); /* holds nobody, so all is wanted */
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM reconcile_range WHERE phase = 'wanted'") == 1);
    Juki__Gateway__V1__ReconcileEntry bad = JUKI__GATEWAY__V1__RECONCILE_ENTRY__INIT;
    Juki__Gateway__V1__ReconcileEntry *entries[] = {&bad};
    bad.addressee_number = text("1");
    unasked.request_id = r.id.text;
    unasked.entry = entries;
    unasked.n_entry = 1;
    bus_send(w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &unasked.base});
    AWAIT(refusals(w, "tax", r.id.text, "entries_invalid") == 1);
    command_id known = r.id;
    ask(&r, 0); /* takes the place of the first */
    AWAIT(sql_int(gateway_db(w), "SELECT count(*) FROM reconcile WHERE state = 'abandoned'") == 1);
    Juki__Gateway__V1__ReconcileRange whole = JUKI__GATEWAY__V1__RECONCILE_RANGE__INIT;
    Juki__Gateway__V1__ReconcileRange *ranges[] = {&whole};
    unsigned char zero[GATEWAY_DIGEST_BYTES] = {0};
    whole.digest = (ProtobufCBinaryData){sizeof zero, zero};
    none.request_id = known.text;
    none.range = ranges;
    none.n_range = 1;
    bus_send(w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &none.base});
    AWAIT(refusals(w, "tax", known.text, "request_known") == 1);
    assert_int_equal(sql_int(gateway_db(w), "SELECT count(*) FROM reconcile_range"), 1);
    assert_int_equal(sql_int(gateway_db(w), "SELECT count(*) FROM reconcile_entry"), 0);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    AWAIT(bus_acts(w, "feed.refused") == 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r84_a_snapshot_while_changes_go_on, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r84_a_snapshot_outlives_kills, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r07_only_valid_consumers_get_one, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r84_exactly_what_differs_is_sent_again, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r84_bad_wishes_are_refused, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
