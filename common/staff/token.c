#include "common/staff/token.h"

#include "common/base/word.h"
#include "common/staff/base64url.h"
#include "common/staff/policy.h"
#include "common/text/text.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum {
    SIGNATURE_BYTES = 64,
    SIGNATURE_TEXT = 86,
    HEADER_TEXT_MAX = 512,
    CLAIM_BYTES_MAX = 128,
    METHODS_MAX = 8,
    ROLES_MAX = 8
};

typedef struct part {
    const char *text;
    size_t size;
} part;

typedef struct parts {
    part header;
    part claims;
    part signature;
    part signed_; /* header and claims with the dot between */
    ju_hash name; /* of the whole */
} parts;

static ju_rc reject(ju_err *err, const char *code, const char *item)
{
    return ju_reject(err, code, item, "the staff token is refused");
}

/* ---- form ---------------------------------------------------------------------------------------------- */

/* Exactly three parts; a dot in the last one is no character of base64url. */
static bool split(const char *text, size_t size, parts *ret)
{
    const char *first = memchr(text, '.', size);
    const char *second = first == NULL ? NULL : memchr(first + 1, '.', size - (size_t)(first + 1 - text));
    if (second == NULL) {
        return false;
    }
    ret->header = (part){text, (size_t)(first - text)};
    ret->claims = (part){first + 1, (size_t)(second - first - 1)};
    ret->signed_ = (part){text, (size_t)(second - text)};
    ret->signature = (part){second + 1, size - ret->signed_.size - 1};
    return ret->header.size <= HEADER_TEXT_MAX;
}

/* A part as a JSON object in which no member stands twice. Release *ret. */
static ju_rc read_object(const part *from, ju_arena *arena, json_t **ret, ju_err *err)
{
    size_t size = 0;
    unsigned char *bytes = ju_arena_alloc(arena, from->size + 1);
    if (bytes == NULL) {
        return ju_no_memory(err);
    }
    json_t *json = ju_base64url_read(from->text, from->size, bytes, &size)
                       ? json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL)
                       : NULL;
    if (!json_is_object(json)) {
        json_decref(json);
        return reject(err, "token_malformed", "");
    }
    *ret = json;
    return JU_OK;
}

/* ---- signature ----------------------------------------------------------------------------------------- */

static bool verifies(EVP_PKEY *key, const parts *token)
{
    unsigned char signature[SIGNATURE_BYTES];
    size_t size = 0;
    if (token->signature.size != SIGNATURE_TEXT ||
        !ju_base64url_read(token->signature.text, SIGNATURE_TEXT, signature, &size)) {
        return false;
    }
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestVerify(ctx, signature, size, (const unsigned char *)token->signed_.text,
                                 token->signed_.size) == 1;
    EVP_MD_CTX_free(ctx);
    return good;
}

static ju_rc verify(ju_staff_keys *keys, EVP_PKEY *key, const parts *token, ju_err *err)
{
    if (ju_staff_known_has(ju_staff_keys_known(keys), &token->name)) {
        return JU_OK;
    }
    if (!verifies(key, token)) {
        return reject(err, "token_signature", "");
    }
    ju_staff_known_put(ju_staff_keys_known(keys), &token->name);
    return JU_OK;
}

static ju_rc check_header(const json_t *header, ju_staff_keys *keys, const parts *token, ju_arena *arena,
                          const char **ret_key_id, ju_err *err)
{
    const char *algorithm = json_string_value(json_object_get(header, "alg"));
    const char *kid = json_string_value(json_object_get(header, "kid"));
    if (algorithm == NULL || strcmp(algorithm, "EdDSA") != 0) {
        return reject(err, "token_algorithm", "alg");
    }
    if (json_object_get(header, "crit") != NULL) {
        return reject(err, "token_malformed", "crit");
    }
    EVP_PKEY *key = kid == NULL ? NULL : ju_staff_key_of(keys, kid);
    if (key == NULL) {
        return reject(err, "token_key", "kid");
    }
    *ret_key_id = ju_arena_strdup(arena, kid);
    if (*ret_key_id == NULL) {
        return ju_no_memory(err);
    }
    return verify(keys, key, token, err);
}

