#ifndef GATEWAY_INQUIRY_SETTINGS_H
#define GATEWAY_INQUIRY_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

/* What the gateway's variables say about 情報照会. The seeds give no numbers (juki_facts section 6). */
typedef struct inquiry_settings {
    char *certificate; /* to which answers are encrypted */
    char *key;         /* and its private key; NULL: nothing can be asked */
    int64_t approval_wait_ms;
    int64_t permit_wait_ms;
    int64_t answer_wait_ms;
    int64_t pending_wait_ms;
    int64_t result_kept_ms;
} inquiry_settings;

/* The rows of a table of settings (common/config/config.h); at: where in its struct the inquiry_settings are.
 */
#define INQUIRY_ITEMS(at)                                                                                    \
    {"JUKI_INQUIRY_CERTIFICATE",                                                                             \
     JU_CONFIG_STRING,                                                                                       \
     0,                                                                                                      \
     (at) + offsetof(inquiry_settings, certificate),                                                         \
     NULL,                                                                                                   \
     "our certificate (PEM), to which other bodies encrypt their answers; without it nothing is asked",      \
     0,                                                                                                      \
     0},                                                                                                     \
        {"JUKI_INQUIRY_KEY",                                                                                 \
         JU_CONFIG_STRING,                                                                                   \
         0,                                                                                                  \
         (at) + offsetof(inquiry_settings, key),                                                             \
         NULL,                                                                                               \
         "its private key (PEM); goes with JUKI_INQUIRY_CERTIFICATE",                                        \
         0,                                                                                                  \
         0},                                                                                                 \
        {"JUKI_INQUIRY_APPROVAL_WAIT",                                                                       \
         JU_CONFIG_DURATION_MS,                                                                              \
         0,                                                                                                  \
         (at) + offsetof(inquiry_settings, approval_wait_ms),                                                \
         "7d",                                                                                               \
         "how long an inquiry may wait for its approval",                                                    \
         100,                                                                                                \
         31536000000},                                                                                       \
        {"JUKI_INQUIRY_PERMIT_WAIT",                                                                         \
         JU_CONFIG_DURATION_MS,                                                                              \
         0,                                                                                                  \
         (at) + offsetof(inquiry_settings, permit_wait_ms),                                                  \
         "10m",                                                                                              \
         "how long the network may take to permit an inquiry",                                               \
         100,                                                                                                \
         86400000},                                                                                          \
        {"JUKI_INQUIRY_ANSWER_WAIT",                                                                         \
         JU_CONFIG_DURATION_MS,                                                                              \
         0,                                                                                                  \
         (at) + offsetof(inquiry_settings, answer_wait_ms),                                                  \
         "24h",                                                                                              \
         "how long a provider may take to answer",                                                           \
         100,                                                                                                \
         31536000000},                                                                                       \
        {"JUKI_INQUIRY_PENDING_WAIT",                                                                        \
         JU_CONFIG_DURATION_MS,                                                                              \
         0,                                                                                                  \
         (at) + offsetof(inquiry_settings, pending_wait_ms),                                                 \
         "30d",                                                                                              \
         "how long from when a provider said that its people decide (自動応答不可)",                         \
         100,                                                                                                \
         31536000000},                                                                                       \
    {                                                                                                        \
        "JUKI_INQUIRY_RESULT_KEPT", JU_CONFIG_DURATION_MS, 0,                                                \
            (at) + offsetof(inquiry_settings, result_kept_ms), "7d",                                         \
            "how long the result of an inquiry is kept", 100, 31536000000                                    \
    }

#endif
