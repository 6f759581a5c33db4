#ifndef GATEWAY_BRIDGE_SETTINGS_H
#define GATEWAY_BRIDGE_SETTINGS_H

#include "common/config/config.h"
#include "common/metrics/metrics.h"

#include <stddef.h>

/* Variables of the bridges; without a folder no file is made, without an address nothing is served. */
typedef struct bridge_settings {
    char *file_dir;
    char *file_certificates;
    int64_t file_every_ms;
    int64_t file_answer_ms;
    int64_t file_keep_ms;
} bridge_settings;

/* base: where the bridge_settings lie in the struct that the table fills. */
#define BRIDGE_ITEMS(base)                                                                                   \
    {.name = "JUKI_FILE_DIR",                                                                                \
     .type = JU_CONFIG_STRING,                                                                               \
     .offset = (base) + offsetof(bridge_settings, file_dir),                                                 \
     .help = "folder of ファイル連携: <consumer>/out and <consumer>/in; unset: no files"},                   \
        {.name = "JUKI_FILE_CERT_DIR",                                                                       \
         .type = JU_CONFIG_STRING,                                                                           \
         .offset = (base) + offsetof(bridge_settings, file_certificates),                                    \
         .help = "certificates that files are encrypted to: <consumer>.pem; with JUKI_FILE_DIR"},            \
        {.name = "JUKI_FILE_EVERY",                                                                          \
         .type = JU_CONFIG_DURATION_MS,                                                                      \
         .offset = (base) + offsetof(bridge_settings, file_every_ms),                                        \
         .fallback = "1h",                                                                                   \
         .help = "from one difference file of a consumer to the next",                                       \
         .min = 100,                                                                                         \
         .max = 7LL * 24 * 3600 * 1000},                                                                     \
        {.name = "JUKI_FILE_ANSWER_WITHIN",                                                                  \
         .type = JU_CONFIG_DURATION_MS,                                                                      \
         .offset = (base) + offsetof(bridge_settings, file_answer_ms),                                       \
         .fallback = "24h",                                                                                  \
         .help = "a file that is not acknowledged for so long counts in juki_bridge_files_overdue",          \
         .min = 100,                                                                                         \
         .max = 31LL * 24 * 3600 * 1000},                                                                    \
    {                                                                                                        \
        .name = "JUKI_FILE_KEEP", .type = JU_CONFIG_DURATION_MS,                                             \
        .offset = (base) + offsetof(bridge_settings, file_keep_ms), .fallback = "7d",                        \
        .help = "an acknowledged file is erased after this time (R-76)", .min = 100,                         \
        .max = 366LL * 24 * 3600 * 1000                                                                      \
    }

typedef struct bridge_state {
    ju_gauge *overdue;
    ju_gauge *failing;
    bool told_failing; /* as the log was last told */
} bridge_state;

#endif
