#include "services/delivery/gate.h"

#include <string.h>

typedef Juki__Delivery__V1__ItemsNow items_now;

/* What says how the record was made, not what is printed. */
static const char *const MAKING[] = {"delivery_number", "change_id", "processed_date", "operator_id",
                                     "terminal_id"};
/* The addressee of the old form was the person himself, whose items are compared as such. */
static const char *const OLD_ADDRESSEE[] = {"destination_name", "destination_name_external_characters"};

#define IS_ONE_OF(name, list) is_one_of(name, list, sizeof(list) / sizeof(list)[0])

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_digest(const items_now *now, const char *item, const unsigned char *digest)
{
    for (size_t i = 0; now != NULL && i < now->n_item; i++) {
        const ProtobufCBinaryData *told = &now->item[i]->digest;
        if (strcmp(now->item[i]->item, item) == 0) {
            return told->len == JU_BLIND_INDEX_BYTES && ju_blind_index_equal(told->data, digest);
        }
    }
    return false;
}

/* Where and against what the items of one message are compared. */
typedef struct comparison {
    ju_keyring *ring;
    const char *check_id;
    ju_arena *arena;
    bool old_form;
    const char *differs; /* so far */
} comparison;

static ju_rc note(comparison *c, size_t place, const char *item, ju_err *err)
{
    const char *gap = *c->differs == '\0' ? "" : " ";
    c->differs = place == 0 ? ju_arena_printf(c->arena, "%s%s%s", c->differs, gap, item)
                            : ju_arena_printf(c->arena, "%s%s%zu.%s", c->differs, gap, place, item);
    return c->differs == NULL ? ju_no_memory(err) : JU_OK;
}

/* place 0 is the addressee. */
static ju_rc compare_items(comparison *c, const ProtobufCMessage *message, const items_now *now, size_t place,
                           ju_err *err)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        unsigned char digest[JU_BLIND_INDEX_BYTES];
        if (field->label == PROTOBUF_C_LABEL_REPEATED || (place == 0 && IS_ONE_OF(field->name, MAKING)) ||
            (c->old_form && IS_ONE_OF(field->name, OLD_ADDRESSEE))) {
            continue;
        }
        JU_TRY(ju_item_digest(c->ring, c->check_id, message, field, c->arena, digest, err));
        if (!has_digest(now, field->name, digest)) {
            JU_TRY(note(c, place, field->name, err));
        }
    }
    return JU_OK;
}

ju_rc delivery_compare(ju_keyring *ring, const delivery_view *view,
                       const Juki__Delivery__V1__RecordChecked *answer, ju_arena *arena, const char **ret,
                       ju_err *err)
{
    comparison c = {.ring = ring,
                    .check_id = answer->check_id,
                    .arena = arena,
                    .old_form = view->old_form,
                    .differs = ""};
    JU_TRY(compare_items(&c, &view->record.base, answer->addressee, 0, err));
    for (size_t i = 0; i < view->record.n_person; i++) {
        const items_now *now = i < answer->n_person ? answer->person[i] : NULL;
        JU_TRY(compare_items(&c, &view->record.person[i]->base, now, i + 1, err));
    }
    *ret = c.differs;
    return JU_OK;
}
