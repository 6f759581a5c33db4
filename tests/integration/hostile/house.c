#include "tests/integration/hostile/house.h"

#include "tests/integration/harness/command.h"
#include "tests/integration/harness/http.h"
#include "tests/integration/hostile/record.h"

#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "juki/common/v1/common.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const SERVICE[HOUSE_SERVICES] = {"resident", "identity", "delivery", "gateway", "audit"};

house *house_open(world *w)
{
    char rest[64];
    char tiles[64];
    house *h = calloc(1, sizeof *h);
    assert_non_null(h);
    *h = (house){.w = w, .rest_port = http_free_port(), .tile_port = http_free_port()};
    (void)snprintf(rest, sizeof rest, "JUKI_API_ADDRESS=127.0.0.1:%d", h->rest_port);
    (void)snprintf(tiles, sizeof tiles, "JUKI_TILE_ADDRESS=127.0.0.1:%d", h->tile_port);
    const char *const env[] = {rest, NULL};
    const char *const audit_env[] = {tiles, NULL};
    for (size_t i = 0; i < HOUSE_SERVICES; i++) {
        char program[32];
        (void)snprintf(program, sizeof program, "juki-%s", SERVICE[i]);
        h->service[i] = process_start(w, program,
                                      strcmp(SERVICE[i], "gateway") == 0 ? env
                                      : strcmp(SERVICE[i], "audit") == 0 ? audit_env
                                                                         : NULL);
    }
    return h;
}

/* ---- what is held ---------------------------------------------------------------------------------------
 */

/* Of messages themselves, of the trail, and of what time alone brings. */
#define BOOKS                                                                                                \
    "'inbox','inbox_stream','parked','dead_letter','outbox','outbox_stream','outbox_held','audit_durable',"  \
    "'audit_log','log_head','chain_head','tile','tree_head','checkpoint','cosignature','time_stamp','act_"   \
    "count','"                                                                                               \
    "trace',"                                                                                                \
    "'refusal_log_place','session_log_place','notice_look'"
/* Of commands that were asked or refused. */
#define ASKED                                                                                                \
    ",'change','change_person','change_review','person_search','search_question','search_hit'"               \
    ","                                                                                                      \
    "'restraint_request','destination_request','migration_load','kiosk_answer','report','staff_token'"

void house_look(const house *h, bool registers_only, house_state *ret)
{
    *ret = (house_state){0};
    for (size_t i = 0; i < HOUSE_SERVICES; i++) {
        PGconn *conn = world_database_of(h->w, SERVICE[i])->conn;
        char *names =
            strdup(sql_text(conn,
                            "SELECT string_agg(table_name, ',' ORDER BY table_name) FROM "
                            "information_schema.tables WHERE table_schema = 'public' AND table_type = "
                            "'BASE TABLE' AND table_name NOT IN (" BOOKS "%s)",
                            registers_only ? ASKED : ""));
        char *rest = names;
        for (char *name = strsep(&rest, ","); name != NULL; name = strsep(&rest, ",")) {
            assert_true(ret->count < HOUSE_TABLES_MAX);
            (void)snprintf(ret->table[ret->count].name, sizeof ret->table[0].name, "%s.%s", SERVICE[i], name);
            (void)snprintf(
                ret->table[ret->count++].digest, sizeof ret->table[0].digest, "%s",
                sql_text(conn,
                         "SELECT count(*) || ':' || coalesce(md5(string_agg(md5(r::text), '' ORDER BY "
                         "md5(r::text))), '') FROM %s r",
                         name));
        }
        free(names);
    }
}

void house_compare(const house_state *before, const house_state *after)
{
    size_t changed = 0;
    assert_int_equal(before->count, after->count);
    for (size_t i = 0; i < before->count; i++) {
        if (strcmp(before->table[i].digest, after->table[i].digest) != 0) {
            print_error("%s is another: %s, before %s\n", after->table[i].name, after->table[i].digest,
                        before->table[i].digest);
            changed++;
        }
    }
    assert_int_equal(changed, 0);
}

/* ---- how it stands --------------------------------------------------------------------------------------
 */

