#include "services/gateway/bridge_receipt.h"

#include "common/base/word.h"

#include <jansson.h>
#include <string.h>

enum { CODE_MAX_BYTES = 40, NAME_MAX_BYTES = 95, SHA256_DIGITS = 64, HEAD_LINE = 1 };

static const ju_word TEXTS[] = {
    {"too_large", "受領ファイルが大きすぎます (1MiBまで)。"},
    {"json_invalid", "受領ファイルがJSONとして読めません。"},
    {"member_unknown", "受領ファイルに定められていない項目があります。"},
    {"item_missing", "file・sha256・resultのいずれかがないか、形式が正しくありません。"},
    {"result_unknown", "resultはacceptedまたはpartialです。"},
    {"errors_differ", "エラー一覧はresultがpartialのときだけ、1件以上10,000件以下で示してください。"},
    {"error_invalid", "エラー一覧の行番号 (昇順) またはコードが正しくありません。"},
    {"file_unknown", "提供していないファイルの受領です。"},
    {"digest_differs", "ファイルのSHA-256が提供したものと異なります。"},
    {"line_unknown", "ファイルにない行のエラーです。"},
    {"answered", "このファイルの受領は既に届いています。"},
};

const char *bridge_receipt_text(const char *code)
{
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, "受領ファイルを処理できません。");
}

static bool known_members(const json_t *object, const char *const *name, size_t count)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        size_t i = 0;
        while (i < count && strcmp(name[i], key) != 0) {
            i++;
        }
        if (i == count) {
            return false;
        }
    }
    return true;
}

/* NULL when it is no text of 1 to most bytes. */
static const char *text_of(const json_t *object, const char *name, size_t most, ju_arena *arena)
{
    const json_t *value = json_object_get(object, name);
    size_t length = json_string_length(value);
    return length > 0 && length <= most ? ju_arena_strdup(arena, json_string_value(value)) : NULL;
}

static bool code_formed(const char *code)
{
    return code != NULL && strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(code);
}

static bool read_error(const json_t *one, size_t i, ju_arena *arena, bridge_receipt *ret)
{
    static const char *const MEMBERS[] = {"line", "code"};
    const json_t *line = json_object_get(one, "line");
    ret->code[i] = text_of(one, "code", CODE_MAX_BYTES, arena);
    ret->line[i] = json_is_integer(line) ? json_integer_value(line) : 0;
    return known_members(one, MEMBERS, 2) && code_formed(ret->code[i]) && ret->line[i] <= INT32_MAX &&
           ret->line[i] > (i == 0 ? HEAD_LINE : ret->line[i - 1]);
}

static const char *read_errors(const json_t *object, ju_arena *arena, bridge_receipt *ret)
{
    const json_t *errors = json_object_get(object, "error");
    bool partial = strcmp(ret->result, "partial") == 0;
    ret->errors = json_array_size(errors);
    if (!partial && strcmp(ret->result, "accepted") != 0) {
        return "result_unknown";
    }
    if ((errors != NULL && !json_is_array(errors)) || partial != (ret->errors > 0) ||
        ret->errors > BRIDGE_ERRORS_MAX) {
        return "errors_differ";
    }
    ret->line = ju_arena_alloc(arena, (ret->errors + 1) * sizeof *ret->line);
    ret->code = ju_arena_alloc(arena, (ret->errors + 1) * sizeof *ret->code);
    for (size_t i = 0; i < ret->errors; i++) {
        if (ret->line == NULL || ret->code == NULL || !read_error(json_array_get(errors, i), i, arena, ret)) {
            return "error_invalid";
        }
    }
    return NULL;
}

static const char *read_object(const json_t *object, ju_arena *arena, bridge_receipt *ret)
{
    static const char *const MEMBERS[] = {"file", "sha256", "result", "error"};
    if (!json_is_object(object)) {
        return "json_invalid";
    }
    if (!known_members(object, MEMBERS, sizeof MEMBERS / sizeof MEMBERS[0])) {
        return "member_unknown";
    }
    ret->file = text_of(object, "file", NAME_MAX_BYTES, arena);
    ret->sha256 = text_of(object, "sha256", SHA256_DIGITS, arena);
    ret->result = text_of(object, "result", CODE_MAX_BYTES, arena);
    return ret->file == NULL || ret->sha256 == NULL || ret->result == NULL ? "item_missing"
                                                                           : read_errors(object, arena, ret);
}

const char *bridge_receipt_read(const char *text, size_t size, ju_arena *arena, bridge_receipt *ret)
{
    json_error_t broken;
    *ret = (bridge_receipt){0};
    if (size > BRIDGE_RECEIPT_MAX_BYTES) {
        return "too_large";
    }
    json_t *object = json_loadb(text, size, JSON_REJECT_DUPLICATES, &broken);
    const char *fault = object == NULL ? "json_invalid" : read_object(object, arena, ret);
    json_decref(object);
    return fault;
}

const char *bridge_receipt_check(const bridge_receipt *receipt, const bridge_receipt_of *file)
{
    if (!file->found) {
        return "file_unknown";
    }
    if (strcmp(receipt->sha256, file->sha256) != 0) {
        return "digest_differs";
    }
    if (strcmp(file->state, "placed") != 0 && strcmp(file->state, "written") != 0) {
        return "answered";
    }
    bool inside = receipt->errors == 0 || receipt->line[receipt->errors - 1] <= file->rows + HEAD_LINE;
    return inside ? NULL : "line_unknown";
}
