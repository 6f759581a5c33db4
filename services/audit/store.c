#include "services/audit/store.h"

#include "audit_sql.h"
#include "common/base/clock.h"
#include "common/event/check.h"
#include "services/audit/columns.h"
#include "services/audit/query.h"
#include "services/audit/tally.h"

#include <string.h>

/* ---- head ------------------------------------------------------------------------------------------------
 */

ju_rc audit_store_ask_head(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &audit_sql_head_lock, NULL, err);
}

ju_rc audit_store_head(const ju_ctx *ctx, int64_t *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    if (PQntuples(rows) != 1) {
        return ju_fail(err, JU_FATAL, "log_head", "log_head does not hold the one row that it was made with");
    }
    *ret = ju_col_i64(rows, 0, 0);
    return JU_OK;
}

/* ---- known ids -------------------------------------------------------------------------------------------
 */

ju_rc audit_store_ask_known(ju_ctx *ctx, const Juki__Audit__V1__AuditRecords *records, ju_err *err)
{
    const char **ids = ju_arena_alloc(ctx->arena, records->n_record * sizeof *ids);
    if (ids == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < records->n_record; i++) {
        ids[i] = records->record[i]->record_id;
    }
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_uuids(&args, ids, records->n_record);
    return ju_ask(ctx, &audit_sql_log_known, &args, err);
}

ju_rc audit_store_known(const ju_ctx *ctx, audit_append *append, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    for (int i = 0; i < PQntuples(rows); i++) {
        bool fresh = false;
        const char *id = ju_arena_strdup(ctx->arena, ju_col(rows, i, 0));
        if (id == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(audit_append_know(append, id, &fresh, err));
    }
    return JU_OK;
}

/* ---- appending -------------------------------------------------------------------------------------------
 */

/* The bytes of all records travel as one binary value: thousands of small ones written as array items would
 * take several times the memory. */
static ju_rc add_bytes(ju_args *args, const audit_append *append, ju_err *err)
{
    size_t size = 0;
    for (size_t i = 0; i < append->count; i++) {
        size += append->row[i].packed.len;
    }
    unsigned char *records = ju_arena_alloc(args->arena, size);
    int64_t *start = ju_arena_alloc(args->arena, append->count * sizeof *start);
    int64_t *length = ju_arena_alloc(args->arena, append->count * sizeof *length);
    if (records == NULL || start == NULL || length == NULL) {
        return ju_no_memory(err);
    }
    size_t used = 0;
    for (size_t i = 0; i < append->count; i++) {
        const audit_row *row = &append->row[i];
        memcpy(records + used, row->packed.data, row->packed.len);
        start[i] = (int64_t)used + 1;
        length[i] = (int64_t)row->packed.len;
        used += row->packed.len;
    }
    ju_arg_bytes(args, records, size);
    ju_arg_i64s(args, start, append->count);
    ju_arg_i64s(args, length, append->count);
    return JU_OK;
}

/* What PostgreSQL would have to read from texts: id and moment of each. */
static ju_rc add_ids(ju_args *args, const audit_append *append, const char **id, ju_err *err)
{
    int64_t *moment = ju_arena_alloc(args->arena, append->count * sizeof *moment);
    if (moment == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < append->count; i++) {
        id[i] = append->row[i].record->record_id;
        if (!ju_clock_read_rfc3339(append->row[i].record->time,
                                   &moment[i])) { /* it was checked when it came */
            return ju_fail(err, JU_FATAL, "record_invalid", "a record without a moment came to be appended");
        }
    }
    ju_arg_uuids(args, id, append->count);
    ju_arg_moments(args, moment, append->count);
    return JU_OK;
}

static ju_rc queue_rows(ju_ctx *ctx, const audit_append *append, ju_err *err)
{
    ju_args args;
    const char **column = ju_arena_alloc(ctx->arena, append->count * sizeof *column);
    if (column == NULL) {
        return ju_no_memory(err);
    }
    ju_args_init(&args, ctx->arena);
    ju_arg_i64(&args, append->row[0].index);
    JU_TRY(add_bytes(&args, append, err));
    JU_TRY(add_ids(&args, append, column, err));
    for (audit_column c = AUDIT_SERVICE; c < AUDIT_COLUMNS; c++) {
        for (size_t i = 0; i < append->count; i++) {
            column[i] = audit_column_of(append->row[i].record, c);
        }
        ju_arg_texts(&args, column, append->count);
    }
    return ju_do(ctx, &audit_sql_log_append, &args, err);
}

static ju_rc queue_counts(ju_ctx *ctx, const audit_tally *tally, ju_err *err)
{
    const char **column[4];
    int64_t *count = ju_arena_alloc(ctx->arena, tally->count * sizeof *count);
    ju_args args = ju_new_args(ctx);
    for (size_t c = 0; c < 4; c++) {
        column[c] = ju_arena_alloc(ctx->arena, tally->count * sizeof(char *));
    }
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < tally->count; i++) {
        const Juki__Audit__V1__AuditRecord *one = tally->row[i].one;
        column[0][i] = one->time;
        column[1][i] = one->service;
        column[2][i] = one->action;
        column[3][i] = *one->code == '\0' ? "false" : "true";
        count[i] = tally->row[i].count;
    }
    for (size_t c = 0; c < 4; c++) {
        ju_arg_text_array(&args, column[c], tally->count);
    }
    ju_arg_i64_array(&args, count, tally->count);
    return ju_do(ctx, &audit_sql_count_add, &args, err);
}

