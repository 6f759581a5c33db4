#include "services/resident/kiosk.h"

#include "common/text/date.h"

#include <stdint.h>
#include <string.h>

typedef Juki__Resident__V1__KioskQuestion kiosk_question;

#define KIND(name) JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_##name
#define ITEM(name) JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_##name

enum { SERIAL_LENGTH_MAX = 40, KIOSK_ID_LENGTH_MAX = 20, MINUTES_PER_DAY = 24 * 60, CLOCK_LENGTH = 5 };

/* ---- moments ----------------------------------------------------------------------------------------- */

static bool parse_pair(const char *text, int *ret)
{
    *ret = (text[0] - '0') * 10 + (text[1] - '0');
    return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
}

/* "HH:MM" in minutes, up to 24:00. */
static bool parse_minutes(const char *text, int *ret)
{
    int hour = 0;
    int minute = 0;
    if (strnlen(text, CLOCK_LENGTH) < CLOCK_LENGTH || text[2] != ':' || !parse_pair(text, &hour) ||
        !parse_pair(text + 3, &minute)) {
        return false;
    }
    *ret = hour * 60 + minute;
    return minute < 60 && *ret <= MINUTES_PER_DAY;
}

bool kiosk_hours_parse(const char *text, kiosk_hours *ret)
{
    return strlen(text) == 2 * CLOCK_LENGTH + 1 && text[CLOCK_LENGTH] == '-' &&
           parse_minutes(text, &ret->open) && parse_minutes(text + CLOCK_LENGTH + 1, &ret->close) &&
           ret->open <= ret->close;
}

/* ---- rules ------------------------------------------------------------------------------------------- */

bool kiosk_question_genuine(const kiosk_question *question, const char *key, const char *municipality,
                            bool known, const char *now, refusal *ret)
{
    int64_t asked_at = 0;
    int64_t moment = 0;
    if (strcmp(question->request_id, key) != 0) {
        return refuse(ret, "request_mismatch", "request_id");
    }
    if (strcmp(question->municipality_code, municipality) != 0) {
        return refuse(ret, "municipality_differs", "municipality_code");
    }
    if (!ju_moment_parse(question->asked_at, &asked_at) || !ju_moment_parse(now, &moment)) {
        return refuse(ret, "date_invalid", "asked_at");
    }
    int64_t apart = moment > asked_at ? moment - asked_at : asked_at - moment;
    if (apart > (int64_t)KIOSK_WINDOW_MINUTES * 60) {
        return refuse(ret, "request_expired", "asked_at");
    }
    return !known || refuse(ret, "request_id_used", "request_id");
}

static bool is_open(const kiosk_hours *hours, const char *now)
{
    int minutes = 0;
    return parse_minutes(now + strlen("YYYY-MM-DDT"), &minutes) && minutes >= hours->open &&
           minutes < hours->close;
}

/* It becomes part of the 発行番号. */
static bool kiosk_id_valid(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= KIOSK_ID_LENGTH_MAX &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == length;
}

static bool item_allowed(Juki__Resident__V1__CertificateItem item, const kiosk_service *service)
{
    return item >= ITEM(DOMICILE) && item <= ITEM(CARD_NUMBER) && item != ITEM(RESIDENT_CODE) &&
           (item != ITEM(INDIVIDUAL_NUMBER) || service->individual_number);
}

bool kiosk_question_allowed(const kiosk_question *question, const kiosk_service *service, const char *now,
                            refusal *ret)
{
    if (!is_open(&service->hours, now)) {
        return refuse(ret, "kiosk_closed", "asked_at");
    }
    if (!kiosk_id_valid(question->kiosk_id)) {
        return refuse(ret, "kiosk_id_invalid", "kiosk_id");
    }
    if (question->kind != KIND(RESIDENT) && question->kind != KIND(ITEMS)) {
        return refuse(ret, "kiosk_kind", "kind");
    }
    for (size_t i = 0; i < question->n_shown; i++) {
        if (!item_allowed(question->shown[i], service)) {
            return refuse(ret, "kiosk_item", "shown");
        }
    }
    return true;
}

bool kiosk_serial_valid(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= SERIAL_LENGTH_MAX && strspn(text, "0123456789ABCDEF") == length;
}
