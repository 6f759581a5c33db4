#ifndef JU_LOG_LOG_H
#define JU_LOG_LOG_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The log of a program: one JSON object per line on standard error, each line one write(2), from any thread.
 * Only main programs and common/run log; library code returns errors.
 *
 * No personal data can come out by construction (design invariant 7): the message and the names of fields are
 * string literals, words are short and of a narrow alphabet, long digit runs are masked, and a value that
 * belongs to a person only appears as a hash that means nothing outside this process.
 *
 *     ju_log_info("batch committed", ju_f_word("topic", topic), ju_f_int("messages", count));
 */
typedef enum ju_log_level {
    JU_LOG_DEBUG,
    JU_LOG_INFO,
    JU_LOG_WARN,
    JU_LOG_ERROR,
} ju_log_level;

typedef enum ju_field_type {
    JU_FIELD_END,
    JU_FIELD_INT,
    JU_FIELD_WORD,
    JU_FIELD_TEXT,
    JU_FIELD_ERR,
    JU_FIELD_PRIVATE,
} ju_field_type;

/* Made by the ju_f_ macros only. */
typedef struct ju_field {
    ju_field_type type;
    const char *name;
    union {
        int64_t number;
        const char *text;
        const ju_err *err;
    };
} ju_field;

/* A number: a count, an offset, a duration (unit in the name). Never a number that names a person. */
#define ju_f_int(field_name, value)                                                                          \
    ((ju_field){.type = JU_FIELD_INT, .name = "" field_name, .number = (int64_t)(value)})

/*
 * An identifier or code of at most 128 characters of A-Z a-z 0-9 . _ : / @ + -; anything else is logged as
 * "?". Runs of 10 digits or more are masked, except in a UUID. NULL is logged as "".
 */
#define ju_f_word(field_name, value)                                                                         \
    ((ju_field){.type = JU_FIELD_WORD, .name = "" field_name, .text = (value)})

/* A failure: err_code, err_class, err_item, sqlstate, and the message with runs of 8 digits or more masked.
 */
#define ju_f_err(value) ((ju_field){.type = JU_FIELD_ERR, .name = "err", .err = (value)})

/*
 * What belongs to a person, as 16 hexadecimal digits of an HMAC-SHA-256 under a key that is drawn anew in
 * each process: equal values can be recognised in one log, and nobody can find a value from it.
 */
#define ju_f_private(field_name, value)                                                                      \
    ((ju_field){.type = JU_FIELD_PRIVATE, .name = "" field_name, .text = (value)})

/* Sets the program's name and its least level, one of debug info warn error. JU_FATAL for another level. */
ju_rc ju_log_init(const char *svc, const char *level, ju_err *err) JU_MUST_CHECK;

extern _Atomic int ju_log_least_level;

static inline bool ju_log_enabled(ju_log_level level)
{
    return (int)level >= ju_log_least_level;
}

/* Through the macros below, which see to it that msg is a literal and that the last field is JU_FIELD_END. */
void ju_log_write(ju_log_level level, const char *msg, const ju_field *fields);

#define ju_log(level, msg, ...)                                                                              \
    do {                                                                                                     \
        if (ju_log_enabled(level)) {                                                                         \
            ju_log_write(level, "" msg,                                                                      \
                         (const ju_field[]){__VA_ARGS__ __VA_OPT__(, ){.type = JU_FIELD_END}});              \
        }                                                                                                    \
    } while (0)

#define ju_log_debug(...) ju_log(JU_LOG_DEBUG, __VA_ARGS__)
#define ju_log_info(...)  ju_log(JU_LOG_INFO, __VA_ARGS__)
#define ju_log_warn(...)  ju_log(JU_LOG_WARN, __VA_ARGS__)
#define ju_log_error(...) ju_log(JU_LOG_ERROR, __VA_ARGS__)

struct rd_kafka_s;
struct pg_result;

/* For rd_kafka_conf_set_log_cb: librdkafka's own text, masked like the message of an error. */
void ju_log_rdkafka(const struct rd_kafka_s *rk, int syslog_level, const char *facility, const char *text);

/*
 * For PQsetNoticeReceiver. (A notice processor would only get the text, which may quote data; the receiver
 * has the SQLSTATE.) Logs severity and SQLSTATE, never the text.
 */
void ju_log_pg_notice(void *unused, const struct pg_result *result);

#endif
