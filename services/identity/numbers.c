#include "services/identity/numbers.h"

#include "common/code/code.h"

#include <string.h>

ju_rc identity_rings_open(identity_rings *rings, const char *dir, ju_err *err)
{
    JU_TRY(ju_keyring_open(dir, "identity", &rings->identity, err));
    JU_TRY(ju_keyring_open(dir, "resident", &rings->resident, err));
    JU_TRY(ju_keyring_open(dir, "prefecture", &rings->prefecture, err));
    JU_TRY(ju_keyring_open(dir, "national", &rings->national, err));
    JU_TRY(ju_keyring_open(dir, "municipality", &rings->municipality, err));
    JU_TRY(ju_keyring_open(dir, "card", &rings->card, err));
    return ju_keyring_open(dir, "audit", &rings->audit, err);
}

void identity_rings_close(identity_rings *rings)
{
    ju_keyring_free(rings->identity);
    ju_keyring_free(rings->resident);
    ju_keyring_free(rings->prefecture);
    ju_keyring_free(rings->national);
    ju_keyring_free(rings->municipality);
    ju_keyring_free(rings->card);
    ju_keyring_free(rings->audit);
}

typedef struct number_kind {
    const char *field;
    ju_code_kind code;
} number_kind;

static const number_kind RESIDENT_CODE = {"resident_code", JU_CODE_RESIDENT_CODE};
static const number_kind INDIVIDUAL_NUMBER = {"individual_number", JU_CODE_INDIVIDUAL_NUMBER};

static ju_rc pass_plain(const identity_route *route, ju_arena *arena, number_kind kind, const char *plain,
                        Juki__Common__V1__Sealed **ret_sealed, unsigned char ret_index[JU_BLIND_INDEX_BYTES],
                        ju_err *err)
{
    if (!ju_code_valid(kind.code, plain)) {
        return ju_reject(err, "check_digit", kind.field, "the number has not the digits it should have");
    }
    JU_TRY(ju_blind_index(route->from, kind.field, plain, ret_index, err));
    return ju_seal_text(route->to, arena, kind.field, route->to_subject, plain, ret_sealed, err);
}

static ju_rc pass(const identity_route *route, ju_arena *arena, number_kind kind,
                  const Juki__Common__V1__Sealed *sealed, Juki__Common__V1__Sealed **ret_sealed,
                  unsigned char ret_index[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    char *plain = NULL;
    JU_TRY(ju_unseal_text(route->from, arena, kind.field, route->from_subject, sealed, &plain, err));
    ju_rc rc = pass_plain(route, arena, kind, plain, ret_sealed, ret_index, err);
    explicit_bzero(plain, strlen(plain));
    return rc;
}

ju_rc identity_pass_code(const identity_route *route, ju_arena *arena, const Juki__Common__V1__Sealed *sealed,
                         Juki__Common__V1__Sealed **ret_sealed, unsigned char ret_index[JU_BLIND_INDEX_BYTES],
                         ju_err *err)
{
    return pass(route, arena, RESIDENT_CODE, sealed, ret_sealed, ret_index, err);
}

ju_rc identity_pass_number(const identity_route *route, ju_arena *arena,
                           const Juki__Common__V1__Sealed *sealed, Juki__Common__V1__Sealed **ret_sealed,
                           unsigned char ret_index[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    return pass(route, arena, INDIVIDUAL_NUMBER, sealed, ret_sealed, ret_index, err);
}

static ju_rc index_for(const identity_route *route, ju_arena *arena, number_kind kind,
                       const Juki__Common__V1__Sealed *sealed, unsigned char ret_index[JU_BLIND_INDEX_BYTES],
                       ju_err *err)
{
    char *plain = NULL;
    JU_TRY(ju_unseal_text(route->from, arena, kind.field, route->from_subject, sealed, &plain, err));
    ju_rc rc = ju_blind_index(route->to, kind.field, plain, ret_index, err);
    explicit_bzero(plain, strlen(plain));
    return rc;
}

ju_rc identity_index_code(const identity_route *route, ju_arena *arena,
                          const Juki__Common__V1__Sealed *sealed,
                          unsigned char ret_index[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    return index_for(route, arena, RESIDENT_CODE, sealed, ret_index, err);
}

ju_rc identity_index_number(const identity_route *route, ju_arena *arena,
                            const Juki__Common__V1__Sealed *sealed,
                            unsigned char ret_index[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    return index_for(route, arena, INDIVIDUAL_NUMBER, sealed, ret_index, err);
}

static ju_rc open_number(const identity_rings *rings, ju_arena *arena, number_kind kind, const char *subject,
                         const Juki__Common__V1__Sealed *sealed, char *ret, size_t size, ju_err *err)
{
    char *plain = NULL;
    JU_TRY(ju_unseal_text(rings->identity, arena, kind.field, subject, sealed, &plain, err));
    bool good = ju_code_valid(kind.code, plain) && strlen(plain) == size - 1;
    if (good) {
        memcpy(ret, plain, size);
    }
    explicit_bzero(plain, strlen(plain));
    return good ? JU_OK
                : ju_reject(err, "check_digit", kind.field, "the number has not the digits it should have");
}

ju_rc identity_open_numbers(const identity_rings *rings, ju_arena *arena, const char *register_ref,
                            const Juki__Common__V1__Sealed *resident_code,
                            const Juki__Common__V1__Sealed *individual_number, identity_plain *ret,
                            ju_err *err)
{
    JU_TRY(open_number(rings, arena, RESIDENT_CODE, register_ref, resident_code, ret->resident_code,
                       sizeof ret->resident_code, err));
    return open_number(rings, arena, INDIVIDUAL_NUMBER, register_ref, individual_number,
                       ret->individual_number, sizeof ret->individual_number, err);
}

ju_rc identity_numbers_of_change(identity_rings *rings, ju_arena *arena,
                                 const Juki__Resident__V1__IdentityChanged *changed, const char *notice_id,
                                 identity_numbers *ret, ju_err *err)
{
    const identity_route route = {rings->identity, changed->register_ref, rings->prefecture, notice_id};
    ret->renumbered = changed->old_resident_code != NULL;
    if (ret->renumbered) {
        const identity_route at_rest = {rings->identity, changed->register_ref, rings->identity,
                                        changed->register_ref};
        Juki__Common__V1__Sealed *again = NULL;
        JU_TRY(pass(&at_rest, arena, RESIDENT_CODE, changed->old_resident_code, &again, ret->old_code_index,
                    err));
    }
    JU_TRY(pass(&route, arena, RESIDENT_CODE, changed->resident_code, &ret->resident_code, ret->code_index,
                err));
    return pass(&route, arena, INDIVIDUAL_NUMBER, changed->individual_number, &ret->individual_number,
                ret->number_index, err);
}
