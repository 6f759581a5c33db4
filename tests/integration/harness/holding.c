#include "tests/integration/harness/holding.h"

#include "common/seal/seal.h"
#include "tests/integration/harness/identity_file.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEALED_BYTES = 64 * 1024 };

/* How a party is asked: $1 of its query is the person as that party knows him. The columns are those of
 * holding, both numbers sealed, and the subject of their seals. */
typedef struct party {
    const char *name; /* of its database and its keys */
    const char *query;
    void (*read)(const PGresult *rows, holding *ret); /* the items up to resident; NULL: as they stand */
} party;

static void read_identity(const PGresult *rows, holding *ret)
{
    ju_arena arena;
    ju_arena_init(&arena, SEALED_BYTES);
    const identity_file_record *record = identity_file_read(rows, 0, &arena);
    (void)snprintf(ret->name, sizeof ret->name, "%s", record->name);
    (void)snprintf(ret->birth_date, sizeof ret->birth_date, "%s", record->birth_date->date);
    (void)snprintf(ret->sex, sizeof ret->sex, "%d", (int)record->sex);
    (void)snprintf(ret->address, sizeof ret->address, "%s", record->address);
    (void)snprintf(ret->reason, sizeof ret->reason, "%s", record->reason);
    (void)snprintf(ret->change_date, sizeof ret->change_date, "%s", record->change_date);
    ret->resident = record->current;
    ju_arena_done(&arena);
}

#define ADDRESS "concat(address_prefecture, address_municipality, address_town, address_number)"

static const party PARTIES[] = {
    [HOLDER_REGISTER] = {"resident",
                         "SELECT name, birth_date, sex, " ADDRESS ", reason, change_date, "
                         "r.state = 1, individual_number, resident_code, r.register_ref "
                         "FROM person p JOIN opened_record r USING (addressee_number, history_number) "
                         "WHERE p.addressee_number = $1"},
    [HOLDER_IDENTITY] = {"identity",
                         "SELECT register_ref, update_number, content, NULL, NULL, NULL, NULL, "
                         "individual_number, resident_code, register_ref FROM record "
                         "WHERE register_ref = $1 ORDER BY update_number DESC LIMIT 1",
                         read_identity},
    [HOLDER_PREFECTURE] = {"prefecture", "SELECT name, birth_date, sex, " ADDRESS ", reason, change_date, "
                                         "state = 'resident', individual_number, resident_code, event_id "
                                         "FROM person WHERE event_id = $1"},
    [HOLDER_GATEWAY] = {"gateway", NULL}, /* kept sealed */
    [HOLDER_TAX] = {"tax", "SELECT name, birth_date, sex, " ADDRESS ", reason, change_date, "
                           "r.state = 'resident', individual_number, NULL, addressee_number "
                           "FROM person p JOIN person_record r USING (addressee_number, sequence) "
                           "WHERE p.addressee_number = $1"},
};

const char *holding_register_ref(world *w, const char *addressee_number)
{
    return sql_text(world_database_of(w, "resident")->conn,
                    "SELECT register_ref FROM person WHERE addressee_number = '%s'", addressee_number);
}

/* The person as a party knows him: the prefecture by the latest notice it was sent. */
static void key_of(world *w, holder which, const char *addressee_number, char ret[80])
{
    const char *key = addressee_number;
    if (which == HOLDER_IDENTITY || which == HOLDER_PREFECTURE) {
        key = holding_register_ref(w, addressee_number);
    }
    if (which == HOLDER_PREFECTURE) {
        key = sql_text(world_database_of(w, "identity")->conn,
                       "SELECT event_id FROM notice WHERE register_ref = '%s' ORDER BY sequence DESC LIMIT 1",
                       key);
    }
    (void)snprintf(ret, 80, "%s", key);
}

static PGresult *ask(world *w, const party *from, const char *key)
{
    PGconn *conn =
        from == &PARTIES[HOLDER_REGISTER] ? register_opened(w) : world_database_of(w, from->name)->conn;
    PGresult *rows = PQexecParams(conn, from->query, 1, NULL, &key, NULL, NULL, 0);
    if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
        fail_msg("%s: %s", from->name, PQerrorMessage(conn));
    }
    return rows;
}

static void open_sealed(const char *keys, const Juki__Common__V1__Sealed *sealed, const char *field,
                        const char *subject, char ret[16])
{
    ju_keyring *ring = NULL;
    ju_arena arena;
    char *plain = NULL;
    ju_arena_init(&arena, SEALED_BYTES);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), keys, &ring, NULL), JU_OK);
    assert_int_equal(ju_unseal_text(ring, &arena, field, subject, sealed, &plain, NULL), JU_OK);
    (void)snprintf(ret, 16, "%s", plain);
    ju_keyring_free(ring);
    ju_arena_done(&arena);
}

