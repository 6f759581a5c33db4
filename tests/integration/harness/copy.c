#include "tests/integration/harness/copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Gateway__V1__PersonFeed person_feed;

static void make_table(struct hsearch_data *table, size_t size)
{
    memset(table, 0, sizeof *table);
    assert_int_not_equal(hcreate_r(size, table), 0);
}

static ENTRY *look_up(struct hsearch_data *table, char *key)
{
    ENTRY *found = NULL;
    return hsearch_r((ENTRY){.key = key}, FIND, &found, table) != 0 ? found : NULL;
}

static void put(struct hsearch_data *table, char *key, void *data)
{
    ENTRY *ignored = NULL;
    assert_int_not_equal(hsearch_r((ENTRY){.key = key, .data = data}, ENTER, &ignored, table), 0);
}

copy_person *copy_find(const copy *c, const char *addressee_number)
{
    ENTRY *found =
        look_up((struct hsearch_data *)(uintptr_t)&c->by_number, (char *)(uintptr_t)addressee_number);
    return found == NULL ? NULL : found->data;
}

static copy_person *find_or_add(copy *c, const char *addressee_number)
{
    copy_person *person = copy_find(c, addressee_number);
    if (person == NULL) {
        assert_true(c->count < COPY_MAX);
        person = &c->person[c->count++];
        (void)snprintf(person->addressee_number, sizeof person->addressee_number, "%s", addressee_number);
        put(&c->by_number, person->addressee_number, person);
    }
    return person;
}

/* False when the record came before. */
static bool is_new(copy *c, const bus_record *record)
{
    char *id = strdup(record->id);
    assert_non_null(id);
    if (look_up(&c->ids, id) != NULL) {
        free(id);
        return false;
    }
    assert_true(c->id_count < 4 * COPY_MAX);
    c->id[c->id_count++] = id;
    put(&c->ids, id, id);
    return true;
}

/* ---- persons ------------------------------------------------------------------------------------------ */

static bool is_approved(const copy *c, const char *item)
{
    char wanted[80];
    (void)snprintf(wanted, sizeof wanted, " %s ", item);
    return strstr(c->items, wanted) != NULL;
}

/* emitted items are approved ones. */
static void check_items(const copy *c, const person_feed *feed)
{
    for (unsigned i = 0; i < feed->base.descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &feed->base.descriptor->fields[i];
        const char *at = (const char *)feed + field->offset;
        bool given = field->type == PROTOBUF_C_TYPE_MESSAGE  ? *(void *const *)at != NULL
                     : field->type == PROTOBUF_C_TYPE_STRING ? **(char *const *)at != '\0'
                     : field->type == PROTOBUF_C_TYPE_BOOL   ? *(const protobuf_c_boolean *)at != 0
                                                             : *(const int *)at != 0;
        if (given && !is_approved(c, field->name)) {
            fail_msg("%s is told, which is not approved", field->name);
        }
    }
    if (feed->restrained) {
        assert_null(feed->address);
        assert_null(feed->previous_address);
        assert_null(feed->destination);
        assert_null(feed->address_history);
    }
}

static copy_person *apply_person(copy *c, const bus_record *record, const person_feed *feed)
{
    copy_person *person = find_or_add(c, record->key);
    assert_string_equal(feed->addressee_number, record->key);
    if (record->sequence != person->sequence + 1) {
        fail_msg("%s: number %lld after %lld", record->key, (long long)record->sequence,
                 (long long)person->sequence);
    }
    check_items(c, feed);
    person->sequence = record->sequence;
    person->gone = strcmp(feed->state, "out_of_scope") == 0;
    person->restrained = feed->restrained;
    (void)snprintf(person->name, sizeof person->name, "%s", feed->name);
    assert_int_equal(gateway_person_digest(feed, person->digest, NULL), JU_OK);
    return person;
}

/* ---- records ------------------------------------------------------------------------------------------ */

const copy_snapshot *copy_snapshot_of(const copy *c, const char *id)
{
    for (size_t i = 0; i < c->snapshots; i++) {
        if (strcmp(c->snapshot[i].id, id) == 0 || strcmp(c->snapshot[i].request_id, id) == 0) {
            return &c->snapshot[i];
        }
    }
    return NULL;
}

static copy_snapshot *find_snapshot(copy *c, const char *id)
{
    return (copy_snapshot *)(uintptr_t)copy_snapshot_of(c, id);
}

static void apply_begun(copy *c, const bus_record *record)
{
    Juki__Gateway__V1__SnapshotBegun *begun =
        juki__gateway__v1__snapshot_begun__unpack(NULL, record->size, record->value);
    assert_non_null(begun);
    copy_snapshot *snapshot = find_snapshot(c, begun->snapshot_id);
    if (snapshot == NULL) {
        assert_true(c->snapshots < COPY_SNAPSHOTS_MAX);
        snapshot = &c->snapshot[c->snapshots++];
        (void)snprintf(snapshot->id, sizeof snapshot->id, "%s", begun->snapshot_id);
        (void)snprintf(snapshot->request_id, sizeof snapshot->request_id, "%s", begun->request_id);
    }
    assert_false(snapshot->begun[record->partition]);
    snapshot->begun[record->partition] = true;
    juki__gateway__v1__snapshot_begun__free_unpacked(begun, NULL);
}

