#include "services/identity/certificate.h"

#include "common/event/check.h"
#include "juki/identity/v1/move_in.pb-c.h"

#include <string.h>

typedef Juki__Identity__V1__MoveOutCertificate certificate;
typedef Juki__Identity__V1__MovingPerson moving_person;

enum { PERSONS_MAX = 50 }; /* of one move */

static ju_rc check_items(const certificate *it, ju_err *err)
{
    if (it->address == NULL) {
        return ju_reject(err, "item_missing", "address", "a certificate names the address that is left");
    }
    if (it->n_person == 0 || it->n_person > PERSONS_MAX) {
        return ju_reject(err, "item_invalid", "person", "a certificate is of 1 to %d persons", PERSONS_MAX);
    }
    for (size_t i = 0; i < it->n_person; i++) {
        const moving_person *person = it->person[i];
        if (person->place != (int32_t)i + 1 || *person->name == '\0' || person->birth_date == NULL) {
            return ju_reject(err, "item_invalid", "person", "a person without place, name or birth date");
        }
    }
    return JU_OK;
}

static ju_rc pass_persons(const identity_route *route, ju_arena *arena, const certificate *it, ju_err *err)
{
    unsigned char ignored[JU_BLIND_INDEX_BYTES];
    for (size_t i = 0; i < it->n_person; i++) {
        moving_person *person = it->person[i];
        JU_TRY(identity_pass_code(route, arena, person->resident_code, &person->resident_code, ignored, err));
        JU_TRY(identity_pass_number(route, arena, person->individual_number, &person->individual_number,
                                    ignored, err));
    }
    return JU_OK;
}

static ju_rc seal_whole(const identity_route *route, ju_arena *arena, const certificate *it,
                        Juki__Common__V1__Sealed **ret, ju_err *err)
{
    size_t size = juki__identity__v1__move_out_certificate__get_packed_size(it);
    unsigned char *packed = ju_arena_alloc(arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    juki__identity__v1__move_out_certificate__pack(it, packed);
    ju_rc rc = ju_seal(route->to, arena, "move_out_certificate", route->to_subject, packed, size, ret, err);
    explicit_bzero(packed, size);
    return rc;
}

ju_rc identity_pass_certificate(ju_keyring *from, ju_keyring *to, const char *move_ref, ju_arena *arena,
                                const Juki__Common__V1__Sealed *sealed, Juki__Common__V1__Sealed **ret,
                                ju_err *err)
{
    const identity_route route = {from, move_ref, to, move_ref};
    ProtobufCBinaryData whole = {0};
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_unseal(from, arena, "move_out_certificate", move_ref, sealed, &whole, err));
    ju_rc rc = ju_unpack(&juki__identity__v1__move_out_certificate__descriptor, whole.data, whole.len, true,
                         arena, &message, err);
    explicit_bzero(whole.data, whole.len);
    JU_TRY(rc);
    certificate *it = (certificate *)message;
    JU_TRY(check_items(it, err));
    JU_TRY(pass_persons(&route, arena, it, err));
    return seal_whole(&route, arena, it, ret, err);
}
