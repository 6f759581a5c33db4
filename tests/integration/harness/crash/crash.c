/*
 * Preloaded into a program under test, this kills it as SIGKILL does at a chosen call, so that a crash
 * happens exactly there and the program itself has no hooks for tests. JUKI_TEST_CRASH is "<point>:<n>", the
 * n-th time: offset_store   the batch is committed, no offset of it is stored commit         the batch is
 * written, its COMMIT is not sent sent_mark      the broker has acknowledged the events, their outbox rows
 * are still there produce        an event is about to be handed to librdkafka, those before it have left
 * are still there held_mark      likewise those that have waited for their link
 * Acts of the audit trail are no events here, and a start's own transaction is no batch: both come by
 * themselves.
 */
#include <dlfcn.h>
#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void reach(const char *point)
{
    static atomic_int times;
    const char *wanted = secure_getenv("JUKI_TEST_CRASH");
    size_t length = strlen(point);
    if (wanted != NULL && strncmp(wanted, point, length) == 0 && wanted[length] == ':' &&
        atomic_fetch_add(&times, 1) + 1 == wanted[length + 1] - '0') {
        (void)kill(getpid(), SIGKILL);
    }
}

static atomic_bool event_left;        /* one has been handed over */
static _Thread_local bool batch_open; /* this thread has asked the inbox and not committed yet */

static bool is_event(const rd_kafka_vu_t *vus, size_t count)
{
    static const char acts[] = ".audit.record";
    for (size_t i = 0; i < count; i++) {
        if (vus[i].vtype == RD_KAFKA_VTYPE_TOPIC) {
            size_t length = strlen(vus[i].u.cstr);
            return length < sizeof acts || strcmp(vus[i].u.cstr + length - (sizeof acts - 1), acts) != 0;
        }
    }
    return true;
}

static rd_kafka_vu_t next_of(rd_kafka_vtype_t type, va_list args)
{
    rd_kafka_vu_t vu = {.vtype = type};
    switch (type) {
    case RD_KAFKA_VTYPE_MSGFLAGS:
        vu.u.i = va_arg(args, int);
        break;
    case RD_KAFKA_VTYPE_KEY:
    case RD_KAFKA_VTYPE_VALUE:
        vu.u.mem.ptr = va_arg(args, void *);
        vu.u.mem.size = va_arg(args, size_t);
        break;
    case RD_KAFKA_VTYPE_TOPIC:
        vu.u.cstr = va_arg(args, const char *);
        break;
    case RD_KAFKA_VTYPE_HEADERS:
        vu.u.headers = va_arg(args, rd_kafka_headers_t *);
        break;
    default:
        vu.u.ptr = va_arg(args, void *);
    }
    return vu;
}

/* As common/bus/producer.c calls it. */
rd_kafka_resp_err_t rd_kafka_producev(rd_kafka_t *rk, ...)
{
    enum { VALUES_MAX = 12, PATIENCE_MS = 10000 };
    const char *wanted = secure_getenv("JUKI_TEST_CRASH");
    rd_kafka_vu_t vus[VALUES_MAX];
    size_t count = 0;
    va_list args;
    va_start(args, rk);
    for (rd_kafka_vtype_t type = va_arg(args, rd_kafka_vtype_t);
         type != RD_KAFKA_VTYPE_END && count < VALUES_MAX; type = va_arg(args, rd_kafka_vtype_t)) {
        vus[count++] = next_of(type, args);
    }
    va_end(args);
    if (wanted != NULL && strncmp(wanted, "produce:", 8) == 0) {
        (void)rd_kafka_flush(rk, PATIENCE_MS); /* those before it have left */
    }
    if (is_event(vus, count)) {
        reach("produce");
        atomic_store(&event_left, true);
    }
    rd_kafka_error_t *error = rd_kafka_produceva(rk, vus, count);
    rd_kafka_resp_err_t code = error == NULL ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error);
    if (error != NULL) {
        rd_kafka_error_destroy(error);
    }
    return code;
}

rd_kafka_resp_err_t rd_kafka_offset_store(rd_kafka_topic_t *rkt, int32_t partition, int64_t offset)
{
    rd_kafka_resp_err_t (*real)(rd_kafka_topic_t *, int32_t, int64_t) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "rd_kafka_offset_store");
    reach("offset_store");
    return real(rkt, partition, offset);
}

/* Parameters are named as libpq names them. */
int PQsendQueryParams(PGconn *conn, const char *command, int nParams, const Oid *paramTypes,
                      const char *const *paramValues, const int *paramLengths, const int *paramFormats,
                      int resultFormat)
{
    int (*real)(PGconn *, const char *, int, const Oid *, const char *const *, const int *, const int *,
                int) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "PQsendQueryParams");
    if (strcmp(command, "COMMIT") == 0 && batch_open) {
        reach("commit");
        batch_open = false;
    }
    return real(conn, command, nParams, paramTypes, paramValues, paramLengths, paramFormats, resultFormat);
}

int PQsendQueryPrepared(PGconn *conn, const char *stmtName, int nParams, const char *const *paramValues,
                        const int *paramLengths, const int *paramFormats, int resultFormat)
{
    int (*real)(PGconn *, const char *, int, const char *const *, const int *, const int *, int) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "PQsendQueryPrepared");
    if (strcmp(stmtName, "event_inbox_insert") == 0) {
        batch_open = true;
    }
    if (strcmp(stmtName, "event_outbox_sent") == 0 && atomic_load(&event_left)) {
        reach("sent_mark");
    }
    if (strcmp(stmtName, "event_held_sent") == 0) {
        reach("held_mark");
    }
    return real(conn, stmtName, nParams, paramValues, paramLengths, paramFormats, resultFormat);
}
