#ifndef RESIDENT_KIOSK_H
#define RESIDENT_KIOSK_H

#include "services/resident/refusal.h"

#include "juki/resident/v1/kiosk.pb-c.h"

/* Rules of コンビニ交付, without I/O; those of certificates themselves are in certificate.h. */

/* Minutes of the day from which and before which kiosks are served; equal: never. */
typedef struct kiosk_hours {
    int open;
    int close;
} kiosk_hours;

/* Reads "06:30-23:00"; the end may be 24:00. */
bool kiosk_hours_parse(const char *text, kiosk_hours *ret);

/* How the municipality serves kiosks. */
typedef struct kiosk_service {
    const char *municipality;
    kiosk_hours hours;
    bool individual_number; /* whether a kiosk may print a 個人番号 */
} kiosk_service;

/* A request may wait so long on its way; the clocks of both sides may differ by as much. */
enum { KIOSK_WINDOW_MINUTES = 5 };

/*
 * Whether a question whose signature is right was meant for us, now, and for the first time: else refused as
 * request_mismatch (made for another key), municipality_differs, date_invalid, request_expired,
 * request_id_used. now is a moment as in restraint.h.
 */
bool kiosk_question_genuine(const Juki__Resident__V1__KioskQuestion *question, const char *key,
                            const char *municipality, bool known, const char *now, refusal *ret);

/*
 * Whether a kiosk may ask this at all: kiosk_closed, kiosk_id_invalid, kiosk_kind (only 住民票の写し and
 * 住民票記載事項証明書), kiosk_item (never a 住民票コード nor 通称の記載及び削除に関する事項; a 個人番号
 * where the municipality allows it).
 */
bool kiosk_question_allowed(const Juki__Resident__V1__KioskQuestion *question, const kiosk_service *service,
                            const char *now, refusal *ret);

/* Whether text can be the serial of a 利用者証明用電子証明書: 1 to 40 hexadecimal digits, capitals. */
bool kiosk_serial_valid(const char *text);

#endif
