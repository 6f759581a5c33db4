#include "services/gateway/store_nonresident.h"

#include "gateway_sql.h"
#include "services/gateway/store_name.h"
#include "services/gateway/store_person.h"

#include <string.h>

ju_rc nonresident_ask_turn(ju_ctx *ctx, const char *key, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_nonresident_turn, key, err);
}

ju_rc nonresident_ask_lock(ju_ctx *ctx, const unsigned char *index, const char *addressee_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, "");
    ju_arg_bytes(&args, index, index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, addressee_number);
    return ju_ask(ctx, &gateway_sql_integrated_lock, &args, err);
}

/* ---- one person ---------------------------------------------------------------------------------------- */

ju_rc nonresident_ask(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_text(&args, ctx->affair);
    return ju_ask(ctx, &gateway_sql_nonresident_find, &args, err);
}

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

ju_rc nonresident_got(const ju_ctx *ctx, int answer, int row, nonresident *ret, ju_err *err)
{
    enum { COL_NUMBER = 1, COL_INTEGRATED = 10, COL_CONTENT_OF, COL_CONTENT };
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (nonresident){.found = row < PQntuples(rows), .integrated_number = ""};
    juki__gateway__v1__nonresident__init(&ret->as);
    if (!ret->found) {
        return JU_OK;
    }
    ret->as.addressee_number = text(ctx, rows, row, COL_NUMBER);
    ret->as.history_number = (int32_t)ju_col_i64(rows, row, 2);
    ret->as.state = text(ctx, rows, row, 3);
    ret->as.representative = text(ctx, rows, row, 4);
    ret->as.resident_number = text(ctx, rows, row, 5);
    ret->as.carried = ju_col_bool(rows, row, 6);
    ret->as.not_shared = ju_col_bool(rows, row, 7);
    ret->as.owner = text(ctx, rows, row, 8);
    ret->as.held_by = text(ctx, rows, row, 9);
    ret->integrated_number = text(ctx, rows, row, COL_INTEGRATED);
    ret->used = ju_col_bool(rows, row, 0);
    return ctx->arena->full ? ju_no_memory(err)
                            : gateway_open_basics(ctx, rows, row, COL_NUMBER, COL_CONTENT_OF, COL_CONTENT,
                                                  &ret->as.basics, err);
}

/* ---- what is known of a wish --------------------------------------------------------------------------- */

ju_rc nonresident_ask_known(ju_ctx *ctx, const nonresident_question *question, ju_err *err)
{
    const unsigned char *name = NULL;
    ju_args args = ju_new_args(ctx);
    JU_TRY(*question->name == '\0' ? JU_OK : nonresident_name_index(ctx, question->name, &name, err));
    ju_arg_text(&args, question->addressee_number);
    ju_arg_bytes(&args, question->index, question->index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, question->birth_date);
    ju_arg_bytes(&args, name, name == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, ctx->affair);
    ju_arg_text(&args, question->request_id);
    ju_arg_bool(&args, question->number);
    return ju_ask(ctx, &gateway_sql_nonresident_known, &args, err);
}

nonresident_facts nonresident_got_known(const ju_ctx *ctx, int answer, bool has_number)
{
    const PGresult *row = ju_answer(ctx, answer);
    return (nonresident_facts){
        .known = {.request_used = ju_col_bool(row, 0, 0),
                  .person_state = ju_col(row, 0, 1),
                  .holder_state = ju_col(row, 0, 6),
                  .holder_nonresident = ju_col(row, 0, 7),
                  .candidate = ju_col_bool(row, 0, 9)},
        .numbering = {.by_addressee = ju_col(row, 0, 2),
                      .same_number = ju_col_bool(row, 0, 3),
                      .by_number = ju_col(row, 0, 4),
                      .same_birth = ju_col_bool(row, 0, 5),
                      .former = ju_col_bool(row, 0, 8),
                      .serial = ju_col_i64(row, 0, 11),
                      .has_number = has_number},
        .serial = ju_col_i64(row, 0, 10),
    };
}

ju_rc nonresident_ask_holders(ju_ctx *ctx, const char *addressee_number, const bool *owner_only, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_text(&args, owner_only == NULL ? NULL : *owner_only ? "true" : "false");
    return ju_ask(ctx, &gateway_sql_nonresident_holders, &args, err);
}

