/* 付番, 選択, 引継, 更新 and 排他 of 住登外者 (共通機能標準仕様書 2.1, 機能ID 0310001 to 0310005, 0310022,
 * 0310023). */
#include "services/gateway/steps/nonresident.h"

#include "common/base/hex.h"
#include "services/gateway/store.h"

#include <string.h>

typedef Juki__Gateway__V1__RegisterNonresident register_wish;
typedef Juki__Gateway__V1__UpdateNonresident update_wish;
typedef Juki__Gateway__V1__HoldNonresident hold_wish;

/* The questions of a command that writes, in their order. */
enum { ASKED_TURN, ASKED_LOCK, ASKED_PERSON, ASKED_RESTRAINED, ASKED_KNOWN, ASKED_HOLDERS };

/* What ask finds out for apply. */
typedef struct write_work {
    nonresident_refusal why;
    nonresident_processing processing;
    unsigned char *index; /* of the 個人番号 that the command brings, or NULL */
    const char *request_id;
    const Juki__Common__V1__Operator *who;
} write_work;

static ju_rc begin(ju_ctx *ctx, const char *request_id, const Juki__Common__V1__Operator *who,
                   write_work **ret, ju_err *err)
{
    *ret = ju_arena_alloc(ctx->arena, sizeof **ret);
    ctx->work = *ret;
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    **ret = (write_work){.request_id = request_id, .who = who};
    return numbers_check_key(ctx, request_id, err);
}

/* ---- the 個人番号 -----------------------------------------------------------------------------------------
 */

static ju_rc index_number(ju_ctx *ctx, const char *request_id,
                          const Juki__Gateway__V1__NonresidentBasics *basics, write_work *work, ju_err *err)
{
    char *number = NULL;
    if (basics == NULL || basics->individual_number == NULL || work->why.code != NULL) {
        return JU_OK;
    }
    ju_rc rc =
        numbers_open(ctx, request_id, basics->individual_number, &number, &work->index, &work->why, err);
    if (number != NULL) {
        explicit_bzero(number, strlen(number));
    }
    return rc;
}

/* One 団体内統合宛名番号 per person, whichever affair comes first; refused in *why. Without a number he keeps
 * what he has. */
static ju_rc integrate(ju_ctx *ctx, const write_work *work, const gateway_known *known, nonresident *person,
                       nonresident_refusal *why, ju_err *err)
{
    gateway_numbering numbering;
    if (work->index == NULL) {
        return JU_OK;
    }
    ju_rc rc = gateway_numbering_decide(known, &numbering, err);
    if (rc == JU_REJECT) {
        (void)nonresident_refuse(why,
                                 strcmp(err->code, "number_taken") == 0 ? "number_taken" : "number_former",
                                 "individual_number");
        return JU_OK;
    }
    JU_TRY(rc);
    JU_TRY(gateway_put_integrated(ctx, &numbering, work->index, err));
    person->integrated_number = ju_arena_strdup(ctx->arena, numbering.integrated_number);
    if (person->integrated_number == NULL) {
        return ju_no_memory(err);
    }
    const ju_act act = {
        .action = gateway_numbering_act(&numbering), .operator_ = work->who, .change_id = work->request_id};
    return act.action == NULL ? JU_OK : numbers_audit(ctx, &act, person->as.addressee_number, err);
}

/* ---- registering --------------------------------------------------------------------------------------- */

/* Of whom there may be two, by name and birth date, only one at a time is numbered: a blind index of both, or
 * the number. */
