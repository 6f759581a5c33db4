#ifndef AUDIT_STEPS_TILES_H
#define AUDIT_STEPS_TILES_H

#include "common/run/app.h"

#include <stddef.h>

/*
 * The log for whom it convinces, as C2SP tlog-tiles has it: GET /checkpoint, /tile/<L>/<N>[.p/<W>] and, where
 * it is allowed, /tile/entries/<N>[.p/<W>]. Beside that, what time stamps there are: /timestamp lists the
 * last sizes and times, /timestamp/<size> is the authority's answer (RFC 3161) and
 * /timestamp/<size>/checkpoint what it stamped. Hashes tell nothing of the records: each has a record id with
 * 74 random bits in it. The entries are the records themselves; whose they are stands in them as a keyed
 * hash, but who did what, when and at which terminal stands there in clear. So they are served to auditors'
 * machines only, by a switch.
 */
typedef struct tiles_settings {
    char *address; /* NULL: nothing is served */
    char *certificate;
    char *key;
    bool entries;
} tiles_settings;

/* For the table of settings of the program; base: the offset of a tiles_settings. */
#define TILES_ITEMS(base)                                                                                    \
    {"JUKI_TILE_ADDRESS",                                                                                    \
     JU_CONFIG_STRING,                                                                                       \
     0,                                                                                                      \
     (base) + offsetof(tiles_settings, address),                                                             \
     NULL,                                                                                                   \
     "address:port at which the log's checkpoint and tiles are served (C2SP tlog-tiles); unset: nowhere",    \
     0,                                                                                                      \
     0},                                                                                                     \
        {"JUKI_TILE_CERT",                                                                                   \
         JU_CONFIG_STRING,                                                                                   \
         0,                                                                                                  \
         (base) + offsetof(tiles_settings, certificate),                                                     \
         NULL,                                                                                               \
         "PEM file of the certificate for it; with JUKI_TILE_KEY: TLS",                                      \
         0,                                                                                                  \
         0},                                                                                                 \
        {"JUKI_TILE_KEY",                                                                                    \
         JU_CONFIG_STRING,                                                                                   \
         0,                                                                                                  \
         (base) + offsetof(tiles_settings, key),                                                             \
         NULL,                                                                                               \
         "PEM file of the key for it",                                                                       \
         0,                                                                                                  \
         0},                                                                                                 \
    {                                                                                                        \
        "JUKI_TILE_ENTRIES", JU_CONFIG_BOOL, 0, (base) + offsetof(tiles_settings, entries), "false",         \
            "serve the records, too, and not their hashes alone", 0, 0                                       \
    }

typedef struct tiles_door tiles_door;

/* Starts serving; *ret is NULL when there is no address. Free with
 * tiles_close, which takes NULL. */
ju_rc tiles_open(const ju_settings *common, const tiles_settings *own, tiles_door **ret,
                 ju_err *err) JU_MUST_CHECK;
void tiles_close(tiles_door *door);

#endif