static ju_rc check_signature(ju_staff_keys *keys, const parts *token, ju_arena *arena,
                             const char **ret_key_id, ju_err *err)
{
    json_t *header = NULL;
    JU_TRY(read_object(&token->header, arena, &header, err));
    ju_rc rc = check_header(header, keys, token, arena, ret_key_id, err);
    json_decref(header);
    return rc;
}

/* ---- claims -------------------------------------------------------------------------------------------- */

/* Claims go into the audit trail. */
static bool is_short_text(const json_t *claim)
{
    size_t length = json_string_length(claim);
    return length > 0 && length <= CLAIM_BYTES_MAX && ju_text_valid(json_string_value(claim), length);
}

static ju_rc read_text(const json_t *claims, const char *name, ju_arena *arena, const char **ret, ju_err *err)
{
    const json_t *claim = json_object_get(claims, name);
    const char *text = json_string_value(claim);
    if (!is_short_text(claim)) {
        return reject(err, "token_claim", name);
    }
    *ret = ju_arena_strdup(arena, text);
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc read_moment(const json_t *claims, const char *name, int64_t *ret, ju_err *err)
{
    const json_t *moment = json_object_get(claims, name);
    if (!json_is_integer(moment) || json_integer_value(moment) < 0) {
        return reject(err, "token_claim", name);
    }
    *ret = json_integer_value(moment);
    return JU_OK;
}

static bool is_text(const json_t *json, const char *wanted)
{
    return json_is_string(json) && strcmp(json_string_value(json), wanted) == 0;
}

static bool is_for(const json_t *audience, const char *wanted)
{
    bool found = is_text(audience, wanted);
    for (size_t i = 0; i < json_array_size(audience); i++) {
        found |= is_text(json_array_get(audience, i), wanted);
    }
    return found;
}

static ju_rc read_times(const json_t *claims, ju_staff_token *ret, ju_err *err)
{
    JU_TRY(read_moment(claims, "iat", &ret->issued_s, err));
    JU_TRY(read_moment(claims, "exp", &ret->ends_s, err));
    ret->begins_s = 0;
    return json_object_get(claims, "nbf") == NULL ? JU_OK : read_moment(claims, "nbf", &ret->begins_s, err);
}

static ju_rc check_times(const ju_staff_token *token, const ju_staff_terms *terms, int64_t now_s, ju_err *err)
{
    if (token->issued_s > now_s + terms->skew_s || token->begins_s > now_s + terms->skew_s) {
        return reject(err, "token_future", token->issued_s > now_s + terms->skew_s ? "iat" : "nbf");
    }
    if (now_s >= token->ends_s) {
        return reject(err, "token_expired", "exp");
    }
    return token->ends_s - token->issued_s <= terms->lifetime_s ? JU_OK
                                                                : reject(err, "token_lifetime", "exp");
}

/* The kinds of factors, as bits: what one knows, has, is. Other methods of RFC 8176, "mfa" among them, do not
 * say what was shown. */
static unsigned kind_of(const char *method)
{
    static const struct {
        const char *method;
        unsigned kind;
    } METHODS[] = {{"pwd", 1}, {"pin", 1},  {"kba", 1}, {"hwk", 2},  {"swk", 2},    {"sc", 2},
                   {"otp", 2}, {"face", 4}, {"fpt", 4}, {"iris", 4}, {"retina", 4}, {"vbm", 4}};
    for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++) {
        if (strcmp(METHODS[i].method, method) == 0) {
            return METHODS[i].kind;
        }
    }
    return 0;
}

static ju_rc read_factors(const json_t *claims, ju_arena *arena, const char **ret, ju_err *err)
{
    const json_t *methods = json_object_get(claims, "amr");
    unsigned kinds = 0;
    const char *all = "";
    for (size_t i = 0; i < json_array_size(methods); i++) {
        const char *method = json_string_value(json_array_get(methods, i));
        if (i == METHODS_MAX || !is_short_text(json_array_get(methods, i))) {
            return reject(err, "token_claim", "amr");
        }
        kinds |= kind_of(method);
        all = ju_arena_printf(arena, "%s%s%s", all, *all == '\0' ? "" : ",", method);
        if (all == NULL) {
            return ju_no_memory(err);
        }
    }
    *ret = all;
    return __builtin_popcount(kinds) >= 2 ? JU_OK : reject(err, "token_factor", "amr");
}