static ju_rc turn_of(ju_ctx *ctx, const register_wish *wish, const char *folded, const char **ret,
                     ju_err *err)
{
    const gateway *self = ctx->app;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    if (*folded == '\0') {
        *ret = wish->addressee_number;
        return JU_OK;
    }
    const char *both = ju_arena_printf(ctx->arena, "%s %s", folded, wish->basics->birth_date);
    JU_TRY(both == NULL ? ju_no_memory(err)
                        : ju_blind_index(self->own, "nonresident_turn", both, index, err));
    *ret = ju_arena_hex(ctx->arena, index, sizeof index);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

/* The folded 氏名, by which candidates are looked for before a number is given. */
static bool name_of(ju_ctx *ctx, const register_wish *wish, const write_work *work, const char **ret)
{
    nonresident_folded folded[NONRESIDENT_NAMES];
    const char *address = NULL;
    size_t count = 0;
    *ret = "";
    if (work->processing != NONRESIDENT_NUMBER) {
        return true;
    }
    bool whole = nonresident_fold(wish->basics, ctx->arena, folded, &count, &address);
    *ret = folded[0].name;
    return whole;
}

static ju_rc claim_number(ju_ctx *ctx, const register_wish *wish, ju_err *err)
{
    char hex[2 * JU_BLIND_INDEX_BYTES + 1];
    write_work work = {0};
    JU_TRY(index_number(ctx, wish->request_id, wish->basics, &work, err));
    if (work.index == NULL || work.why.code != NULL) {
        return JU_OK;
    }
    ju_hex(work.index, JU_BLIND_INDEX_BYTES, hex);
    return ju_claim(ctx, "number", hex, err);
}

ju_rc nonresident_register_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const register_wish *wish = body;
    write_work work = {0};
    const char *name = "";
    const char *turn = NULL;
    JU_TRY(claim_number(ctx, wish, err));
    if (nonresident_register_check(wish, &work.processing, &work.why) && !name_of(ctx, wish, &work, &name)) {
        return ju_no_memory(err);
    }
    JU_TRY(turn_of(ctx, wish, name, &turn, err));
    return ju_claim(ctx, "nonresident", turn, err);
}

ju_rc nonresident_register_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const register_wish *wish = body;
    write_work *work = NULL;
    const char *name = NULL;
    const char *turn = NULL;
    JU_TRY(begin(ctx, wish->request_id, wish->operator_, &work, err));
    if (!nonresident_register_check(wish, &work->processing, &work->why)) {
        return JU_OK;
    }
    JU_TRY(index_number(ctx, wish->request_id, wish->basics, work, err));
    if (work->why.code != NULL) {
        return JU_OK;
    }
    if (!name_of(ctx, wish, work, &name)) {
        return ju_no_memory(err);
    }
    const nonresident_question question = {
        .addressee_number = work->processing == NONRESIDENT_NUMBER ? "" : wish->addressee_number,
        .index = work->index,
        .birth_date = wish->basics == NULL ? "" : wish->basics->birth_date,
        .name = name,
        .request_id = wish->request_id,
        .number = work->processing == NONRESIDENT_NUMBER};
    JU_TRY(turn_of(ctx, wish, name, &turn, err));
    JU_TRY(nonresident_ask_turn(ctx, turn, err));
    JU_TRY(nonresident_ask_lock(ctx, work->index, question.addressee_number, err));
    JU_TRY(nonresident_ask(ctx, question.addressee_number, err));
    JU_TRY(nonresident_ask_restrained(ctx, question.addressee_number, err));
    return nonresident_ask_known(ctx, &question, err);
}

/* Somebody new to the table: numbered, or with the number that he had as a resident, maybe not for the first
 * time. */
