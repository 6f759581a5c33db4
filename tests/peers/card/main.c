#include "juki/identity/v1/move_in.pb-c.h"
#include "tests/peers/card/card.h"
#include "tests/peers/card/continuity.h"
#include "tests/peers/card/store.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/number.h"
#include "tests/peers/common/peer.h"

#include "card_sql.h"

/* The card system as it is played: it opens the numbers of each record, keeps the record and gives receipts;
 * it makes cards and answers what the municipality does with them. */

enum { LOOK_EVERY_MS = 200 };

static ju_rc take_person(ju_ctx *ctx, size_t place, const char *subject, Juki__Common__V1__Sealed *code,
                         Juki__Common__V1__Sealed *number, ju_err *err)
{
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL || subject == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(peer_open_number(ctx, JU_CODE_RESIDENT_CODE, subject, code, index, err));
    JU_TRY(peer_open_number(ctx, JU_CODE_INDIVIDUAL_NUMBER, subject, number, NULL, err));
    return card_put_person(ctx, place, index, err);
}

static ju_rc apply_record(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Delivery__V1__DeliveryRecord *record = body;
    for (size_t i = 0; i < record->n_person; i++) {
        const Juki__Delivery__V1__DeliveryPerson *person = record->person[i];
        const char *subject =
            ju_arena_printf(ctx->arena, "%s/%s", record->delivery_number, person->register_ref);
        JU_TRY(take_person(ctx, i + 1, subject, person->resident_code, person->individual_number, err));
    }
    if (record->n_person == 0) { /* the form before there were blocks of persons */
        JU_TRY(take_person(ctx, 1, record->delivery_number, record->resident_code, record->individual_number,
                           err));
    }
    JU_TRY(card_put_record(ctx, record, err));
    return peer_received(ctx, err);
}

static ju_rc open_ring(const ju_settings *settings, void **ret_state, ju_err *err)
{
    return peer_open_ring(settings, "card", ret_state, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_CARD_OUT, &juki__delivery__v1__delivery_record__descriptor, JU_SEQUENCED | JU_STRICT,
         NULL, NULL, apply_record},
        {JU_TOPIC_LINK_CARD_OUT, &juki__delivery__v1__card_acted__descriptor, JU_SEQUENCED | JU_STRICT, NULL,
         card_acted_ask, card_acted_apply},
        {JU_TOPIC_LINK_CARD_OUT, &juki__identity__v1__card_continuity_requested__descriptor, JU_STRICT, NULL,
         NULL, card_continuity_apply},
    };
    const peer_table peer = {
        .name = "card",
        .receipts = JU_TOPIC_LINK_CARD_IN,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = card_sql,
        .migrations = card_migrations,
        .state = &card_sql_state,
        .open = open_ring,
        .close = peer_close_ring,
        .idle_every_ms = LOOK_EVERY_MS,
        .idle_ask = card_idle_ask,
        .idle_begin = card_idle_begin,
    };
    return peer_main(&peer, argc, argv);
}