ju_rc audit_store_append(ju_ctx *ctx, const audit_append *append, ju_err *err)
{
    audit_tally tally;
    JU_TRY(queue_rows(ctx, append, err));
    JU_TRY(audit_tally_make(append, &tally, err));
    JU_TRY(queue_counts(ctx, &tally, err));
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_i64(&args, append->last_index);
    return ju_do(ctx, &audit_sql_head_move, &args, err);
}

/* ---- questions -------------------------------------------------------------------------------------------
 */

ju_rc audit_store_ask_journey(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, change_id);
    ju_arg_i64(&args, AUDIT_PAGE_MAX_ROWS);
    return ju_ask(ctx, &audit_sql_log_journey, &args, err);
}

ju_rc audit_store_ask_page(ju_ctx *ctx, int64_t from_index, int rows, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_i64(&args, from_index);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, &audit_sql_log_page, &args, err);
}

enum { INDEX, RECORD, HASH, SEGMENT, COLUMNS };

static const char *value_of(const PGresult *rows, int row, int column)
{
    return PQgetisnull(rows, row, column) != 0 ? NULL : ju_col(rows, row, column);
}

/* Bytes that are no record are found by their hash. */
static ju_rc compare_columns(const PGresult *rows, int row, ju_arena *arena,
                             Juki__Audit__V1__ChainEntry *entry, ju_err *err)
{
    const char *value[AUDIT_COLUMNS];
    ProtobufCMessage *record = NULL;
    ju_rc rc = ju_unpack(&juki__audit__v1__audit_record__descriptor, entry->record.data, entry->record.len,
                         false, arena, &record, err);
    if (rc != JU_OK) {
        return rc == JU_REJECT ? JU_OK : rc;
    }
    for (audit_column c = 0; c < AUDIT_COLUMNS; c++) {
        value[c] = value_of(rows, row, COLUMNS + (int)c);
    }
    entry->columns_differ =
        (char *)(uintptr_t)audit_columns_differ((const Juki__Audit__V1__AuditRecord *)record, value, arena);
    return entry->columns_differ == NULL ? ju_no_memory(err) : JU_OK;
}

static Juki__Audit__V1__ChainEntry *read_entry(const PGresult *rows, int row, ju_arena *arena)
{
    Juki__Audit__V1__ChainEntry *entry = ju_arena_alloc(arena, sizeof *entry);
    if (entry == NULL) {
        return NULL;
    }
    juki__audit__v1__chain_entry__init(entry);
    entry->index = ju_col_i64(rows, row, INDEX);
    entry->record.data = ju_col_bytes(rows, row, RECORD, arena, &entry->record.len);
    entry->hash.data = ju_col_bytes(rows, row, HASH, arena, &entry->hash.len);
    entry->segment =
        PQnfields(rows) > SEGMENT ? (int32_t)ju_col_i64(rows, row, SEGMENT) : 0; /* of a page of the log */
    return arena->full ? NULL : entry;
}

ju_rc audit_store_entries(const ju_ctx *ctx, Juki__Audit__V1__AuditReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    int count = PQntuples(rows);
    size_t used_bytes = 0;
    reply->entry = ju_arena_alloc(ctx->arena, (size_t)count * sizeof(void *));
    if (reply->entry == NULL) {
        return ju_no_memory(err);
    }
    for (int i = 0; i < count; i++) {
        Juki__Audit__V1__ChainEntry *entry = read_entry(rows, i, ctx->arena);
        if (entry == NULL) {
            return ju_no_memory(err);
        }
        if (PQnfields(rows) > COLUMNS && entry->record.len > 0) {
            JU_TRY(compare_columns(rows, i, ctx->arena, entry, err));
        }
        if (!audit_reply_fits(entry, &used_bytes)) {
            break;
        }
        reply->entry[reply->n_entry++] = entry;
    }
    reply->more = reply->n_entry < (size_t)count || count == AUDIT_PAGE_MAX_ROWS;
    return JU_OK;
}
