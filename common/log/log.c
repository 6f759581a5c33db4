#include "common/log/log.h"

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/log/mask.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <syslog.h>
#include <unistd.h>

/* A line up to PIPE_BUF bytes is never mixed with another one in a pipe. */
enum { LINE_BYTES = 4096, TAIL_BYTES = sizeof ",\"cut\":1}\n" };
enum { WORD_CHARS = 128, TEXT_BYTES = 512, HASH_BYTES = 8, UUID_CHARS = 36 };
enum { WORD_DIGITS = 10, TEXT_DIGITS = 8 };

static const char *const LEVELS[] = {"debug", "info", "warn", "error"};
static const char *const CLASSES[] = {"ok", "retry", "reject", "fatal"};

_Atomic int ju_log_least_level = JU_LOG_INFO;

static char program[32] = "juki";
static unsigned char private_key[32];
static pthread_once_t private_key_once = PTHREAD_ONCE_INIT;

typedef struct line {
    char text[LINE_BYTES];
    size_t length;
    bool cut;
} line;

ju_rc ju_log_init(const char *svc, const char *level, ju_err *err)
{
    for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++) {
        if (strcmp(level, LEVELS[i]) == 0) {
            (void)snprintf(program, sizeof program, "%s", svc);
            atomic_store(&ju_log_least_level, (int)i);
            return JU_OK;
        }
    }
    return ju_fail(err, JU_FATAL, "log_level", "log level is one of debug, info, warn, error");
}

static void put(line *out, const char *text, size_t length)
{
    if (out->length + length > LINE_BYTES - TAIL_BYTES) {
        out->cut = true;
        return;
    }
    memcpy(out->text + out->length, text, length);
    out->length += length;
}

/* text is UTF-8 of at most TEXT_BYTES; as a JSON string it grows to six times its size at most. */
static void put_pair(line *out, const char *name, const char *text)
{
    char quoted[64 + 6 * TEXT_BYTES];
    size_t used = (size_t)snprintf(quoted, 64, ",\"%.50s\":\"", name);
    const char *end = text + strnlen(text, TEXT_BYTES);
    for (const char *c = text; c < end; c++) {
        if (*c == '"' || *c == '\\') {
            quoted[used++] = '\\';
            quoted[used++] = *c;
        } else if ((unsigned char)*c < 0x20) {
            used += (size_t)snprintf(quoted + used, 7, "\\u%04x", *c);
        } else {
            quoted[used++] = *c;
        }
    }
    quoted[used++] = '"';
    put(out, quoted, used);
}

static void put_int(line *out, const char *name, int64_t value)
{
    char pair[96];
    int length = snprintf(pair, sizeof pair, ",\"%.50s\":%lld", name, (long long)value);
    put(out, pair, (size_t)length);
}

static bool is_word(const char *text)
{
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/@+-");
    return length <= WORD_CHARS && text[length] == '\0';
}

/* A UUID is random: its digits say nothing, and it is what operators search for. */
static bool is_uuid(const char *text)
{
    if (strlen(text) != UUID_CHARS) {
        return false;
    }
    for (size_t i = 0; i < UUID_CHARS; i++) {
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text[i] != '-' : !isxdigit((unsigned char)text[i])) {
            return false;
        }
    }
    return true;
}

static void put_word(line *out, const char *name, const char *text)
{
    char masked[WORD_CHARS + 1];
    if (text == NULL) {
        put_pair(out, name, "");
    } else if (!is_word(text)) {
        put_pair(out, name, "?");
    } else if (is_uuid(text)) {
        put_pair(out, name, text);
    } else {
        ju_mask_digits(text, WORD_DIGITS, masked, sizeof masked);
        put_pair(out, name, masked);
    }
}

static void put_text(line *out, const char *name, const char *text)
{
    char masked[TEXT_BYTES];
    ju_mask_digits(text, TEXT_DIGITS, masked, sizeof masked);
    put_pair(out, name, masked);
}