/* The roles as they are told in the trail; which of them count is for the table of who may do what. */
static ju_rc read_roles(const json_t *claims, ju_arena *arena, const char **ret, ju_err *err)
{
    const json_t *roles = json_object_get(claims, "roles");
    const char *all = NULL;
    if (!json_is_array(roles) || json_array_size(roles) == 0 || json_array_size(roles) > ROLES_MAX) {
        return reject(err, "token_claim", "roles");
    }
    for (size_t i = 0; i < json_array_size(roles); i++) {
        const char *role = json_string_value(json_array_get(roles, i));
        if (!is_short_text(json_array_get(roles, i)) || strchr(role, ' ') != NULL) {
            return reject(err, "token_claim", "roles");
        }
        all = all == NULL ? ju_arena_strdup(arena, role) : ju_arena_printf(arena, "%s %s", all, role);
        if (all == NULL) {
            return ju_no_memory(err);
        }
    }
    *ret = all;
    return strlen(all) <= CLAIM_BYTES_MAX ? JU_OK : reject(err, "token_claim", "roles");
}

/* 区分 and 役割; a contractor's token says for whom he works, and where (seed 004_001 K31). */
static ju_rc read_person(const json_t *claims, ju_arena *arena, ju_staff_token *ret, ju_err *err)
{
    JU_TRY(read_text(claims, "class", arena, &ret->person_class, err));
    if (!ju_staff_class_valid(ret->person_class)) {
        return reject(err, "token_claim", "class");
    }
    JU_TRY(read_roles(claims, arena, &ret->roles, err));
    ret->organisation = "";
    ret->place = "";
    if (strcmp(ret->person_class, JU_STAFF_CONTRACTOR) == 0) {
        JU_TRY(read_text(claims, "organisation", arena, &ret->organisation, err));
        JU_TRY(read_text(claims, "place", arena, &ret->place, err));
    }
    return JU_OK;
}