static ju_rc make_person(ju_ctx *ctx, const register_wish *wish, const nonresident_facts *facts, bool carry,
                         nonresident *ret, ju_err *err)
{
    char number[NONRESIDENT_NUMBER_SIZE] = "";
    if (!carry && !nonresident_number(facts->serial, number)) {
        return ju_fail(err, JU_RETRY, "nonresident_serial", "no free serial was found among a thousand");
    }
    const int32_t former = ret->as.history_number; /* 0, or his last row when he is carried again */
    *ret = (nonresident){.integrated_number = carry ? facts->numbering.by_addressee : "", .used = true};
    juki__gateway__v1__nonresident__init(&ret->as);
    ret->integrated_number = ju_arena_strdup(ctx->arena, ret->integrated_number);
    ret->as.addressee_number = carry ? wish->addressee_number : ju_arena_strdup(ctx->arena, number);
    ret->as.history_number = former + 1;
    ret->as.state = (char *)(uintptr_t) "non_resident";
    ret->as.owner = (char *)(uintptr_t)ctx->affair;
    ret->as.not_shared = wish->not_shared;
    ret->as.carried = carry;
    ret->as.basics = ju_arena_memdup(ctx->arena, wish->basics, sizeof *wish->basics);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

static ju_rc put_new(ju_ctx *ctx, const register_wish *wish, const write_work *work,
                     const nonresident_facts *facts, nonresident *person, nonresident_refusal *why,
                     ju_err *err)
{
    Juki__Common__V1__Sealed **sealed = &person->as.basics->individual_number;
    JU_TRY(integrate(ctx, work, &facts->numbering, person, why, err));
    if (why->code != NULL) {
        return JU_OK;
    }
    JU_TRY(*sealed == NULL
               ? JU_OK
               : numbers_reseal(ctx, wish->request_id, person->as.addressee_number, *sealed, sealed, err));
    const nonresident_act act = {wish->request_id, person->as.carried ? "carried" : "numbered",
                                 wish->operator_->operator_id};
    return nonresident_put(ctx, person, &act, err);
}

/* From now on the affair uses him, and its consumers are told. */
static ju_rc put_use(ju_ctx *ctx, const register_wish *wish, nonresident *person, ju_err *err)
{
    JU_TRY(affair_link_put(ctx, person->as.addressee_number, wish->affair_number, wish->request_id, err));
    person->used = true;
    return numbers_tell(ctx, person, wish->request_id, nonresident_got_restrained(ctx, ASKED_RESTRAINED),
                        ctx->affair, err);
}

static ju_rc register_decided(ju_ctx *ctx, const register_wish *wish, const write_work *work,
                              nonresident *person, nonresident_refusal *why, ju_err *err)
{
    bool carry = false;
    nonresident_facts facts = nonresident_got_known(ctx, ASKED_KNOWN, work->index != NULL);
    JU_TRY(nonresident_got(ctx, ASKED_PERSON, 0, person, err));
    if (!nonresident_register_may(wish, work->processing, person, &facts.known, ctx->affair, &carry, why)) {
        return JU_OK;
    }
    if (work->processing == NONRESIDENT_NUMBER || carry) {
        JU_TRY(make_person(ctx, wish, &facts, carry, person, err));
        JU_TRY(put_new(ctx, wish, work, &facts, person, why, err));
    }
    return why->code != NULL ? JU_OK : put_use(ctx, wish, person, err);
}

ju_rc nonresident_register_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const register_wish *wish = body;
    const write_work *work = ctx->work;
    static const char *const ACTIONS[] = {"nonresident.numbered", "nonresident.used", "nonresident.selected"};
    Juki__Gateway__V1__NonresidentReply reply = JUKI__GATEWAY__V1__NONRESIDENT_REPLY__INIT;
    nonresident_refusal why = work->why;
    nonresident person = {0};
    if (why.code == NULL) {
        JU_TRY(register_decided(ctx, wish, work, &person, &why, err));
    }
    JU_TRY(numbers_reply(ctx, wish->request_id, &why, &person, &reply, err));
    const ju_act act = {.action = ACTIONS[work->processing],
                        .operator_ = wish->operator_,
                        .change_id = wish->request_id,
                        .refused_code = why.code};
    return numbers_audit(ctx, &act, why.code == NULL ? person.as.addressee_number : NULL, err);
}

/* ---- 更新 ------------------------------------------------------------------------------------------------
 */

static bool is_deletion(const update_wish *wish)
{
    return strcmp(wish->state, "deleted") == 0;
}

ju_rc nonresident_update_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const update_wish *wish = body;
    write_work *work = NULL;
    JU_TRY(begin(ctx, wish->request_id, wish->operator_, &work, err));
    JU_TRY(index_number(ctx, wish->request_id, wish->basics, work, err));
    if (work->why.code != NULL) {
        return JU_OK;
    }
    const nonresident_question question = {.addressee_number = wish->addressee_number,
                                           .index = work->index,
                                           .birth_date = wish->basics == NULL ? "" : wish->basics->birth_date,
                                           .name = "",
                                           .request_id = wish->request_id};
    JU_TRY(nonresident_ask_turn(ctx, wish->addressee_number, err));
    JU_TRY(nonresident_ask_lock(ctx, work->index, wish->addressee_number, err));
    JU_TRY(nonresident_ask(ctx, wish->addressee_number, err));
    JU_TRY(nonresident_ask_restrained(ctx, wish->addressee_number, err));
    JU_TRY(nonresident_ask_known(ctx, &question, err));
    const bool not_shared = wish->not_shared;
    return nonresident_ask_holders(ctx, wish->addressee_number, is_deletion(wish) ? NULL : &not_shared, err);
}