const char *nonresident_got_holders(const ju_ctx *ctx, int answer)
{
    return text(ctx, ju_answer(ctx, answer), 0, 0);
}

ju_rc nonresident_ask_restrained(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_nonresident_restrained, addressee_number, err);
}

bool nonresident_got_restrained(const ju_ctx *ctx, int answer)
{
    const PGresult *rows = ju_answer(ctx, answer);
    return PQntuples(rows) > 0 && ju_col_bool(rows, 0, 0);
}

/* ---- writing ------------------------------------------------------------------------------------------- */

static ju_rc put_state(ju_ctx *ctx, const nonresident *person, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, person->as.addressee_number);
    ju_arg_i64(&args, person->as.history_number);
    ju_arg_text(&args, person->as.state);
    ju_arg_text(&args, person->as.owner);
    ju_arg_bool(&args, person->as.not_shared);
    ju_arg_bool(&args, person->as.carried);
    ju_arg_opt(&args, person->integrated_number);
    return ju_do(ctx, &gateway_sql_nonresident_put, &args, err);
}

static ju_rc put_record(ju_ctx *ctx, const nonresident *person, const nonresident_act *act, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, person->as.addressee_number);
    ju_arg_i64(&args, person->as.history_number);
    ju_arg_text(&args, act->request_id);
    ju_arg_text(&args, act->act);
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, act->operator_id);
    ju_arg_text(&args, ctx->affair);
    ju_arg_opt(&args, person->as.basics->birth_date);
    JU_TRY(gateway_arg_basics(ctx, &args, person->as.addressee_number, person->as.history_number,
                              person->as.basics, err));
    return ju_do(ctx, &gateway_sql_nonresident_record_put, &args, err);
}

ju_rc nonresident_put(ju_ctx *ctx, const nonresident *person, const nonresident_act *act, ju_err *err)
{
    JU_TRY(put_state(ctx, person, err));
    JU_TRY(put_record(ctx, person, act, err));
    return nonresident_put_names(ctx, person, err);
}

ju_rc nonresident_put_hold(ju_ctx *ctx, const char *addressee_number, const char *operator_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_text(&args, operator_id);
    return ju_do(ctx, &gateway_sql_nonresident_hold, &args, err);
}

ju_rc affair_link_put(ju_ctx *ctx, const char *addressee_number, const char *affair_number,
                      const char *request_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->affair);
    ju_arg_text(&args, addressee_number);
    ju_arg_opt(&args, affair_number);
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &gateway_sql_affair_link_put, &args, err);
}

ju_rc affair_link_end(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &gateway_sql_affair_link_end, &args, err);
}

/* ---- looking ------------------------------------------------------------------------------------------- */

ju_rc affair_link_ask(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_affair_link_list, addressee_number, err);
}

