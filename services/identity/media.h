#ifndef IDENTITY_MEDIA_H
#define IDENTITY_MEDIA_H

#include "juki/identity/v1/media.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Rules of exports to 電子記録媒体, without I/O (seed 002 R-59; seed 004_001 K24, K25, K62). Only the kinds
 * of the table, only to the receiver that stands there; asked for by one person, granted by another, used
 * once by who asked, for exactly what was asked, and in its days.
 */
enum { MEDIA_PERSONS_MAX = 5000, MEDIA_PURPOSE_MAX_BYTES = 600 };

/* Why something is refused; code NULL: it is not. */
typedef struct media_refusal {
    const char *code;
    const char *item;
} media_refusal;

/* What the terminal is told, in Japanese. */
const char *media_refusal_text(const char *code);

/* Whether the law foresees this export. */
bool media_foreseen(const char *kind, const char *receiver);

/* A permission as it stands. */
typedef struct media_permit {
    bool found;
    Juki__Identity__V1__MediaPermit as; /* what everybody may see of it */
} media_permit;

media_refusal media_check_request(const Juki__Identity__V1__RequestMediaPermit *wish);
media_refusal media_check_decision(const Juki__Identity__V1__DecideMediaPermit *wish,
                                   const media_permit *permit, const char *today);
media_refusal media_check_export(const Juki__Identity__V1__ExportMedia *wish, const media_permit *permit,
                                 const char *today);
media_refusal media_check_operator(const Juki__Common__V1__Operator *who);

#endif
