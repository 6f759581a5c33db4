#include "tests/integration/harness/consumers.h"

#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"

#include <stdio.h>
#include <string.h>

/* Topics that are made later are found sooner than usual. */
#define QUICK "JUKI_KAFKA_PROPERTIES=session.timeout.ms=6000;topic.metadata.refresh.interval.ms=500"

void consumers_start_gateway(consumers *s)
{
    char clock[352];
    char key_dir[352];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", s->w->dir);
    (void)snprintf(key_dir, sizeof key_dir, "JUKI_KEY_DIR=%s", s->keys);
    const char *const env[] = {clock, key_dir, QUICK, NULL};
    s->gateway = process_start(s->w, "juki-gateway", env);
}

void consumers_open_gateway(consumers *s, world *w)
{
    *s = (consumers){.w = w, .conn = world_database_of(w, "gateway")->conn};
    world_set_day(w, TEST_TODAY);
    (void)snprintf(s->keys, sizeof s->keys, "%s/keys", w->dir);
    world_shell("cp -r %s %s", world_env("JUKI_TEST_KEYS"), s->keys);
    w->keys = s->keys;
    consumers_start_gateway(s);
}

void consumers_open(consumers *s, world *w)
{
    command_all_topics(w, 1);
    consumers_open_gateway(s, w);
    (void)process_start(w, "juki-resident", NULL);
}

/* ---- the registry's commands ------------------------------------------------------------------------- */

int consumers_apply(consumers *s, const char *who, const consumers_wish *w)
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/wish.json", s->w->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(
        file,
        "{\"id\": \"%s\", \"office\": \"試験課\", \"affair\": \"%s\", \"legal_basis\": \"試験法\", \"item\": "
        "[\"change_id\", \"addressee_number\", \"restrained\", \"state\"%s], \"uses_number\": %s, "
        "\"valid_from\": \"%s\"%s}",
        w->id, w->affair, w->items, w->number ? "true" : "false", w->from == NULL ? TEST_TODAY : w->from,
        w->rest == NULL ? "" : w->rest);
    (void)fclose(file);
    return ctl(s->w, who, "consumer apply %s", path);
}

/* The application that waits, and the digest of what is to be approved; valid until the next call. */
const char *consumers_waiting(consumers *s, const char *id)
{
    return sql_text(
        s->conn,
        "SELECT r.application_id || ' ' || a.digest FROM consumer_record r JOIN approval a ON a.approval_id "
        "= "
        "r.application_id WHERE r.id = '%s' AND r.state = 'applied' ORDER BY applied_time DESC LIMIT 1",
        id);
}

void consumers_approved(consumers *s, const consumers_wish *w)
{
    ctl_expect(consumers_apply(s, "op-1", w), 0);
    if (!w->keyless) {
        world_shell("deploy/local/keys.sh %s %s", s->keys, w->id);
    }
    ctl_expect(ctl(s->w, "op-2", "consumer approve %s", consumers_waiting(s, w->id)), 0);
}

void consumers_refused(int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

/* As deploy/local/consumers.sh does it. */
void consumers_make_topics(consumers *s)
{
    world_shell("env JUKI_MUNICIPALITY=%s true; for action in apply grant; do printf '%%s\\n' \"%s\" | tr ' "
                "' '\\n' | "
                "%s/juki-topics $action --table proto/topics.csv --prefix %s --bootstrap %s --tls %s/topics "
                "--consumers - "
                ">>%s/topics.log 2>&1 || exit 1; done",
                TEST_MUNICIPALITY,
                sql_text(s->conn,
                         "SELECT string_agg(DISTINCT id, ' ') FROM consumer_record WHERE state = 'approved'"),
                world_env("JUKI_TEST_BIN"), s->w->prefix, world_env("JUKI_TEST_BOOTSTRAP"),
                world_env("JUKI_TEST_TLS"), s->w->dir);
    s->w->granted = true; /* and to the consumers, too */
}

/* ---- what a consumer gets ---------------------------------------------------------------------------- */

size_t consumers_records_of(consumers *s, const char *topic, const ProtobufCMessageDescriptor *type)
{
    bus_records records = bus_read(s->w, topic);
    size_t count = 0;
    for (size_t i = 0; i < records.count; i++) {
        count += strcmp(records.item[i].type, type->name) == 0;
    }
    bus_free(&records);
    return count;
}

/* The last that the consumer was told of the person in a change; free it. NULL: nothing. */
person_feed *consumers_last_change(consumers *s, const char *topic, const char *addressee_number)
{
    bus_records records = bus_read(s->w, topic);
    person_feed *last = NULL;
    for (size_t i = 0; i < records.count; i++) {
        const bus_record *one = &records.item[i];
        if (strcmp(one->key, addressee_number) == 0 &&
            strcmp(one->type, juki__gateway__v1__person_feed__descriptor.name) == 0) {
            juki__gateway__v1__person_feed__free_unpacked(last, NULL);
            last = juki__gateway__v1__person_feed__unpack(NULL, one->size, one->value);
        }
    }
    bus_free(&records);
    return last;
}

bool consumers_last_state_is(consumers *s, const char *topic, const char *addressee_number, const char *state)
{
    person_feed *last = consumers_last_change(s, topic, addressee_number);
    bool is = last != NULL && strcmp(last->state, state) == 0;
    juki__gateway__v1__person_feed__free_unpacked(last, NULL);
    return is;
}

/* The consumer confirms the last event of its topic. */
void consumers_confirm(consumers *s, const char *id, const char *feed, const char *request)
{
    bus_records records = bus_read(s->w, feed);
    Juki__Common__V1__Acknowledged receipt = JUKI__COMMON__V1__ACKNOWLEDGED__INIT;
    assert_true(records.count > 0);
    char *event_id[] = {records.item[records.count - 1].id};
    receipt.event_id = event_id;
    receipt.n_event_id = 1;
    world_shell("deploy/local/keys.sh --sign 20200101-21991231 %s %s", s->keys, id); /* the office's own */
    bus_send(s->w, request, &(bus_event){.key = id, .message = &receipt.base});
    bus_free(&records);
}

size_t consumers_dead_letters(consumers *s, const char *code)
{
    return (size_t)sql_int(s->conn, "SELECT count(*) FROM dead_letter WHERE code = '%s'", code);
}

void consumers_put_version(PGconn *conn, int version, const char *valid_to, const char *delivery)
{
    sql(conn,
        "INSERT INTO consumer (id, version, office, affair, legal_basis, items, uses_number, valid_from, "
        "valid_to, delivery) SELECT id, %d, office, affair, legal_basis, items, uses_number, '2020-01-01', "
        "%s, '%s' FROM consumer WHERE id = 'pension' AND version = 1",
        version, valid_to, delivery);
}