ju_rc affair_link_got(const ju_ctx *ctx, int answer, Juki__Gateway__V1__AffairLink ***ret, size_t *ret_count,
                      ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    Juki__Gateway__V1__AffairLink *link = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *link);
    *ret = ju_arena_alloc(ctx->arena, (count + 1) * sizeof **ret);
    *ret_count = count;
    for (size_t i = 0; link != NULL && *ret != NULL && i < count; i++) {
        juki__gateway__v1__affair_link__init(&link[i]);
        link[i].affair = text(ctx, rows, (int)i, 0);
        link[i].addressee_number = text(ctx, rows, (int)i, 1);
        link[i].affair_number = text(ctx, rows, (int)i, 2);
        link[i].valid_from = text(ctx, rows, (int)i, 3);
        link[i].valid_to = text(ctx, rows, (int)i, 4);
        (*ret)[i] = &link[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc nonresident_ask_history(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_nonresident_history, addressee_number, err);
}

ju_rc nonresident_got_history(const ju_ctx *ctx, int answer, Juki__Gateway__V1__NonresidentReply *ret,
                              ju_err *err)
{
    enum { COL_NUMBER = 5, COL_CONTENT_OF, COL_CONTENT };
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    Juki__Gateway__V1__NonresidentRecord *record = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *record);
    ret->history = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *ret->history);
    ret->n_history = count;
    for (size_t i = 0; record != NULL && ret->history != NULL && i < count; i++) {
        juki__gateway__v1__nonresident_record__init(&record[i]);
        record[i].history_number = (int32_t)ju_col_i64(rows, (int)i, 0);
        record[i].act = text(ctx, rows, (int)i, 1);
        record[i].recorded_on = text(ctx, rows, (int)i, 2);
        record[i].operator_id = text(ctx, rows, (int)i, 3);
        record[i].affair = text(ctx, rows, (int)i, 4);
        JU_TRY(gateway_open_basics(ctx, rows, (int)i, COL_NUMBER, COL_CONTENT_OF, COL_CONTENT,
                                   &record[i].basics, err));
        ret->history[i] = &record[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc nonresident_ask_members(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_text(&args, ctx->affair);
    return ju_ask(ctx, &gateway_sql_nonresident_members, &args, err);
}

ju_rc nonresident_got_members(const ju_ctx *ctx, int answer, Juki__Gateway__V1__NonresidentReply *ret,
                              ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    ret->n_member = (size_t)PQntuples(rows);
    ret->member = ju_arena_alloc(ctx->arena, (ret->n_member + 1) * sizeof *ret->member);
    for (size_t i = 0; ret->member != NULL && i < ret->n_member; i++) {
        ret->member[i] = text(ctx, rows, (int)i, 0);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* ---- 名寄せ ----------------------------------------------------------------------------------------------
 */

ju_rc nonresident_ask_link(ju_ctx *ctx, const char *link_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_nonresident_link_find, link_id, err);
}

ju_rc nonresident_ask_link_turn(ju_ctx *ctx, const char *link_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_nonresident_link_turn, link_id, err);
}

ju_rc nonresident_got_link(const ju_ctx *ctx, int answer, nonresident_link *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (nonresident_link){.found = PQntuples(rows) > 0};
    juki__gateway__v1__nonresident_link__init(&ret->as);
    if (ret->found) {
        ret->as.link_id = text(ctx, rows, 0, 0);
        ret->as.addressee_number = text(ctx, rows, 0, 1);
        ret->as.representative = text(ctx, rows, 0, 2);
        ret->as.unlink = ju_col_bool(rows, 0, 3);
        ret->as.state = text(ctx, rows, 0, 4);
        ret->as.asked_by = text(ctx, rows, 0, 5);
        ret->as.decided_by = text(ctx, rows, 0, 6);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc nonresident_ask_linked(ju_ctx *ctx, const char *link_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, link_id);
    ju_arg_text(&args, ctx->affair);
    return ju_ask(ctx, &gateway_sql_nonresident_linked, &args, err);
}

ju_rc nonresident_ask_pair(ju_ctx *ctx, const char *addressee_number, const char *link_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_text(&args, link_id);
    return ju_ask(ctx, &gateway_sql_nonresident_pair, &args, err);
}

void nonresident_got_pair(const ju_ctx *ctx, int answer, nonresident_pair *ret)
{
    const PGresult *row = ju_answer(ctx, answer);
    ret->members = ju_col_bool(row, 0, 0);
    ret->pending = ju_col_bool(row, 0, 1);
}

ju_rc nonresident_put_link(ju_ctx *ctx, const Juki__Gateway__V1__RequestNonresidentLink *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->request_id);
    ju_arg_text(&args, wish->addressee_number);
    ju_arg_text(&args, wish->representative);
    ju_arg_bool(&args, wish->unlink);
    ju_arg_text(&args, wish->operator_->operator_id);
    return ju_do(ctx, &gateway_sql_nonresident_link_put, &args, err);
}

ju_rc nonresident_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__NonresidentLink *link, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, link->link_id);
    ju_arg_text(&args, link->state);
    ju_arg_text(&args, link->decided_by);
    JU_TRY(ju_do(ctx, &gateway_sql_nonresident_link_decide, &args, err));
    if (strcmp(link->state, "approved") != 0) {
        return JU_OK;
    }
    ju_args to = ju_new_args(ctx);
    ju_arg_text(&to, link->addressee_number);
    ju_arg_text(&to, link->unlink ? NULL : link->representative);
    return ju_do(ctx, &gateway_sql_nonresident_represent, &to, err);
}