static void put_err(line *out, const ju_err *err)
{
    put_word(out, "err_code", err->code);
    put_word(out, "err_class", CLASSES[err->rc]);
    if (err->item[0] != '\0') {
        put_text(out, "err_item", err->item);
    }
    if (err->sqlstate[0] != '\0') {
        put_word(out, "sqlstate", err->sqlstate);
    }
    put_text(out, "err_message", err->message);
}

static void draw_private_key(void)
{
    if (getentropy(private_key, sizeof private_key) != 0) {
        /* Without a secret key the hash would be a way back to the value: nothing is hashed then. */
        explicit_bzero(private_key, sizeof private_key);
    }
}

static bool private_key_drawn(void)
{
    static const unsigned char none[sizeof private_key];
    (void)pthread_once(&private_key_once, draw_private_key);
    return memcmp(private_key, none, sizeof none) != 0;
}

static void put_private(line *out, const char *name, const char *text)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    char hex[2 * HASH_BYTES + 1] = "?";
    if (text != NULL && private_key_drawn() &&
        HMAC(EVP_sha256(), private_key, (int)sizeof private_key, (const unsigned char *)text, strlen(text),
             mac, NULL) != NULL) {
        ju_hex(mac, HASH_BYTES, hex);
    }
    put_pair(out, name, hex);
}

static void put_field(line *out, const ju_field *field)
{
    switch (field->type) {
    case JU_FIELD_INT:
        put_int(out, field->name, field->number);
        break;
    case JU_FIELD_WORD:
        put_word(out, field->name, field->text);
        break;
    case JU_FIELD_TEXT:
        put_text(out, field->name, field->text);
        break;
    case JU_FIELD_ERR:
        put_err(out, field->err);
        break;
    case JU_FIELD_PRIVATE:
        put_private(out, field->name, field->text);
        break;
    case JU_FIELD_END:
        break;
    }
}

static void put_head(line *out, ju_log_level level, const char *msg)
{
    char now[JU_CLOCK_NOW_SIZE];
    char head[64];
    ju_clock_now_rfc3339(now);
    int length = snprintf(head, sizeof head, "{\"ts\":\"%s\"", now);
    put(out, head, (size_t)length);
    put_pair(out, "level", LEVELS[level]);
    put_pair(out, "svc", program);
    put_pair(out, "msg", msg);
}

void ju_log_write(ju_log_level level, const char *msg, const ju_field *fields)
{
    line out;
    out.length = 0;
    out.cut = false;
    put_head(&out, level, msg);
    for (const ju_field *field = fields; field->type != JU_FIELD_END; field++) {
        put_field(&out, field);
    }
    out.length += (size_t)snprintf(out.text + out.length, TAIL_BYTES, "%s}\n", out.cut ? ",\"cut\":1" : "");
    /* There is nowhere to report that the log cannot be written. */
    ssize_t written = write(STDERR_FILENO, out.text, out.length);
    (void)written;
}

static ju_log_level level_of_syslog(int syslog_level)
{
    if (syslog_level <= LOG_ERR) {
        return JU_LOG_ERROR;
    }
    if (syslog_level == LOG_WARNING) {
        return JU_LOG_WARN;
    }
    return syslog_level == LOG_DEBUG ? JU_LOG_DEBUG : JU_LOG_INFO;
}

void ju_log_rdkafka(const struct rd_kafka_s *rk, int syslog_level, const char *facility, const char *text)
{
    (void)rk;
    ju_log(level_of_syslog(syslog_level), "kafka client", ju_f_word("facility", facility),
           ((ju_field){.type = JU_FIELD_TEXT, .name = "text", .text = text}));
}

void ju_log_pg_notice(void *unused, const struct pg_result *result)
{
    (void)unused;
    ju_log_info("database notice",
                ju_f_word("severity", PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED)),
                ju_f_word("sqlstate", PQresultErrorField(result, PG_DIAG_SQLSTATE)));
}