/* What the row is from now on; a 個人番号 that the command does not bring stays. */
static ju_rc change_person(ju_ctx *ctx, const update_wish *wish, nonresident *person, ju_err *err)
{
    Juki__Common__V1__Sealed *kept = person->as.basics->individual_number;
    person->as.history_number++;
    person->as.state = wish->state;
    if (is_deletion(wish)) {
        return affair_link_end(ctx, person->as.addressee_number, err);
    }
    person->as.not_shared = wish->not_shared;
    person->as.basics = ju_arena_memdup(ctx->arena, wish->basics, sizeof *wish->basics);
    if (person->as.basics == NULL) {
        return ju_no_memory(err);
    }
    Juki__Common__V1__Sealed **sealed = &person->as.basics->individual_number;
    if (*sealed == NULL) {
        *sealed = kept;
        return JU_OK;
    }
    return numbers_reseal(ctx, wish->request_id, person->as.addressee_number, *sealed, sealed, err);
}

static ju_rc update_decided(ju_ctx *ctx, const update_wish *wish, const write_work *work, nonresident *person,
                            nonresident_refusal *why, ju_err *err)
{
    nonresident_facts facts = nonresident_got_known(ctx, ASKED_KNOWN, work->index != NULL);
    JU_TRY(nonresident_got(ctx, ASKED_PERSON, 0, person, err));
    if (!nonresident_update_may(wish, person, ctx->affair, why)) {
        return JU_OK;
    }
    if (facts.known.request_used) {
        (void)nonresident_refuse(why, "request_id_used", "request_id");
        return JU_OK;
    }
    bool brings = work->index != NULL && !facts.numbering.same_number;
    if (brings && !nonresident_number_free(&facts.known, why)) {
        return JU_OK;
    }
    JU_TRY(integrate(ctx, work, &facts.numbering, person, why, err));
    if (why->code != NULL) {
        return JU_OK;
    }
    JU_TRY(change_person(ctx, wish, person, err));
    const nonresident_act act = {wish->request_id, is_deletion(wish) ? "deleted" : "updated",
                                 wish->operator_->operator_id};
    JU_TRY(nonresident_put(ctx, person, &act, err));
    const char *affairs = nonresident_got_holders(ctx, ASKED_HOLDERS);
    return affairs == NULL ? ju_no_memory(err)
                           : numbers_tell(ctx, person, wish->request_id,
                                          nonresident_got_restrained(ctx, ASKED_RESTRAINED), affairs, err);
}

ju_rc nonresident_update_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const update_wish *wish = body;
    const write_work *work = ctx->work;
    Juki__Gateway__V1__NonresidentReply reply = JUKI__GATEWAY__V1__NONRESIDENT_REPLY__INIT;
    nonresident_refusal why = work->why;
    nonresident person = {0};
    if (why.code == NULL) {
        JU_TRY(update_decided(ctx, wish, work, &person, &why, err));
    }
    JU_TRY(numbers_reply(ctx, wish->request_id, &why, &person, &reply, err));
    const ju_act act = {.action = is_deletion(wish) ? "nonresident.deleted" : "nonresident.updated",
                        .operator_ = wish->operator_,
                        .change_id = wish->request_id,
                        .refused_code = why.code};
    return numbers_audit(ctx, &act, wish->addressee_number, err);
}

/* ---- 排他 ------------------------------------------------------------------------------------------------
 */

enum { HELD_TURN, HELD_PERSON };

ju_rc nonresident_hold_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const hold_wish *wish = body;
    JU_TRY(numbers_check_key(ctx, wish->request_id, err));
    JU_TRY(nonresident_ask_turn(ctx, wish->addressee_number, err));
    return nonresident_ask(ctx, wish->addressee_number, err);
}

ju_rc nonresident_hold_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const hold_wish *wish = body;
    Juki__Gateway__V1__NonresidentReply reply = JUKI__GATEWAY__V1__NONRESIDENT_REPLY__INIT;
    nonresident_refusal why = {0};
    nonresident person;
    JU_TRY(nonresident_got(ctx, HELD_PERSON, 0, &person, err));
    if (nonresident_hold_may(wish, &person, ctx->affair, &why)) {
        const char *holder = wish->release ? NULL : wish->operator_->operator_id;
        person.as.held_by = (char *)(uintptr_t)(holder == NULL ? "" : holder);
        JU_TRY(nonresident_put_hold(ctx, wish->addressee_number, holder, err));
    }
    JU_TRY(numbers_reply(ctx, wish->request_id, &why, &person, &reply, err));
    const ju_act act = {.action = wish->release ? "nonresident.released" : "nonresident.held",
                        .operator_ = wish->operator_,
                        .refused_code = why.code};
    return numbers_audit(ctx, &act, wish->addressee_number, err);
}
