#ifndef AUDIT_STEPS_STAMP_H
#define AUDIT_STEPS_STAMP_H

#include "common/metrics/metrics.h"
#include "services/audit/store_stamp.h"

/* Every so often the last checkpoint is shown to an authority for time stamps (RFC 3161), whose answer is
 * checked and kept: so not even all who sign together can say later that it was made at another time. */
typedef struct stamp_settings {
    char *url;         /* NULL: there is no authority */
    char *authorities; /* PEM file */
    int64_t every_ms;
} stamp_settings;

/* For the table of settings of the program; base: the offset of a stamp_settings. */
#define STAMP_ITEMS(base)                                                                                    \
    {"JUKI_TIMESTAMP_URL",                                                                                   \
     JU_CONFIG_STRING,                                                                                       \
     0,                                                                                                      \
     (base) + offsetof(stamp_settings, url),                                                                 \
     NULL,                                                                                                   \
     "http URL of the authority that stamps checkpoints (RFC 3161); unset: none",                            \
     0,                                                                                                      \
     0},                                                                                                     \
        {"JUKI_TIMESTAMP_CA",                                                                                \
         JU_CONFIG_STRING,                                                                                   \
         0,                                                                                                  \
         (base) + offsetof(stamp_settings, authorities),                                                     \
         NULL,                                                                                               \
         "PEM file of the authorities under which its certificate is good",                                  \
         0,                                                                                                  \
         0},                                                                                                 \
    {                                                                                                        \
        "JUKI_TIMESTAMP_EVERY", JU_CONFIG_DURATION_MS, 0, (base) + offsetof(stamp_settings, every_ms), "1h", \
            "how often a checkpoint is stamped, when the log has grown", 100, 7 * 86400000LL                 \
    }

typedef struct stamper stamper;

/* JU_FATAL: a URL without a file of authorities, or that is none. Free with stamper_close, which takes NULL.
 */
ju_rc stamper_open(const stamp_settings *own, stamper **ret, ju_err *err) JU_MUST_CHECK;
void stamper_close(stamper *s);
void stamper_metrics(stamper *s, ju_registry *registry);

/* Keeps the answer that came, and asks for a stamp of the note (a checkpoint of ours of this size) when one
 * is due; NULL: there is none. */
ju_rc stamper_look(stamper *s, ju_db *db, int64_t size, const char *note, ju_err *err) JU_MUST_CHECK;

#endif