static void apply_ended(copy *c, const bus_record *record)
{
    Juki__Gateway__V1__SnapshotEnded *ended =
        juki__gateway__v1__snapshot_ended__unpack(NULL, record->size, record->value);
    assert_non_null(ended);
    copy_snapshot *snapshot = find_snapshot(c, ended->snapshot_id);
    assert_non_null(snapshot);
    assert_int_equal(ended->digest.len, GATEWAY_DIGEST_BYTES);
    memcpy(snapshot->digest, ended->digest.data, GATEWAY_DIGEST_BYTES);
    snapshot->persons = ended->persons;
    assert_true(snapshot->begun[record->partition] && !snapshot->ended[record->partition]);
    snapshot->ended[record->partition] = true;
    juki__gateway__v1__snapshot_ended__free_unpacked(ended, NULL);
}

static void apply_snapshot_person(copy *c, const bus_record *record)
{
    Juki__Gateway__V1__SnapshotPerson *told =
        juki__gateway__v1__snapshot_person__unpack(NULL, record->size, record->value);
    assert_non_null(told);
    copy_person *person = apply_person(c, record, told->person);
    copy_snapshot *snapshot = find_snapshot(c, told->snapshot_id);
    if (snapshot == NULL) {
        c->resent++;
        c->erased += person->gone ? 1 : 0;
    } else {
        assert_true(snapshot->begun[record->partition] && !snapshot->ended[record->partition]);
        gateway_digest_add(&snapshot->told, person->digest);
    }
    juki__gateway__v1__snapshot_person__free_unpacked(told, NULL);
}

static void apply_change(copy *c, const bus_record *record)
{
    person_feed *feed = juki__gateway__v1__person_feed__unpack(NULL, record->size, record->value);
    assert_non_null(feed);
    (void)apply_person(c, record, feed);
    c->changes++;
    juki__gateway__v1__person_feed__free_unpacked(feed, NULL);
}

static void apply(copy *c, const bus_record *record)
{
    static const struct {
        const char *type;
        void (*apply)(copy *c, const bus_record *record);
    } types[] = {{"juki.gateway.v1.PersonFeed", apply_change},
                 {"juki.gateway.v1.SnapshotPerson", apply_snapshot_person},
                 {"juki.gateway.v1.SnapshotBegun", apply_begun},
                 {"juki.gateway.v1.SnapshotEnded", apply_ended}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(record->type, types[i].type) == 0) {
            types[i].apply(c, record);
        }
    }
}

copy copy_read(world *w, const char *consumer)
{
    char topic[64];
    copy c = {.person = calloc(COPY_MAX, sizeof *c.person), .id = calloc(4 * COPY_MAX, sizeof *c.id)};
    assert_true(c.person != NULL && c.id != NULL);
    make_table(&c.by_number, 2 * COPY_MAX);
    make_table(&c.ids, 8 * COPY_MAX);
    (void)snprintf(c.items, sizeof c.items, " %s ",
                   sql_text(world_database_of(w, "gateway")->conn,
                            "SELECT array_to_string(items, ' ') FROM consumer WHERE id = '%s'", consumer));
    (void)snprintf(topic, sizeof topic, "feed.%s", consumer);
    bus_records records = bus_read(w, topic);
    for (size_t i = 0; i < records.count; i++) {
        if (is_new(&c, &records.item[i])) {
            apply(&c, &records.item[i]);
        }
    }
    bus_free(&records);
    return c;
}

void copy_free(copy *c)
{
    hdestroy_r(&c->by_number);
    hdestroy_r(&c->ids);
    for (size_t i = 0; i < c->id_count; i++) {
        free(c->id[i]);
    }
    free((void *)c->id);
    free(c->person);
}

void copy_check_snapshot(const copy_snapshot *snapshot)
{
    assert_non_null(snapshot);
    for (int i = 0; i < COPY_PARTITIONS; i++) {
        assert_true(snapshot->begun[i] && snapshot->ended[i]);
    }
    assert_int_equal(snapshot->told.persons, snapshot->persons);
    assert_memory_equal(snapshot->told.digest, snapshot->digest, GATEWAY_DIGEST_BYTES);
}

static int by_number(const void *one, const void *other)
{
    return strcmp((*(copy_person *const *)one)->addressee_number,
                  (*(copy_person *const *)other)->addressee_number);
}

size_t copy_sorted(copy *c, copy_person ***ret)
{
    size_t count = 0;
    *ret = calloc(c->count + 1, sizeof **ret);
    assert_non_null(*ret);
    for (size_t i = 0; i < c->count; i++) {
        if (!c->person[i].gone) {
            (*ret)[count++] = &c->person[i];
        }
    }
    qsort((void *)*ret, count, sizeof **ret, by_number);
    return count;
}
