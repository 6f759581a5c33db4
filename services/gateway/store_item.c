#include "services/gateway/store_item.h"

#include "common/base/hex.h"
#include "common/db/kept.h"
#include "services/gateway/handlers.h"
#include "services/gateway/store_person.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Gateway__V1__Copy copy_message;
typedef Juki__Gateway__V1__CopyItem copy_item;

static const char HEAD[] = "世帯主";

/* ---- an office's --------------------------------------------------------------------------------------- */

static ju_kept kept_at(ju_arena *arena, const char *integrated_number, const char *information)
{
    return (ju_kept){"copy", ju_arena_printf(arena, "%s %s", integrated_number, information)};
}

ju_rc copy_items_kept(const ju_ctx *ctx, const PGresult *rows, int row, int column,
                      const char *integrated_number, const char *information, ju_arena *arena,
                      copy_message **ret, ju_err *err)
{
    const gateway *self = ctx->app;
    ProtobufCMessage *message = NULL;
    const ju_kept at = kept_at(arena, integrated_number, information);
    JU_TRY(ju_col_kept(rows, row, column, &self->keeper, at, &juki__gateway__v1__copy__descriptor, arena,
                       &message, err));
    *ret = (copy_message *)message;
    return JU_OK;
}

ju_rc copy_arg_items(const ju_ctx *ctx, ju_args *args, const char *integrated_number, const char *information,
                     const copy_message *items, ju_err *err)
{
    const gateway *self = ctx->app;
    const ju_kept at = kept_at(ctx->arena, integrated_number, information);
    return ju_arg_kept(args, &self->keeper, at, items == NULL ? NULL : &items->base, err);
}

/* ---- the register's ------------------------------------------------------------------------------------ */

static ju_rc add(const ju_ctx *ctx, copy_message *to, const char *name, const char *value, ju_err *err)
{
    copy_item *item = ju_arena_alloc(ctx->arena, sizeof *item);
    char *kept = ju_arena_strdup(ctx->arena, value);
    if (item == NULL || kept == NULL) {
        return ju_no_memory(err);
    }
    juki__gateway__v1__copy_item__init(item);
    item->name = (char *)(uintptr_t)name;
    item->value = kept;
    to->item[to->n_item++] = item;
    return JU_OK;
}

/* The name in the person's row, whose three columns begin at first. */
static ju_rc add_name(const ju_ctx *ctx, const PGresult *rows, int row, int first, copy_message *to,
                      ju_err *err)
{
    Juki__Gateway__V1__PersonFeed *person = NULL;
    JU_TRY(gateway_open_person(ctx, rows, row, first, first + 1, first + 2, &person, err));
    return add(ctx, to, "householder_name", person->name, err);
}

/* first: the column of the relationship. */
static ju_rc read_register(const ju_ctx *ctx, const PGresult *rows, int row, int first, copy_message *ret,
                           bool *ret_whole, ju_err *err)
{
    enum { ITEMS_MOST = 2 };
    bool named = ju_col_bool(rows, row, first + 1);
    *ret_whole = !named || PQgetisnull(rows, row, first + 4) == 0;
    ret->item = ju_arena_alloc(ctx->arena, ITEMS_MOST * sizeof(copy_item *));
    if (ret->item == NULL) {
        return ju_no_memory(err);
    }
    if (strcmp(ju_col(rows, row, first), HEAD) == 0) {
        return add(ctx, ret, "householder", HEAD, err);
    }
    if (named && *ret_whole) {
        JU_TRY(add_name(ctx, rows, row, first + 2, ret, err));
    }
    return PQgetisnull(rows, row, first) != 0 ? JU_OK
                                              : add(ctx, ret, "relationship", ju_col(rows, row, first), err);
}

ju_rc copy_items_of(const ju_ctx *ctx, const PGresult *rows, int row, int first, copy_message *ret,
                    bool *ret_whole, ju_err *err)
{
    copy_message *kept = NULL;
    JU_TRY(copy_items_kept(ctx, rows, row, first + 2, ju_col(rows, row, first), ju_col(rows, row, first + 1),
                           ctx->arena, &kept, err));
    if (kept == NULL) {
        return read_register(ctx, rows, row, first + 3, ret, ret_whole, err);
    }
    *ret_whole = true;
    ret->item = kept->item;
    ret->n_item = kept->n_item;
    return JU_OK;
}

/* ---- their digest -------------------------------------------------------------------------------------- */

static int by_length(const void *a, const void *b)
{
    const copy_item *one = *(copy_item *const *)a;
    const copy_item *other = *(copy_item *const *)b;
    size_t lengths[] = {strlen(one->name), strlen(other->name)};
    return lengths[0] != lengths[1] ? (lengths[0] > lengths[1]) - (lengths[0] < lengths[1])
                                    : strcmp(one->name, other->name);
}

/* As jsonb writes it, by which this digest was made before values were sealed. NULL when memory is out. */
static char *json_of(copy_item *const *item, size_t count)
{
    json_t *object = json_object();
    bool whole = object != NULL;
    for (size_t i = 0; whole && i < count; i++) {
        whole = json_object_set_new(object, item[i]->name, json_string(item[i]->value)) == 0;
    }
    char *text = whole ? json_dumps(object, 0) : NULL;
    json_decref(object);
    return text;
}

ju_rc copy_items_digest(ju_arena *arena, const copy_message *of, char **ret, ju_err *err)
{
    enum { DIGEST_BYTES = 32 };
    unsigned char digest[DIGEST_BYTES];
    copy_item **sorted = ju_arena_alloc(arena, (of->n_item + 1) * sizeof *sorted);
    if (sorted == NULL) {
        return ju_no_memory(err);
    }
    if (of->n_item > 0) {
        memcpy(sorted, of->item, of->n_item * sizeof *sorted);
        qsort(sorted, of->n_item, sizeof *sorted, by_length);
    }
    char *json = json_of(sorted, of->n_item);
    bool made = json != NULL && EVP_Digest(json, strlen(json), digest, NULL, EVP_sha256(), NULL) == 1;
    free(json);
    *ret = made ? ju_arena_hex(arena, digest, sizeof digest) : NULL;
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}