static ju_rc check_claims(const json_t *claims, const ju_staff_terms *terms, int64_t now_s, ju_arena *arena,
                          ju_staff_token *ret, ju_err *err)
{
    if (!is_text(json_object_get(claims, "iss"), terms->issuer)) {
        return reject(err, "token_issuer", "iss");
    }
    if (!is_for(json_object_get(claims, "aud"), terms->audience)) {
        return reject(err, "token_audience", "aud");
    }
    ret->issuer = terms->issuer;
    ret->audience = terms->audience;
    JU_TRY(read_times(claims, ret, err));
    JU_TRY(check_times(ret, terms, now_s, err));
    JU_TRY(read_text(claims, "sub", arena, &ret->operator_id, err));
    JU_TRY(read_text(claims, "jti", arena, &ret->id, err));
    JU_TRY(read_text(claims, "affair", arena, &ret->affair, err));
    JU_TRY(read_text(claims, "department", arena, &ret->department, err));
    JU_TRY(read_text(claims, "terminal", arena, &ret->terminal_id, err));
    JU_TRY(read_person(claims, arena, ret, err));
    return read_factors(claims, arena, &ret->factors, err);
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static ju_rc read_token(ju_staff_keys *keys, const parts *token, const ju_staff_terms *terms, int64_t now_s,
                        ju_arena *arena, ju_staff_token *ret, ju_err *err)
{
    json_t *claims = NULL;
    JU_TRY(check_signature(keys, token, arena, &ret->key_id, err));
    JU_TRY(read_object(&token->claims, arena, &claims, err));
    ju_rc rc = check_claims(claims, terms, now_s, arena, ret, err);
    json_decref(claims);
    return rc;
}

/* What it says, if it was taken by such terms before; NULL: it has to be read. */
static const ju_staff_token *said_before(ju_staff_keys *keys, const ju_hash *name,
                                         const ju_staff_terms *terms)
{
    const ju_staff_token *said = ju_staff_known_said(ju_staff_keys_known(keys), name);
    bool same = said != NULL && strcmp(said->issuer, terms->issuer) == 0 &&
                strcmp(said->audience, terms->audience) == 0;
    return same ? said : NULL;
}

ju_rc ju_staff_token_check(ju_staff_keys *keys, const ju_staff_terms *terms, int64_t now_s, const char *text,
                           size_t size, ju_arena *arena, ju_staff_token *ret, ju_err *err)
{
    parts token;
    if (size == 0) {
        return reject(err, "token_missing", "");
    }
    if (size > JU_STAFF_TOKEN_MAX || !split(text, size, &token)) {
        return reject(err, "token_malformed", "");
    }
    JU_TRY(ju_staff_keys_name(keys, text, size, &token.name, err));
    const ju_staff_token *said = said_before(keys, &token.name, terms);
    if (said != NULL) {
        JU_TRY(check_times(said, terms, now_s, err));
        return ju_staff_token_copy(said, arena, ret, err);
    }
    JU_TRY(read_token(keys, &token, terms, now_s, arena, ret, err));
    ju_staff_known_keep(ju_staff_keys_known(keys), &token.name, ret);
    return JU_OK;
}

ju_rc ju_staff_token_match(const ju_staff_token *token, const char *operator_id, const char *terminal_id,
                           ju_err *err)
{
    if (strcmp(token->operator_id, operator_id) != 0) {
        return reject(err, "token_other_operator", "operator_id");
    }
    return strcmp(token->terminal_id, terminal_id) == 0 ? JU_OK
                                                        : reject(err, "token_other_terminal", "terminal_id");
}

const char *ju_staff_refusal_text(const char *code)
{
    static const ju_word TEXTS[] = {
        {"token_unverifiable", "操作者トークンを検証できる状態にないため、操作を受け付けられません。"},
        {"token_missing", "操作者トークンがありません。認証してからやり直してください。"},
        {"token_malformed", "操作者トークンの形式が正しくありません。"},
        {"token_algorithm", "操作者トークンの署名方式は使用できません。"},
        {"token_key", "操作者トークンの署名鍵が登録されていません。"},
        {"token_signature", "操作者トークンの署名が正しくありません。"},
        {"token_issuer", "操作者トークンの発行者が正しくありません。"},
        {"token_audience", "操作者トークンはこのシステムに対するものではありません。"},
        {"token_claim", "操作者トークンに必要な項目がありません。"},
        {"token_expired", "操作者トークンの有効期限が切れています。認証し直してください。"},
        {"token_future", "操作者トークンはまだ有効ではありません。"},
        {"token_lifetime", "操作者トークンの有効期間が長すぎます。"},
        {"token_factor", "二要素による認証が確認できません。"},
        {"token_other_operator", "操作者IDが操作者トークンと一致しません。"},
        {"token_other_terminal", "操作端末IDが操作者トークンと一致しません。"},
        {"token_revoked", "この操作者トークンは失効しています。認証し直してください。"},
        {"person_revoked", "この操作者IDは失効しています。"},
        {"key_revoked", "操作者トークンの署名鍵は失効しています。"},
        {"terminal_revoked", "この端末の登録は失効しています。"},
        {"terminal_unknown", "この端末は、この所属（場所）の端末として登録されていません。"},
        {"policy_unreadable", "権限表を確認できる状態にないため、操作を受け付けられません。"},
        {"roles_conflict", "運用の役割は他の役割と兼ねられません。"},
        {"operation_not_allowed", "この操作は誰にも認められていません。"},
        {"affair_not_allowed", "この事務の操作者は、この操作を行えません。"},
        {"department_not_allowed", "この所属の操作者は、この操作を行えません。"},
        {"person_not_allowed", "この操作者には、この操作が認められていません。"},
        {"class_not_allowed", "この区分の者は、この操作を行えません。"},
        {"items_not_allowed", "この項目群を扱う権限がありません。"},
        {"role_not_allowed", "この役割では、この操作を行えません。"},
        {"grant_missing", "有効な権限の付与がありません。"},
    };
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, "操作者を確認できません。");
}
