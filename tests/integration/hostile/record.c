#include "tests/integration/hostile/record.h"

#include "common/event/check.h"
#include "common/event/message.h"
#include "juki/common/v1/common.pb-c.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/letter.h"

#include <stdio.h>
#include <string.h>

enum { VALUE_MAX = 900 * 1024, HEADERS = 16, TRIES = 6, ARENA_BYTES = 16 << 20, LONG_TEXT = 5000 };

/* A record in the making. */
typedef struct draft {
    const char *keys; /* folder of everybody's */
    unsigned char *value;
    size_t size;
    const void *key;
    size_t key_size;
    char id[JU_UUID_SIZE];
    char ref[JU_UUID_SIZE]; /* what the key is, when it is a good one */
    ju_record_header header[HEADERS];
    size_t header_count;
} draft;

/* ---- the value ------------------------------------------------------------------------------------------
 */

/* Whether it is a message of the type after all, to a reader who passes over what he does not know. */
static bool is_message(const hostile_seed *seed, const unsigned char *value, size_t size)
{
    ju_arena arena;
    ju_err err;
    ProtobufCMessage *message = NULL;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_unpack(seed->type, value, size, false, &arena, &message, &err);
    ju_arena_done(&arena);
    return rc == JU_OK;
}

/* Changed until nobody can take it for a message. */
static void break_value(draft *d, const hostile_seed *seed, wire_random *random)
{
    static const unsigned char endless[11] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                              0xff, 0xff, 0xff, 0xff, 0xff};
    static unsigned char work[VALUE_MAX];
    const wire_plan plan = {.type = seed->type, .planted = HOSTILE_CANARY};
    for (int i = 0; i < TRIES && is_message(seed, d->value, d->size); i++) {
        size_t size = wire_mutate(&plan, d->value, d->size, work, sizeof work - sizeof endless, random);
        memcpy(d->value, work, size);
        d->size = size;
    }
    if (is_message(seed, d->value, d->size)) {
        memcpy(d->value + d->size, endless, sizeof endless);
        d->size += sizeof endless;
    }
}

static void make_huge(draft *d, const hostile_seed *seed, wire_random *random)
{
    size_t size = JU_MESSAGE_MAX_BYTES + 1 + wire_below(random, VALUE_MAX - JU_MESSAGE_MAX_BYTES - 1);
    (void)seed;
    memset(d->value + d->size, 0, size - d->size);
    d->size = size;
}

/* ---- the seal -------------------------------------------------------------------------------------------
 */

/* As the topic's writer does it, bound to a message of this type; where that cannot be, it stays as it is. */
static void seal_value(draft *d, const char *topic, const char *type)
{
    ProtobufCBinaryData body = {d->size, d->value};
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    letter_seal(d->keys, &(ju_body_of){topic, type, d->id}, &arena, &body);
    memmove(d->value, body.data, body.len);
    d->size = body.len;
    ju_arena_done(&arena);
}

/* Of another message, changed, cut short, or a mark alone. */
static void break_seal(draft *d, const hostile_seed *seed, wire_random *random)
{
    size_t way = wire_below(random, 4);
    seal_value(d, seed->topic, way == 0 ? "juki.common.v1.Nothing" : seed->type->name);
    if (way == 1) {
        d->value[wire_below(random, d->size)] ^= 0x20;
    }
    d->size = way == 2 ? 1 + wire_below(random, d->size) : d->size;
    d->size = way == 3 ? 1 : d->size;
    d->value[0] = 0; /* on a topic without an audience, too */
}

/* ---- the headers ----------------------------------------------------------------------------------------
 */

static const char LONG[LONG_TEXT] = {[0 ... LONG_TEXT - 2] = 'x'};

static size_t required_header(const draft *d, wire_random *random)
{
    static const char *const required[] = {JU_HEADER_SPECVERSION, JU_HEADER_ID,   JU_HEADER_SOURCE,
                                           JU_HEADER_TYPE,        JU_HEADER_TIME, JU_HEADER_CONTENT_TYPE};
    const char *name = required[wire_below(random, sizeof required / sizeof required[0])];
    for (size_t i = 0; i < d->header_count; i++) {
        if (strcmp(d->header[i].name, name) == 0) {
            return i;
        }
    }
    fail_msg("no header %s", name);
    return 0;
}

static void lose_header(draft *d, const hostile_seed *seed, wire_random *random)
{
    (void)seed;
    d->header[required_header(d, random)] = d->header[d->header_count - 1];
    d->header_count--;
}

