#ifndef HARNESS_WORLD_H
#define HARNESS_WORLD_H

#include "tests/integration/harness/state.h"

#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * What one integration test has to itself: fresh databases and a fresh topic prefix on the servers that
 * tests/run.sh started, and the processes it starts. A harness function that cannot do its work fails the
 * test. The servers are named by the environment:
 *   JUKI_TEST_BOOTSTRAP   Kafka
 *   JUKI_TEST_TLS         folder of the certificates (deploy/local/ca.sh); a test itself comes as topics, who
 * may do everything, its programs as who they are JUKI_TEST_REFUSALS    where Kafka writes whom it refused
 *   JUKI_TEST_SESSIONS    folder in which PostgreSQL writes who connected
 *   JUKI_TEST_DSN_ADMIN   PostgreSQL, as superuser
 *   JUKI_TEST_BIN         folder of the programs under test
 *   JUKI_TEST_KEYS        folder of the keyrings
 *   JUKI_TEST_DIR         where logs of the programs go
 *   JUKI_TEST_CRASH_SO    the object that kills a program at a chosen call (crash/crash.c)
 *   JUKI_TEST_PATIENCE    how many times slower than usual the programs may be (default 1)
 *   JUKI_RUN              the servers' folder, for the tests that stop them
 */
enum { WORLD_PROCESSES_MAX = 16, WORLD_DATABASES_MAX = 12, WORLD_SIGNERS_MAX = 24 };

#define TEST_MUNICIPALITY "132071"
#define TEST_TODAY        "2026-04-10"

typedef struct world_database {
    char owner[32]; /* the service */
    char name[96];
    PGconn *conn;  /* as administrator */
    bool migrated; /* a service's; a body that is played migrates its own when it starts */
} world_database;

/* 事務 of the two consumers that every gateway has. 住民基本台帳 and tax's are the gateway's desk in tests.
 */
#define AFFAIR_TAX        "地方税の賦課徴収"
#define AFFAIR_CHILD_CARE "子どものための教育・保育給付"

typedef struct world {
    char name[48];   /* unique; part of database names and of the prefix */
    char prefix[64]; /* of topics */
    char dir[256];   /* logs of this test's programs */
    world_database database[WORLD_DATABASES_MAX];
    size_t database_count;
    struct process *process[WORLD_PROCESSES_MAX];
    size_t process_count;
    rd_kafka_t *producer;
    const char *keys;                            /* with which it signs and opens; NULL: JUKI_TEST_KEYS */
    struct ju_signer *signer[WORLD_SIGNERS_MAX]; /* whom the test has played, see event_sign.h */
    size_t signer_count;
    struct ju_keyring *resident; /* what counters seal with; made when first used */
    struct issuer *staff;        /* likewise, see staff.h */
    struct issuer_desk *desk;    /* likewise */
    char terminal[64][160]; /* at which its operators sit: name, department and place, with tabs between */
    size_t terminal_count;
    const char *sits_at; /* where jukictl and anyone give their commands; NULL: w1 */
    bool unregistered;   /* a new one is not put into the services' registers */
    const char *affair;  /* for which its tokens are; NULL: 住民基本台帳 */
    char topic[128][96]; /* made by bus_topics, with prefix */
    size_t topic_count;
    char table[320];       /* of topics, for the rights of its programs; "": proto/topics.csv */
    const char *consumers; /* approved beyond the table, blanks between; NULL: none */
    bool granted;          /* these have their rights on this world's topics */
} world;

/* Setup and teardown of one cmocka test; *state is its world. */
int world_setup(void **state);
int world_teardown(void **state);

/* A variable of the environment above; the test ends when it is missing. */
const char *world_env(const char *name);

/* The folder of everybody's keys. */
const char *world_keys(const world *w);

/* The database of a service, made when first asked for: a copy of one that --migrate has made. */
world_database *world_database_of(world *w, const char *owner);

/* Makes it empty, for a test that migrates it itself. */
world_database *world_empty_database(world *w, const char *service);

/* Whether it is one of the five, whose schema belongs to another role than the one they use. */
bool world_is_service(const char *owner);

enum { WORLD_CONNINFO_SIZE = 1024 };

/*
 * How a role of the database's owner connects, with its certificate, into ret: as "" the owner's own, as
 * "migrator" who owns the schema of a service. Returns ret.
 */
const char *world_conninfo(const world_database *database, const char *as, char ret[WORLD_CONNINFO_SIZE]);

/* Likewise anybody: database, role, and whose certificate (a folder of JUKI_TEST_TLS). */
const char *world_conninfo_as(const char *database, const char *role, const char *certificate,
                              char ret[WORLD_CONNINFO_SIZE]);

/* Runs a line of shell made as by printf; the test fails when that does. */
void world_shell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The day for programs that were started with JUKI_CLOCK=file: of "today" in the world's directory. */
void world_set_day(world *w, const char *day);

/* Runs one statement made as by printf; a connection that was lost is opened again. */
void sql(PGconn *conn, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Its first column of its first row; -1 or "" when there is no row. Text is valid until the next call. */
int64_t sql_int(PGconn *conn, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *sql_text(PGconn *conn, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A digest of all rows of the tables (comma-separated), whatever their order. Valid until the next call. */
const char *sql_digest(PGconn *conn, const char *tables);

/* Milliseconds that a test waits for what must happen. */
int64_t patience_ms(void);
int64_t now_ms(void);
void pause_ms(int ms);

/* Waits until the condition holds; the test fails when it does not in time. */
#define AWAIT(condition)                                                                                     \
    do {                                                                                                     \
        int64_t await_until_ = now_ms() + patience_ms();                                                     \
        while (!(condition)) {                                                                               \
            if (now_ms() > await_until_) {                                                                   \
                state_tell();                                                                                \
                fail_msg("waited in vain for: %s", #condition);                                              \
            }                                                                                                \
            pause_ms(20);                                                                                    \
        }                                                                                                    \
    } while (0)

/* The condition must hold for the whole time. */
#define HOLDS_FOR(duration_ms, condition)                                                                    \
    do {                                                                                                     \
        int64_t holds_until_ = now_ms() + (duration_ms);                                                     \
        while (now_ms() < holds_until_) {                                                                    \
            if (!(condition)) {                                                                              \
                fail_msg("did not last: %s", #condition);                                                    \
            }                                                                                                \
            pause_ms(20);                                                                                    \
        }                                                                                                    \
    } while (0)

#endif
