#include "deploy/jukictl/migrate.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord person_record;

static const char *const FIELDS[2] = {"individual_number", "resident_code"};

/* Numbers leave this program sealed to the register, bound to their 宛名番号. */
static ju_rc seal_row(ctl_feed *feed, ju_arena *arena, ctl_row *row, bool same_person, ju_err *err)
{
    const char *number[2] = {row->individual_number, row->resident_code};
    Juki__Common__V1__Sealed **slot[2] = {&row->record->individual_number, &row->record->resident_code};
    for (size_t n = 0; n < 2; n++) {
        bool again = same_person && feed->number[n] != NULL && strcmp(feed->number[n], number[n]) == 0;
        if (*number[n] != '\0' && !again) {
            JU_TRY(ju_seal_text(feed->ring, arena, FIELDS[n], row->record->addressee_number, number[n],
                                &feed->sealed[n], err));
        }
        feed->number[n] = number[n];
        *slot[n] = *number[n] == '\0' ? NULL : feed->sealed[n];
    }
    return JU_OK;
}

static ju_rc take_row(ctl_feed *feed, ju_arena *arena, ju_err *err)
{
    const char *addressee = feed->next.record->addressee_number;
    bool same = strcmp(addressee, feed->addressee) == 0;
    feed->rows++;
    feed->persons += !same;
    memcpy(feed->addressee, addressee, strlen(addressee) + 1);
    return feed->ring == NULL ? JU_OK : seal_row(feed, arena, &feed->next, same, err);
}

ju_rc ctl_feed_advance(ctl_feed *feed, ju_arena *arena, ju_err *err)
{
    for (;;) {
        JU_TRY(ctl_source_next(feed->source, arena, &feed->next, err));
        if (feed->next.line == 0) {
            return JU_OK;
        }
        if (feed->next.code == NULL) {
            return take_row(feed, arena, err);
        }
        feed->bad++;
        feed->bad_line(feed->opaque, feed->next.line, feed->next.code, feed->next.item);
    }
}

ju_rc ctl_feed_move(ctl_feed *feed, ju_arena *to, ju_err *err)
{
    feed->number[0] = NULL; /* their memory goes with the old arena */
    feed->number[1] = NULL;
    if (feed->next.line == 0) {
        return JU_OK;
    }
    const ProtobufCMessage *record = &feed->next.record->base;
    size_t size = protobuf_c_message_get_packed_size(record);
    unsigned char *packed = ju_arena_alloc(to, size + 1);
    feed->next.restraints = ju_arena_strdup(to, feed->next.restraints);
    if (packed != NULL) {
        (void)protobuf_c_message_pack(record, packed);
        feed->next.record =
            (person_record *)protobuf_c_message_unpack(record->descriptor, &to->allocator, size, packed);
    }
    return packed != NULL && feed->next.record != NULL && feed->next.restraints != NULL
               ? JU_OK
               : ju_fail(err, JU_FATAL, "memory", "out of memory");
}