static void spoil_header(draft *d, const hostile_seed *seed, wire_random *random)
{
    static const struct {
        const char *text;
        size_t size;
    } bad[] = {{"", 0}, {"\xff\xfe", 2}, {"1.0\0x", 5}, {LONG, LONG_TEXT - 1}, {"\r\n\x1b[2J", 6}};
    ju_record_header *header = &d->header[required_header(d, random)];
    size_t which = wire_below(random, sizeof bad / sizeof bad[0]);
    (void)seed;
    header->value = bad[which].text;
    header->size = bad[which].size;
}

/* The last of two of a name is the one that counts. */
static void double_header(draft *d, const hostile_seed *seed, wire_random *random)
{
    const char *name = d->header[required_header(d, random)].name;
    (void)seed;
    d->header[d->header_count++] = (ju_record_header){name, "\xc0\x80", 2};
}

static void set_header(draft *d, const char *name, const char *value)
{
    d->header[d->header_count++] = (ju_record_header){name, value, strlen(value)};
}

static void wrong_version(draft *d, const hostile_seed *seed, wire_random *random)
{
    static const char *const types[] = {"juki.resident.v2.SubmitChange", "juki.common.v1.Nothing",
                                        HOSTILE_CANARY, "SubmitChange", "juki.common.v1.Sealed"};
    (void)seed;
    set_header(d, JU_HEADER_TYPE, types[wire_below(random, sizeof types / sizeof types[0])]);
}

static void wrong_form(draft *d, const hostile_seed *seed, wire_random *random)
{
    (void)seed;
    if (wire_below(random, 2) == 0) {
        set_header(d, JU_HEADER_SPECVERSION, wire_below(random, 2) == 0 ? "0.3" : "2.0");
    } else {
        set_header(d, JU_HEADER_CONTENT_TYPE, "application/json");
    }
}

static void wrong_id(draft *d, const hostile_seed *seed, wire_random *random)
{
    static const char *const ids[] = {HOSTILE_CANARY, "0", "../../etc/passwd",
                                      "01980000-0000-7000-8000-00000000000",
                                      "01980000-0000-7000-8000-00000000000g"};
    (void)seed;
    set_header(d, JU_HEADER_ID, ids[wire_below(random, sizeof ids / sizeof ids[0])]);
}

static void wrong_sequence(draft *d, const hostile_seed *seed, wire_random *random)
{
    static const char *const numbers[] = {"0",  "-1",  "1e3", "99999999999999999999", " 1",
                                          "+1", "0x1", "1.0", HOSTILE_CANARY "x"};
    (void)seed;
    set_header(d, JU_HEADER_SEQUENCE, numbers[wire_below(random, sizeof numbers / sizeof numbers[0])]);
}

static void no_headers(draft *d, const hostile_seed *seed, wire_random *random)
{
    (void)seed;
    (void)random;
    d->header_count = 0;
}

/* ---- the key --------------------------------------------------------------------------------------------
 */

static void wrong_key(draft *d, const hostile_seed *seed, wire_random *random)
{
    static const struct {
        const char *text;
        size_t size;
    } bad[] = {{NULL, 0}, {"\xff", 1}, {"a\0b", 3}, {LONG, 200}, {"\xed\xa0\x80", 3}, {"\x07", 1}};
    size_t which = wire_below(random, sizeof bad / sizeof bad[0]);
    (void)seed;
    d->key = bad[which].text;
    d->key_size = bad[which].size;
}

/* ---- sending --------------------------------------------------------------------------------------------
 */

static const struct {
    const char *name;
    void (*spoil)(draft *d, const hostile_seed *seed, wire_random *random);
    unsigned weight;
} KINDS[] = {
    {"value", break_value, 60},
    {"seal", break_seal, 10},
    {"header lost", lose_header, 5},
    {"header spoilt", spoil_header, 8},
    {"header twice", double_header, 4},
    {"type or version", wrong_version, 5},
    {"form", wrong_form, 3},
    {"ce_id", wrong_id, 4},
    {"sequence", wrong_sequence, 4},
    {"no headers", no_headers, 1},
    {"key", wrong_key, 5},
    {"oversize", make_huge, 1},
};
enum { KIND_COUNT = sizeof KINDS / sizeof KINDS[0] };

static int sent[KIND_COUNT];
static int ahead;
static int replayed;
static int commands;

