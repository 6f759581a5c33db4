/* Who may do what on the bus: each name of the table of topics x each topic x each operation, and each group.
 * What the table says is worked out here anew; what the broker says is tried with that one's own certificate.
 * What is not granted is refused, what is granted works (design 2.8, seed 002 ). */
#include "tests/integration/harness/bus.h"
#include "tests/integration/rights/principal.h"

#include "common/bus/conf.h"
#include "common/event/topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 48, TOPICS_MAX = 128, NAME_BYTES = 160 };

#define REFUSED RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED

typedef struct scene {
    world *w;
    ju_arena arena;
    ju_topics table;
    const char *name[NAMES_MAX]; /* everybody in it */
    size_t name_count;
    char topic[TOPICS_MAX][NAME_BYTES]; /* in full, as in the table */
} scene;

/* ---- what the table says ------------------------------------------------------------------------------- */

static bool has_word(const ju_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool may_read(const ju_topic *topic, const char *name)
{
    return has_word(&topic->readers, name);
}

/* An operator sends dead letters again: to where the service reads whose they are. */
static bool may_replay(const scene *s, const ju_topic *topic)
{
    for (size_t i = 0; i < topic->readers.count; i++) {
        char letters[NAME_BYTES];
        (void)snprintf(letters, sizeof letters, "deadletter.%s", topic->readers.word[i]);
        const ju_topic *found = ju_topics_find(&s->table, letters);
        if (found != NULL && may_read(found, "operator")) {
            return true;
        }
    }
    return false;
}

static bool may_write(const scene *s, const ju_topic *topic, const char *name)
{
    return has_word(&topic->writers, name) || (strcmp(name, "operator") == 0 && may_replay(s, topic));
}

static bool may_see(const scene *s, const ju_topic *topic, const char *name)
{
    return may_read(topic, name) || may_write(s, topic, name) || strcmp(name, "operator") == 0;
}

static bool reads_anything(const scene *s, const char *name)
{
    for (size_t i = 0; i < s->table.count; i++) {
        if (may_read(&s->table.item[i], name)) {
            return true;
        }
    }
    return false;
}

static bool may_join(const scene *s, const char *group, const char *name)
{
    return strcmp(group, name) == 0 && reads_anything(s, name);
}

/* Who writes acts sees how far audit is; an operator how far everybody is. */
static bool may_see_group(const scene *s, const char *group, const char *name)
{
    const ju_topic *acts = ju_topics_find(&s->table, "audit.record");
    return may_join(s, group, name) || strcmp(name, "operator") == 0 ||
           (strcmp(group, "audit") == 0 && has_word(&acts->writers, name));
}

/* ---- a cell ---------------------------------------------------------------------------------------------
 */

/* Fails the test unless the broker's word is what the table has for it. */
static void check(const char *name, const char *operation, const char *what, rd_kafka_resp_err_t word,
                  bool granted, rd_kafka_resp_err_t refusal)
{
    rd_kafka_resp_err_t wanted = granted ? RD_KAFKA_RESP_ERR_NO_ERROR : refusal;
    if (word != wanted) {
        fail_msg("%s, %s %s: %s instead of %s", name, operation, what, rd_kafka_err2name(word),
                 rd_kafka_err2name(wanted));
    }
}

/* ---- see, read and write --------------------------------------------------------------------------------
 */

static void list_topics(const scene *s, const char *ret[TOPICS_MAX])
{
    for (size_t i = 0; i < s->table.count; i++) {
        ret[i] = s->topic[i];
    }
}

static void try_describe(const scene *s, const char *name)
{
    const rd_kafka_metadata_t *all = NULL;
    rd_kafka_t *client = principal_open(name, NULL);
    assert_int_equal(rd_kafka_metadata(client, 1, NULL, &all, (int)patience_ms()),
                     RD_KAFKA_RESP_ERR_NO_ERROR);
    for (size_t i = 0; i < s->table.count; i++) {
        bool seen = false;
        for (int j = 0; j < all->topic_cnt; j++) {
            seen |= strcmp(all->topics[j].topic, s->topic[i]) == 0;
        }
        check(name, "describe", s->topic[i], seen ? RD_KAFKA_RESP_ERR_NO_ERROR : REFUSED,
              may_see(s, &s->table.item[i], name), REFUSED);
    }
    rd_kafka_metadata_destroy(all);
    rd_kafka_destroy(client);
}

/* Every topic holds a record: who may read gets it, to everybody else the broker says no. */
static void try_read(const scene *s, const char *name)
{
    const char *topics[TOPICS_MAX];
    rd_kafka_resp_err_t word[TOPICS_MAX];
    list_topics(s, topics);
    principal_fetch(name, topics, s->table.count, word);
    for (size_t i = 0; i < s->table.count; i++) {
        check(name, "read", s->topic[i], word[i], may_read(&s->table.item[i], name), REFUSED);
    }
}

static void try_write(const scene *s, const char *name)
{
    rd_kafka_resp_err_t word[TOPICS_MAX];
    char value[] = "x";
    rd_kafka_t *writer = principal_open(name, NULL);
    for (size_t i = 0; i < s->table.count; i++) {
        word[i] = RD_KAFKA_RESP_ERR__IN_PROGRESS;
        assert_int_equal(rd_kafka_producev(writer, RD_KAFKA_V_TOPIC(s->topic[i]), RD_KAFKA_V_PARTITION(0),
                                           RD_KAFKA_V_VALUE(value, 1),
                                           RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                           RD_KAFKA_V_OPAQUE(&word[i]), RD_KAFKA_V_END),
                         RD_KAFKA_RESP_ERR_NO_ERROR);
    }
    (void)rd_kafka_flush(writer, (int)patience_ms());
    rd_kafka_destroy(writer);
    for (size_t i = 0; i < s->table.count; i++) {
        check(name, "write", s->topic[i], word[i], may_write(s, &s->table.item[i], name), REFUSED);
    }
}

/* As services write (common/bus): idempotent, which nobody has a right of his own for. */
static void try_idempotent_write(const scene *s, const char *name)
{
    size_t i = 0;
    while (i < s->table.count && !may_write(s, &s->table.item[i], name)) {
        i++;
    }
    if (i < s->table.count) {
        assert_true(principal_writes(name, s->topic[i]));
    }
}

/* ---- create, alter and delete: nobody of the table ------------------------------------------------------
 */

static void try_administration(const scene *s, const char *name, bool granted)
{
    const char *topics[TOPICS_MAX];
    rd_kafka_resp_err_t word[TOPICS_MAX];
    rd_kafka_t *client = principal_open(name, NULL);
    list_topics(s, topics);
    principal_administer(client, PRINCIPAL_ALTER, topics, s->table.count, word);
    for (size_t i = 0; i < s->table.count; i++) {
        check(name, "alter", topics[i], word[i], granted, REFUSED);
    }
    principal_administer(client, PRINCIPAL_DELETE, topics, s->table.count, word);
    for (size_t i = 0; i < s->table.count; i++) {
        check(name, "delete", topics[i], word[i], granted, REFUSED);
    }
    principal_administer(client, PRINCIPAL_CREATE, topics, s->table.count,
                         word); /* under the names that are or were there */
    for (size_t i = 0; i < s->table.count; i++) {
        check(name, "create", topics[i], word[i], granted, REFUSED);
    }
    rd_kafka_destroy(client);
}

/* ---- groups, transactions and the list of rights --------------------------------------------------------
 */

static const char *readable_topic(const scene *s, const char *name)
{
    for (size_t i = 0; i < s->table.count; i++) {
        if (may_read(&s->table.item[i], name)) {
            return s->topic[i];
        }
    }
    return s->topic[0];
}

static void try_groups(const scene *s, const char *name)
{
    const rd_kafka_resp_err_t refusal = RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
    rd_kafka_t *member = principal_member(name, s->w->prefix);
    const char *topic = readable_topic(s, name);
    for (size_t i = 0; i < s->name_count; i++) {
        const char *of = s->name[i];
        char group[NAME_BYTES];
        char part[NAME_BYTES];
        (void)snprintf(group, sizeof group, "%s.%s", s->w->prefix, of);
        (void)snprintf(part, sizeof part, "%s.%s.second", s->w->prefix, of);
        check(name, "describe group", group, principal_group(member, PRINCIPAL_LOOK, group, topic),
              may_see_group(s, of, name), refusal);
        check(name, "commit in group", group, principal_group(member, PRINCIPAL_COMMIT, group, topic),
              may_join(s, of, name), refusal);
        check(name, "commit in group", part, principal_group(member, PRINCIPAL_COMMIT, part, topic),
              may_join(s, of, name), refusal);
        check(name, "delete group", group, principal_group(member, PRINCIPAL_FORGET, group, topic), false,
              refusal);
    }
    rd_kafka_destroy(member);
}

static void try_cluster(const scene *s, const char *name)
{
    assert_int_equal(principal_take(name, s->topic[0]), RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED);
    assert_int_equal(principal_transaction(name), RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
}

/* ---- the tests ------------------------------------------------------------------------------------------
 */

static void add_name(scene *s, const char *name)
{
    for (size_t i = 0; i < s->name_count; i++) {
        if (strcmp(s->name[i], name) == 0) {
            return;
        }
    }
    assert_true(s->name_count < NAMES_MAX);
    s->name[s->name_count++] = name;
}

static void read_table(scene *s)
{
    static const char *const approved[] = {"pension"};
    ju_err err;
    assert_int_equal(ju_topics_read(&s->arena, "proto/topics.csv", &s->table, &err), JU_OK);
    assert_int_equal(ju_topics_expand(&s->arena, &s->table, approved, 1, &err), JU_OK);
    assert_true(s->table.count <= TOPICS_MAX);
    for (size_t i = 0; i < s->table.count; i++) {
        const ju_topic *topic = &s->table.item[i];
        (void)snprintf(s->topic[i], sizeof s->topic[i], "%s.%s", s->w->prefix, topic->name);
        for (size_t j = 0; j < topic->writers.count; j++) {
            add_name(s, topic->writers.word[j]);
        }
        for (size_t j = 0; j < topic->readers.count; j++) {
            add_name(s, topic->readers.word[j]);
        }
    }
    add_name(s, "ledger"); /* has a certificate, and stands in no row */
}

static int set_up(void **state)
{
    const char *names[TOPICS_MAX + 1] = {NULL};
    scene *s = calloc(1, sizeof *s);
    if (s == NULL || world_setup((void **)&s->w) != 0) {
        return -1;
    }
    *state = s;
    ju_arena_init(&s->arena, (size_t)8 << 20);
    read_table(s);
    for (size_t i = 0; i < s->table.count; i++) {
        names[i] = s->table.item[i].name;
    }
    bus_topics(s->w, 1, names);
    s->w->consumers = "pension";
    bus_grant(s->w);
    for (size_t i = 0; i < s->table.count; i++) {
        bus_send_raw(s->w, names[i], "key", 3, "first", 5, NULL, 0);
    }
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;
    void *w = s->w;
    int code = world_teardown(&w);
    ju_arena_done(&s->arena);
    free(s);
    return code;
}

static void for_everybody(const scene *s, void (*try)(const scene *s, const char *name))
{
    for (size_t i = 0; i < s->name_count; i++) {
        try(s, s->name[i]);
    }
}

static void everybody_sees_what_the_table_says(void **state)
{
    for_everybody(*state, try_describe);
}

static void everybody_reads_what_the_table_says(void **state)
{
    for_everybody(*state, try_read);
}

static void everybody_writes_what_the_table_says(void **state)
{
    for_everybody(*state, try_write);
    for_everybody(*state, try_idempotent_write);
}

static void everybody_is_in_his_own_groups_alone(void **state)
{
    for_everybody(*state, try_groups);
}

static void nobody_has_rights_on_the_cluster(void **state)
{
    for_everybody(*state, try_cluster);
}

/* Who provisions may: else the others' refusals would say nothing. */
static void nobody_but_who_provisions_makes_alters_or_removes_topics(void **state)
{
    const scene *s = *state;
    for (size_t i = 0; i < s->name_count; i++) {
        try_administration(s, s->name[i], false);
    }
    try_administration(s, "topics", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_sees_what_the_table_says),
        cmocka_unit_test(everybody_reads_what_the_table_says),
        cmocka_unit_test(everybody_writes_what_the_table_says),
        cmocka_unit_test(everybody_is_in_his_own_groups_alone),
        cmocka_unit_test(nobody_has_rights_on_the_cluster),
        cmocka_unit_test(nobody_but_who_provisions_makes_alters_or_removes_topics),
    };
    return cmocka_run_group_tests_name("rights", tests, set_up, tear_down);
}
