/* What other municipalities write and read: letters signed with their own keys. */
#include "tests/peers/municipality/post.h"

#include "common/code/code.h"
#include "common/config/config.h"
#include "common/event/check.h"
#include "common/event/topic_names.h"
#include "common/seal/sign.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Identity__V1__MunicipalityWord municipality_word;
typedef Juki__Identity__V1__MoveOutCertificate certificate;
typedef Juki__Identity__V1__MovingPerson moving_person;

static struct {
    ju_keyring *municipality; /* what is sent to them */
    ju_keyring *identity;     /* what they send */
    const char *house;
    char *signing_dir; /* <code>.2026.key each */
} state;

const char *town_house(void)
{
    return state.house;
}

static const ju_config_item ITEMS[] = {
    {"JUKI_MUNICIPALITY_SIGNING_DIR", JU_CONFIG_STRING, 0, 0, NULL,
     "folder of the private keys of the municipalities, <code>.2026.key", 0, 0},
};

static void complain(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "%s\n", text);
}

/* The variables of the whole peer are set; only one is read here. */
static void ignore(void *opaque, const char *text)
{
    (void)opaque;
    (void)text;
}

ju_rc town_open(const ju_settings *settings, void **ret_state, ju_err *err)
{
    const ju_config_part part = {.items = ITEMS, .item_count = 1, .values = &state.signing_dir};
    const ju_config_report report = {.error = complain, .warning = ignore};
    state.house = settings->municipality;
    JU_TRY(ju_config_load(&part, 1, &report, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "municipality", &state.municipality, err));
    *ret_state = state.municipality;
    return ju_keyring_open(settings->key_dir, "identity", &state.identity, err);
}

void town_close(void *opaque)
{
    const ju_config_part part = {.items = ITEMS, .item_count = 1, .values = &state.signing_dir};
    (void)opaque;
    ju_keyring_free(state.municipality);
    ju_keyring_free(state.identity);
    ju_config_free(&part, 1);
}

/* ---- out ----------------------------------------------------------------------------------------------- */

ju_rc town_post(ju_ctx *ctx, municipality_word *word, const char *from, const char *signed_by, ju_err *err)
{
    Juki__Identity__V1__MunicipalityLetter letter = JUKI__IDENTITY__V1__MUNICIPALITY_LETTER__INIT;
    unsigned char signature[JU_SIGNATURE_BYTES];
    char path[512];
    char key_id[32];
    const char *key = ju_arena_strdup(ctx->arena, word->move_ref); /* outlives the rows that it comes from */
    if (state.signing_dir == NULL) {
        return ju_fail(err, JU_FATAL, "config", "JUKI_MUNICIPALITY_SIGNING_DIR names no keys to sign with");
    }
    word->from_municipality = (char *)(uintptr_t)from;
    word->to_municipality = (char *)(uintptr_t)state.house;
    letter.word.len = juki__identity__v1__municipality_word__get_packed_size(word);
    letter.word.data = ju_arena_alloc(ctx->arena, letter.word.len);
    if (letter.word.data == NULL || key == NULL) {
        return ju_no_memory(err);
    }
    juki__identity__v1__municipality_word__pack(word, letter.word.data);
    (void)snprintf(path, sizeof path, "%s/%s.2026.key", state.signing_dir, signed_by);
    (void)snprintf(key_id, sizeof key_id, "%s/2026", from);
    JU_TRY(ju_sign(path, JU_TOPIC_LINK_MUNICIPALITY_IN, &letter.word, signature, err));
    letter.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
    letter.key_id = key_id;
    letter.from_municipality = (char *)(uintptr_t)from;
    return ju_emit(ctx, JU_TOPIC_LINK_MUNICIPALITY_IN, key, &letter.base, NULL, err);
}

/* A synthetic number: the block 00008, the serial and the check digit. */
static ju_rc seal_number(ju_ctx *ctx, ju_code_kind kind, int64_t serial, const char *move_ref,
                         Juki__Common__V1__Sealed **ret, ju_err *err)
{
    bool code = kind == JU_CODE_RESIDENT_CODE;
    char number[JU_CODE_SIZE];
    int length = snprintf(number, sizeof number, "00008%0*d", code ? 5 : 6, (int)serial);
    number[length] = ju_code_check_digit(kind, number);
    number[length + 1] = '\0';
    ju_rc rc = ju_seal_text(state.identity, ctx->arena, code ? "resident_code" : "individual_number",
                            move_ref, number, ret, err);
    explicit_bzero(number, sizeof number);
    return rc;
}

static char *column(const PGresult *rows, int row, int at)
{
    return (char *)(uintptr_t)ju_col(rows, row, at);
}

