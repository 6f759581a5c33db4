/* --ask: a row of call, and the answer that the running peer writes down. */
#include "tests/peers/network/carry.h"

#include "tests/peers/network/store.h"

#include "common/base/clock.h"
#include "common/base/uuid7.h"
#include "common/config/config.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ARENA_BYTES = 256 * 1024, PATIENCE_MS = 15000, OPERANDS = 6, NUMBER_SIZE = 64 };
enum { PROVIDED = 0, NOT_PROVIDED = 1, USAGE = 64, FAILED = 70 };

typedef struct ask_settings {
    char *municipality;
    char *db_conninfo;
    char *key_dir;
} ask_settings;

static const ju_config_item ITEMS[] = {
    {"JUKI_MUNICIPALITY", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, offsetof(ask_settings, municipality), NULL,
     "全国地方公共団体コード of the house, 6 digits", 0, 0},
    {"JUKI_DB_CONNINFO", JU_CONFIG_STRING, JU_CONFIG_REQUIRED | JU_CONFIG_SECRET,
     offsetof(ask_settings, db_conninfo), NULL, "the peer's database", 0, 0},
    {"JUKI_KEY_DIR", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, offsetof(ask_settings, key_dir), NULL,
     "folder of the keyrings", 0, 0},
};

static void complain(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "%s\n", text);
}

/* The variables of the whole peer may be set; only these are read here. */
static void ignore(void *opaque, const char *text)
{
    (void)opaque;
    (void)text;
}

/* The blind index of the 個人番号 on standard input. */
static ju_rc read_index(const ask_settings *settings, unsigned char ret[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    char number[NUMBER_SIZE];
    ju_keyring *ring = NULL;
    if (fgets(number, sizeof number, stdin) == NULL) {
        return ju_fail(err, JU_FATAL, "number", "the number of the person comes by standard input");
    }
    number[strcspn(number, "\n")] = '\0';
    JU_TRY(ju_keyring_open(settings->key_dir, "network", &ring, err));
    ju_rc rc = ju_blind_index(ring, "individual_number", number, ret, err);
    explicit_bzero(number, sizeof number);
    ju_keyring_free(ring);
    return rc;
}

static int print_answer(const PGresult *row, const char *inquiry_id)
{
    const char *code = ju_col(row, 0, 0);
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "inquiry_id", inquiry_id, "code", code, "law_version",
                  ju_col(row, 0, 1), "as_of", ju_col(row, 0, 2), "items", ju_col(row, 0, 3));
    (void)json_dumpf(json, stdout, JSON_COMPACT);
    (void)fputc('\n', stdout);
    json_decref(json);
    return *code == '\0' ? PROVIDED : NOT_PROVIDED;
}

static ju_rc await_answer(ju_db *db, ju_arena *arena, const char *inquiry_id, int *ret_code, ju_err *err)
{
    const struct timespec pause = {.tv_nsec = 50 * 1000000L};
    int64_t until_ms = ju_clock_monotonic_ms() + PATIENCE_MS;
    while (ju_clock_monotonic_ms() < until_ms) {
        PGresult *row = NULL;
        JU_TRY(network_get_answer(db, arena, inquiry_id, &row, err));
        bool there = PQntuples(row) > 0;
        *ret_code = there ? print_answer(row, inquiry_id) : FAILED;
        PQclear(row);
        if (there) {
            return JU_OK;
        }
        (void)nanosleep(&pause, NULL);
    }
    return ju_fail(err, JU_RETRY, "no_answer", "no answer to %s in time", inquiry_id);
}

static ju_rc ask(const ask_settings *settings, char **operand, ju_arena *arena, int *ret_code, ju_err *err)
{
    JU_DB_AUTO ju_db *db = NULL;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    char inquiry_id[JU_UUID_SIZE];
    const char *code = NULL;
    JU_TRY(read_index(settings, index, err));
    JU_TRY(ju_uuid7(inquiry_id, err));
    JU_TRY(network_open_store(settings->db_conninfo, &db, err));
    JU_TRY(network_find_code(db, arena, index, settings->municipality, &code, err));
    JU_TRY(network_put_call(db, arena, inquiry_id, code, operand, err));
    return await_answer(db, arena, inquiry_id, ret_code, err);
}

int carry_ask(int argc, char **argv)
{
    ask_settings settings = {0};
    const ju_config_part part = {
        .items = ITEMS, .item_count = sizeof ITEMS / sizeof ITEMS[0], .values = &settings};
    const ju_config_report report = {.error = complain, .warning = ignore};
    ju_arena arena;
    ju_err err = {0};
    int code = FAILED;
    if (argc != OPERANDS + 2) {
        (void)fprintf(stderr,
                      "usage: peer-network --ask ITEM AFFAIR KIND INQUIRER INFORMATION NAME,NAME <NUMBER\n");
        return USAGE;
    }
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_config_load(&part, 1, &report, &err);
    rc = rc == JU_OK ? ask(&settings, argv + 2, &arena, &code, &err) : rc;
    if (rc != JU_OK) {
        (void)fprintf(stderr, "peer-network: %s\n", err.message);
        code = FAILED;
    }
    ju_arena_done(&arena);
    ju_config_free(&part, 1);
    return code;
}
