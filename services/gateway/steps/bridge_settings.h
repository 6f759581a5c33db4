#ifndef GATEWAY_STEPS_BRIDGE_SETTINGS_H
#define GATEWAY_STEPS_BRIDGE_SETTINGS_H

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
    char *api_address;
    char *api_certificate;
    char *api_key;
    char *api_audience;
    int64_t api_token_ms;
    int64_t api_rate;
} bridge_settings;

/* base: where the bridge_settings lie in the struct that the table fills. */
#define BRIDGE_ITEMS(base)                                                                                   \
    {.name = "JUKI_API_ADDRESS",                                                                             \
     .type = JU_CONFIG_STRING,                                                                               \
     .offset = (base) + offsetof(bridge_settings, api_address),                                              \
     .help = "RESTによる公開用API: ADDRESS:PORT; unset: none"},                                              \
        {.name = "JUKI_API_CERT",                                                                            \
         .type = JU_CONFIG_STRING,                                                                           \
         .offset = (base) + offsetof(bridge_settings, api_certificate),                                      \
         .help = "its certificate (PEM); beyond loopback with JUKI_API_KEY"},                                \
        {.name = "JUKI_API_KEY",                                                                             \
         .type = JU_CONFIG_STRING,                                                                           \
         .offset = (base) + offsetof(bridge_settings, api_key),                                              \
         .help = "the key of JUKI_API_CERT (PEM file)"},                                                     \
        {.name = "JUKI_API_AUDIENCE",                                                                        \
         .type = JU_CONFIG_STRING,                                                                           \
         .offset = (base) + offsetof(bridge_settings, api_audience),                                         \
         .help = "aud of client_secret_jwt",                                                                 \
         .fallback = "juki-gateway"},                                                                        \
        {.name = "JUKI_API_TOKEN_LIVES",                                                                     \
         .type = JU_CONFIG_DURATION_MS,                                                                      \
         .offset = (base) + offsetof(bridge_settings, api_token_ms),                                         \
         .help = "an access token is good for so long",                                                      \
         .fallback = "5m",                                                                                   \
         .min = 1000,                                                                                        \
         .max = 3600 * 1000},                                                                                \
        {.name = "JUKI_API_RATE",                                                                            \
         .type = JU_CONFIG_INT,                                                                              \
         .offset = (base) + offsetof(bridge_settings, api_rate),                                             \
         .help = "requests in a minute from one address",                                                    \
         .fallback = "600",                                                                                  \
         .min = 1,                                                                                           \
         .max = 1000000},                                                                                    \
        {.name = "JUKI_FILE_DIR",                                                                            \
         .type = JU_CONFIG_STRING,                                                                           \
         .offset = (base) + offsetof(bridge_settings, file_dir),                                             \
         .help = "folder of ファイル連携: <consumer>/out and <consumer>/in; unset: no files"},               \
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
    struct rest_door *door;
    struct rest_server *server;
} bridge_state;

#endif
