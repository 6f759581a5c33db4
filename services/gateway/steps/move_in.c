#include "services/gateway/steps/move_in.h"

#include "services/gateway/steps/nonresident.h"
#include "services/gateway/store.h"

#include <string.h>

typedef Juki__Gateway__V1__PersonFeed person_feed;

/* As sql/known_find.sql parts numbers, and a number from its affairs. */
#define PERSON_END "\x1e"
#define NUMBER_END '\x1d'

/* Whoever held the number is told of it, unless it is the one that the person has in the register. Places are
 * told of the resident alone: what restrains him later does not reach a number that has ended. */
static ju_rc tell(ju_ctx *ctx, const person_feed *full, char *number, const char *affairs, ju_err *err)
{
    person_feed told = *full;
    told.addressee_number = number;
    told.household_number = (char *)(uintptr_t) "";
    told.relationship = (char *)(uintptr_t) "";
    told.state = (char *)(uintptr_t) "moved_in";
    told.address = told.previous_address = told.destination = NULL;
    told.household_history = NULL;
    told.address_history = NULL;
    if (strcmp(number, full->addressee_number) == 0) {
        return JU_OK;
    }
    if (full->individual_number != NULL) {
        JU_TRY(numbers_reseal(ctx, full->addressee_number, number, full->individual_number,
                              &told.individual_number, err));
    }
    return numbers_feed(ctx, &told, affairs, err);
}

/* One number that ends, with the affairs that use it. The trail has it under both numbers. */
static ju_rc end_number(ju_ctx *ctx, const person_feed *full, const char *outside, size_t length, ju_err *err)
{
    char *number = ju_arena_printf(ctx->arena, "%.*s", (int)length, outside);
    if (number == NULL) {
        return ju_no_memory(err);
    }
    char *affairs = strchr(number, NUMBER_END);
    *affairs++ = '\0';
    const ju_act act = {.action = "nonresident.moved_in", .change_id = full->change_id};
    JU_TRY(numbers_audit(ctx, &act, full->addressee_number, err));
    if (strcmp(number, full->addressee_number) != 0) {
        JU_TRY(numbers_audit(ctx, &act, number, err));
    }
    return tell(ctx, full, number, affairs, err);
}

static bool arrives(const ju_ctx *ctx, const person_feed *full)
{
    gateway_known known = gateway_known_answer(ctx, ctx->work != NULL);
    bool was_known = *known.by_addressee != '\0' || *known.by_number != '\0';
    return was_known && gateway_arrives_answer(ctx) && strcmp(full->state, "resident") == 0;
}

ju_rc move_in_apply(ju_ctx *ctx, const person_feed *full, ju_err *err)
{
    if (!arrives(ctx, full)) {
        return JU_OK;
    }
    JU_TRY(gateway_put_moved_in(ctx, full, err));
    for (const char *at = gateway_outside_answer(ctx); *at != '\0'; at += *at == *PERSON_END) {
        size_t length = strcspn(at, PERSON_END);
        JU_TRY(end_number(ctx, full, at, length, err));
        at += length;
    }
    return JU_OK;
}