static bool is_put_aside(const house *h, const char *service, const char *id)
{
    return sql_int(world_database_of(h->w, service)->conn, "SELECT count(*) FROM dead_letter WHERE id = '%s'",
                   id) == 1;
}

void house_settle(const house *h, const hostile_seeds *seeds)
{
    char id[128][JU_UUID_SIZE];
    for (size_t i = 0; i < seeds->table.count; i++) {
        if (hostile_reader(&seeds->table.item[i]) != NULL) {
            (void)snprintf(id[i], sizeof id[i], "%s", command_new_id().text);
            hostile_last(h->w, seeds->table.item[i].name, id[i]);
        }
    }
    for (size_t i = 0; i < seeds->table.count; i++) {
        const char *reader = hostile_reader(&seeds->table.item[i]);
        AWAIT(reader == NULL || is_put_aside(h, reader, id[i]));
    }
    for (size_t i = 0; i < HOUSE_SERVICES; i++) {
        AWAIT(sql_int(world_database_of(h->w, SERVICE[i])->conn, "SELECT count(*) FROM outbox") == 0);
    }
}

static int64_t memory_of(const process *p)
{
    char path[64];
    char line[256];
    int64_t kib = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)p->pid);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *at = line + strcspn(line, "0123456789");
        char digits[24];
        (void)snprintf(digits, sizeof digits, "%.*s", (int)strspn(at, "0123456789"), at);
        if (strncmp(line, "VmRSS:", 6) == 0) {
            assert_true(ju_parse_int64(digits, 1, INT64_MAX, &kib));
        }
    }
    (void)fclose(file);
    return kib;
}

int64_t house_memory(const house *h)
{
    int64_t most = 0;
    for (size_t i = 0; i < HOUSE_SERVICES; i++) {
        int64_t kib = memory_of(h->service[i]);
        most = kib > most ? kib : most;
    }
    return most;
}

/* ---- what is said ---------------------------------------------------------------------------------------
 */

static void search_letters(const house *h, const char *service, const char *text)
{
    char topic[64];
    (void)snprintf(topic, sizeof topic, "deadletter.%s", service);
    bus_records letters = bus_read(h->w, topic);
    for (size_t i = 0; i < letters.count; i++) {
        Juki__Common__V1__DeadLetter *letter =
            juki__common__v1__dead_letter__unpack(NULL, letters.item[i].size, letters.item[i].value);
        assert_non_null(letter);
        if (strstr(letter->reason, text) != NULL || strstr(letter->code, text) != NULL) {
            fail_msg("%s: the reason %s has what was planted", service, letter->code);
        }
        juki__common__v1__dead_letter__free_unpacked(letter, NULL);
    }
    bus_free(&letters);
}

static void search_topic(const house *h, const char *topic, const char *text)
{
    bus_records records = bus_read(h->w, topic);
    for (size_t i = 0; i < records.count; i++) {
        const bus_record *record = &records.item[i];
        if (memmem(record->value, record->size, text, strlen(text)) != NULL) {
            fail_msg("%s: a %s has what was planted", topic, record->type);
        }
    }
    bus_free(&records);
}

static void search_process(const house *h, process *p, const char *text)
{
    char path[400];
    assert_false(process_ended(p));
    assert_int_equal(process_log_count(p, text), 0);
    (void)snprintf(path, sizeof path, "%s/%s.metrics", h->w->dir, p->owner);
    process_save_metrics(p, path);
    world_shell("! grep -q '%s' '%s' '%s'", text, path, p->log);
}

void house_search(const house *h, const hostile_seeds *seeds, const char *text)
{
    for (size_t i = 0; i < HOUSE_SERVICES; i++) {
        search_process(h, h->service[i], text);
        search_letters(h, SERVICE[i], text);
    }
    for (size_t i = 0; i < seeds->table.count; i++) {
        const char *name = seeds->table.item[i].name;
        const char *end = strrchr(name, '.');
        if (end != NULL && strcmp(end, ".reply") == 0) {
            search_topic(h, name, text);
        }
    }
}
