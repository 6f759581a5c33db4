#include "tests/integration/harness/ledger.h"

#include "juki/common/v1/common.pb-c.h"
#include "tests/integration/harness/bus.h"

#include <stdio.h>

void ledger_topics(world *w, int partitions)
{
    static const char *const names[] = {"ledger.in",    "ledger.command", "ledger.out",
                                        "audit.record", LEDGER_DEAD,      NULL};
    bus_topics(w, partitions, names);
    (void)snprintf(w->table, sizeof w->table, "%s/topics.csv", w->dir);
    world_shell("{ sed 's/^audit.record,/&ledger /' proto/topics.csv; tail -n +2 "
                "tests/integration/ledger/topics.csv; } >%s",
                w->table);
}

void ledger_send(world *w, const char *topic, const ledger_order *asked)
{
    Juki__Common__V1__Refusal message = JUKI__COMMON__V1__REFUSAL__INIT;
    message.code = (char *)(uintptr_t)asked->code;
    message.item = (char *)(uintptr_t)asked->item;
    bus_send(w, topic,
             &(bus_event){
                 .key = asked->key, .id = asked->id, .sequence = asked->sequence, .message = &message.base});
}

PGconn *ledger_db(world *w)
{
    return world_database_of(w, "ledger")->conn;
}

int64_t ledger_entries(world *w, const char *key)
{
    return key == NULL ? sql_int(ledger_db(w), "SELECT count(*) FROM entry")
                       : sql_int(ledger_db(w), "SELECT count(*) FROM entry WHERE key = '%s'", key);
}

const char *ledger_sequence(world *w, const char *key)
{
    return sql_text(ledger_db(w),
                    "SELECT string_agg(sequence::text, ' ' ORDER BY id) FROM entry WHERE key = '%s'", key);
}

int64_t ledger_dead(world *w)
{
    return sql_int(ledger_db(w), "SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL");
}

void ledger_tell(world *w, int from, int count)
{
    char key[16];
    char item[16];
    for (int i = from; i < from + count; i++) {
        (void)snprintf(key, sizeof key, "c%d", i);
        (void)snprintf(item, sizeof item, "item%d", i % 7);
        ledger_send(w, "ledger.command", &(ledger_order){.key = key, .code = "tell", .item = item});
    }
}

static int64_t out_of_order(world *w)
{
    return sql_int(ledger_db(w),
                   "SELECT count(*) FROM (SELECT sequence, row_number() OVER (PARTITION BY key ORDER BY "
                   "id) n FROM entry WHERE topic = 'ledger.in') e WHERE sequence <> n");
}

void ledger_check_told(world *w, int told)
{
    AWAIT(ledger_entries(w, NULL) >= 2 * told && sql_int(ledger_db(w), "SELECT count(*) FROM outbox") == 0);
    HOLDS_FOR(500, ledger_entries(w, NULL) == 2 * told);
    assert_int_equal(out_of_order(w), 0);
    assert_int_equal(sql_int(ledger_db(w), "SELECT count(DISTINCT ce_id) FROM entry"), 2 * told);
    assert_int_equal(bus_check_order(w, "ledger.in"), told);
    assert_int_equal(bus_acts(w, "entry.written"), told);
    assert_int_equal(ledger_dead(w), 0);
    assert_int_equal(sql_int(ledger_db(w), "SELECT count(*) FROM parked"), 0);
}