static ju_rc fill_person(ju_ctx *ctx, const PGresult *move, int row, const char *move_ref, moving_person *ret,
                         ju_err *err)
{
    int64_t serial = ju_col_i64(move, row, 4);
    Juki__Common__V1__WrittenDate *birth = ju_arena_alloc(ctx->arena, sizeof *birth);
    if (birth == NULL) {
        return ju_no_memory(err);
    }
    juki__identity__v1__moving_person__init(ret);
    juki__common__v1__written_date__init(birth);
    birth->date = column(move, row, 7);
    ret->place = (int32_t)ju_col_i64(move, row, 3);
    ret->name = column(move, row, 5);
    ret->name_kana = column(move, row, 6);
    ret->birth_date = birth;
    ret->sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    ret->relationship = column(move, row, 8);
    JU_TRY(seal_number(ctx, JU_CODE_RESIDENT_CODE, serial, move_ref, &ret->resident_code, err));
    return seal_number(ctx, JU_CODE_INDIVIDUAL_NUMBER, serial, move_ref, &ret->individual_number, err);
}

static ju_rc seal_certificate(ju_ctx *ctx, const PGresult *move, const char *move_ref,
                              Juki__Common__V1__Sealed **ret, ju_err *err)
{
    certificate it = JUKI__IDENTITY__V1__MOVE_OUT_CERTIFICATE__INIT;
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    it.n_person = (size_t)PQntuples(move);
    moving_person *persons = ju_arena_alloc(ctx->arena, it.n_person * sizeof *persons);
    it.person = ju_arena_alloc(ctx->arena, it.n_person * sizeof *it.person);
    if (persons == NULL || it.person == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < it.n_person; i++) {
        JU_TRY(fill_person(ctx, move, (int)i, move_ref, &persons[i], err));
        it.person[i] = &persons[i];
    }
    address.municipality_code = column(move, 0, 0);
    address.prefecture = (char *)(uintptr_t) "東京都";
    address.municipality = (char *)(uintptr_t) "見本市";
    address.town = (char *)(uintptr_t) "本町";
    address.number = (char *)(uintptr_t) "２－２";
    it.address = &address;
    it.notified_date = column(move, 0, 2);
    size_t size = juki__identity__v1__move_out_certificate__get_packed_size(&it);
    unsigned char *packed = ju_arena_alloc(ctx->arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    juki__identity__v1__move_out_certificate__pack(&it, packed);
    return ju_seal(state.identity, ctx->arena, "move_out_certificate", move_ref, packed, size, ret, err);
}

ju_rc town_send_certificate(ju_ctx *ctx, const PGresult *move, const char *move_ref, const char *signed_by,
                            const char *request_id, ju_err *err)
{
    municipality_word word = JUKI__IDENTITY__V1__MUNICIPALITY_WORD__INIT;
    Juki__Identity__V1__CertificateSent sent = JUKI__IDENTITY__V1__CERTIFICATE_SENT__INIT;
    sent.move_ref = (char *)(uintptr_t)move_ref;
    sent.from_municipality = column(move, 0, 0);
    sent.to_municipality = column(move, 0, 1);
    sent.planned_date = column(move, 0, 2);
    sent.request_id = (char *)(uintptr_t)request_id;
    JU_TRY(seal_certificate(ctx, move, move_ref, &sent.certificate, err));
    word.move_ref = sent.move_ref;
    word.certificate = &sent;
    return town_post(ctx, &word, sent.from_municipality, signed_by, err);
}

/* ---- in ------------------------------------------------------------------------------------------------ */

static ju_rc open_number(ju_ctx *ctx, ju_code_kind kind, const char *move_ref,
                         const Juki__Common__V1__Sealed *sealed, ju_err *err)
{
    const char *field = kind == JU_CODE_RESIDENT_CODE ? "resident_code" : "individual_number";
    char *number = NULL;
    JU_TRY(ju_unseal_text(state.municipality, ctx->arena, field, move_ref, sealed, &number, err));
    bool valid = ju_code_valid(kind, number);
    explicit_bzero(number, strlen(number));
    return valid ? JU_OK : ju_reject(err, "check_digit", field, "not such a number");
}

ju_rc town_open_certificate(ju_ctx *ctx, const Juki__Identity__V1__CertificateSent *sent, size_t *ret_persons,
                            ju_err *err)
{
    ProtobufCBinaryData whole = {0};
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_unseal(state.municipality, ctx->arena, "move_out_certificate", sent->move_ref,
                     sent->certificate, &whole, err));
    JU_TRY(ju_unpack(&juki__identity__v1__move_out_certificate__descriptor, whole.data, whole.len, true,
                     ctx->arena, &message, err));
    const certificate *it = (const certificate *)message;
    for (size_t i = 0; i < it->n_person; i++) {
        const moving_person *person = it->person[i];
        JU_TRY(open_number(ctx, JU_CODE_RESIDENT_CODE, sent->move_ref, person->resident_code, err));
        JU_TRY(open_number(ctx, JU_CODE_INDIVIDUAL_NUMBER, sent->move_ref, person->individual_number, err));
    }
    *ret_persons = it->n_person;
    return JU_OK;
}