static size_t draw_kind(wire_random *random)
{
    size_t all = 0;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        all += KINDS[i].weight;
    }
    size_t at = wire_below(random, all);
    size_t kind = 0;
    while (at >= KINDS[kind].weight) {
        at -= KINDS[kind++].weight;
    }
    return kind;
}

/* A good record of the seed, under a new id and a new key. */
static void begin(draft *d, world *w, const hostile_seed *seed, const char *sequence)
{
    static unsigned char value[VALUE_MAX + 64];
    assert_true(seed->size <= VALUE_MAX && seed->type != NULL);
    memcpy(value, seed->value, seed->size);
    *d = (draft){.keys = world_keys(w), .value = value, .size = seed->size};
    (void)snprintf(d->id, sizeof d->id, "%s", command_new_id().text);
    (void)snprintf(d->ref, sizeof d->ref, "%s", command_new_id().text);
    d->key = d->ref;
    d->key_size = strlen(d->ref);
    d->header_count = bus_headers(d->header, d->id, seed->type->name, sequence);
}

static void send_draft(world *w, const char *topic, const draft *d)
{
    bus_send_raw(w, topic, d->key, d->key_size, d->value, d->size, d->header, d->header_count);
}

/* Of a topic that keeps order: a good one whose turn never comes. */
static void send_ahead(world *w, const hostile_seed *seed)
{
    draft d;
    begin(&d, w, seed, "1000");
    send_draft(w, seed->topic, &d);
    ahead++;
}

void hostile_send(world *w, const hostile_seed *seed, wire_random *random)
{
    draft d;
    if (seed->sequence > 0 && wire_below(random, 10) == 0) {
        send_ahead(w, seed);
        return;
    }
    size_t kind = draw_kind(random);
    begin(&d, w, seed, seed->sequence > 0 ? "1" : NULL);
    KINDS[kind].spoil(&d, seed, random);
    if (KINDS[kind].spoil == break_value && wire_below(random, 2) == 0) {
        seal_value(&d, seed->topic, seed->type->name); /* the legal sender is the enemy */
    }
    send_draft(w, seed->topic, &d);
    sent[kind]++;
}

void hostile_replay(world *w, const hostile_seed *seed)
{
    draft d;
    char sequence[24];
    (void)snprintf(sequence, sizeof sequence, "%lld", (long long)seed->sequence);
    begin(&d, w, seed, seed->sequence > 0 ? sequence : NULL);
    for (size_t i = 0; i < d.header_count; i++) {
        const char *was = strcmp(d.header[i].name, JU_HEADER_ID) == 0       ? seed->id
                          : strcmp(d.header[i].name, JU_HEADER_SOURCE) == 0 ? seed->source
                                                                            : NULL;
        d.header[i] = was == NULL ? d.header[i] : (ju_record_header){d.header[i].name, was, strlen(was)};
    }
    bus_send_raw(w, seed->topic, seed->key, strlen(seed->key), d.value, d.size, d.header, d.header_count);
    replayed++;
}

void hostile_command(world *w, const hostile_seed *seed, wire_random *random)
{
    static const char *const tokens[] = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", LONG};
    static unsigned char work[VALUE_MAX];
    const wire_plan plan = {.type = seed->type, .planted = HOSTILE_CANARY, .spare_ids = true};
    draft d;
    begin(&d, w, seed, NULL);
    for (int i = 0; i < TRIES; i++) {
        size_t size = wire_mutate(&plan, d.value, d.size, work, sizeof work, random);
        if (is_message(seed, work, size)) {
            memcpy(d.value, work, size);
            d.size = size;
        }
    }
    if (wire_below(random, 2) == 0) {
        seal_value(&d, seed->topic, seed->type->name);
    }
    if (wire_below(random, 2) == 0) {
        set_header(&d, JU_HEADER_STAFF_TOKEN, tokens[wire_below(random, sizeof tokens / sizeof tokens[0])]);
    }
    send_draft(w, seed->topic, &d);
    commands++;
}

void hostile_last(world *w, const char *topic, const char *id)
{
    ju_record_header header[8];
    size_t count = bus_headers(header, id, "juki.common.v1.Nothing", NULL);
    bus_send_raw(w, topic, id, strlen(id), "", 0, header, count);
}

void hostile_tell(void)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        print_error("hostile: %5d %s\n", sent[i], KINDS[i].name);
    }
    print_error("hostile: %5d before their turn, %d replayed, %d commands\n", ahead, replayed, commands);
}