static void open_number(const party *from, const PGresult *rows, int column, const char *field, char ret[16])
{
    size_t size = 0;
    *ret = '\0';
    if (PQgetisnull(rows, 0, column)) {
        return;
    }
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)PQgetvalue(rows, 0, column), &size);
    Juki__Common__V1__Sealed *sealed = juki__common__v1__sealed__unpack(NULL, size, bytes);
    assert_non_null(sealed);
    open_sealed(from->name, sealed, field, PQgetvalue(rows, 0, 9), ret);
    juki__common__v1__sealed__free_unpacked(sealed, NULL);
    PQfreemem(bytes);
}

/* What the gateway keeps sealed as a whole. */
static bool gateway_holding(world *w, const char *addressee_number, holding *ret)
{
    person_row *row = person_row_get(world_database_of(w, "gateway")->conn, addressee_number);
    *ret = (holding){0};
    if (row == NULL) {
        return false;
    }
    const Juki__Common__V1__Address *address = row->address;
    (void)snprintf(ret->name, sizeof ret->name, "%s", row->name);
    (void)snprintf(ret->birth_date, sizeof ret->birth_date, "%s",
                   row->birth_date == NULL ? "" : row->birth_date->date);
    (void)snprintf(ret->sex, sizeof ret->sex, "%d", (int)row->sex);
    if (address != NULL) {
        (void)snprintf(ret->address, sizeof ret->address, "%s%s%s%s", address->prefecture,
                       address->municipality, address->town, address->number);
    }
    (void)snprintf(ret->reason, sizeof ret->reason, "%s", row->reason);
    (void)snprintf(ret->change_date, sizeof ret->change_date, "%s", row->change_date);
    ret->resident = strcmp(row->state, "resident") == 0;
    if (row->individual_number != NULL) {
        open_sealed("gateway", row->individual_number, "individual_number", addressee_number,
                    ret->individual_number);
    }
    person_row_free(row);
    return true;
}

static void read_columns(const PGresult *rows, holding *ret)
{
    char *const text[] = {ret->name, ret->birth_date, ret->sex, ret->address, ret->reason, ret->change_date};
    const size_t size[] = {sizeof ret->name,    sizeof ret->birth_date, sizeof ret->sex,
                           sizeof ret->address, sizeof ret->reason,     sizeof ret->change_date};
    for (int i = 0; i < 6; i++) {
        (void)snprintf(text[i], size[i], "%s", PQgetvalue(rows, 0, i));
    }
    ret->resident = *PQgetvalue(rows, 0, 6) == 't';
}

bool holding_of(world *w, holder which, const char *addressee_number, holding *ret)
{
    const party *from = &PARTIES[which];
    char key[80];
    if (which == HOLDER_GATEWAY) {
        return gateway_holding(w, addressee_number, ret);
    }
    key_of(w, which, addressee_number, key);
    PGresult *rows = ask(w, from, key);
    bool known = PQntuples(rows) == 1;
    *ret = (holding){0};
    if (known) {
        (from->read == NULL ? read_columns : from->read)(rows, ret);
        open_number(from, rows, 7, "individual_number", ret->individual_number);
        open_number(from, rows, 8, "resident_code", ret->resident_code);
    }
    PQclear(rows);
    return known;
}

/* The first item that differs, or NULL. What a consumer may not have it must not have. */
static const char *difference(holder which, const holding *is, const holding *wanted)
{
    bool consumer = which == HOLDER_GATEWAY || which == HOLDER_TAX;
    const struct {
        const char *item, *is, *wanted;
    } items[] = {
        {"name", is->name, wanted->name},
        {"birth_date", is->birth_date, wanted->birth_date},
        {"sex", is->sex, wanted->sex},
        {"address", is->address, wanted->address},
        {"reason", is->reason, wanted->reason},
        {"change_date", is->change_date, wanted->change_date},
        {"resident", is->resident ? "yes" : "no", wanted->resident ? "yes" : "no"},
        {"individual_number", is->individual_number, wanted->individual_number},
        {"resident_code", is->resident_code, consumer ? "" : wanted->resident_code},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (strcmp(items[i].is, items[i].wanted) != 0) {
            return items[i].item;
        }
    }
    return NULL;
}

/* Waits until one party holds it. */
static void agrees(world *w, holder which, const char *addressee_number, const char *told_as)
{
    const char *differs = "";
    for (int64_t until_ms = now_ms() + patience_ms(); differs != NULL; pause_ms(20)) {
        holding wanted;
        holding is;
        assert_true(holding_of(w, HOLDER_REGISTER, addressee_number, &wanted));
        if (told_as != NULL && (which == HOLDER_IDENTITY || which == HOLDER_PREFECTURE)) {
            (void)snprintf(wanted.reason, sizeof wanted.reason, "%s", told_as);
        }
        differs = holding_of(w, which, addressee_number, &is) ? difference(which, &is, &wanted) : "person";
        if (differs != NULL && now_ms() > until_ms) {
            fail_msg("%s and the register differ in %s", PARTIES[which].name, differs);
        }
    }
}

void holding_all_agree(world *w, const char *addressee_number, const char *told_as)
{
    for (holder which = HOLDER_IDENTITY; which <= HOLDER_TAX; which++) {
        agrees(w, which, addressee_number, told_as);
    }
}
