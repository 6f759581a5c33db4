/* 住民となった年月日, 住所を定めた年月日 and 外国人住民となった年月日, which may be 不詳 or no day of the
 * calendar (j80): then their 不詳表記 stands beside the representative day. */
#include "services/resident/decide.h"

typedef Juki__Resident__V1__PersonRecord record;

/* protobuf-c has its texts without const. */
#define NOTHING ((char *)(uintptr_t)protobuf_c_empty_string)

static void take(const Juki__Common__V1__WrittenDate *given, char **day, char **written)
{
    if (given != NULL) {
        *day = given->date;
        *written = given->written;
    }
}

void since_given(const Juki__Resident__V1__PersonEntry *given, record *after)
{
    take(given->resident_since, &after->resident_since, &after->resident_since_written);
    take(given->address_since, &after->address_since, &after->address_since_written);
    take(given->foreign_resident_since, &after->foreign_resident_since,
         &after->foreign_resident_since_written);
}

void since_change(record *after)
{
    bool foreign = is_foreign(after);
    after->resident_since = after->address_since = after->change_date;
    after->resident_since_written = after->address_since_written = after->change_date_written;
    after->foreign_resident_since = foreign ? after->change_date : NOTHING;
    after->foreign_resident_since_written = foreign ? after->change_date_written : NOTHING;
}
