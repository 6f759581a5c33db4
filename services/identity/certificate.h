#ifndef IDENTITY_CERTIFICATE_H
#define IDENTITY_CERTIFICATE_H

#include "services/identity/numbers.h"

/*
 * 転出証明書情報 from one reader to the next: opened, each person's numbers looked at and sealed anew, then
 * the whole; both seals are bound to move_ref. JU_REJECT: as ju_unseal and ju_unpack, "check_digit",
 * "item_missing" and "item_invalid" with the item.
 */
ju_rc identity_pass_certificate(ju_keyring *from, ju_keyring *to, const char *move_ref, ju_arena *arena,
                                const Juki__Common__V1__Sealed *sealed, Juki__Common__V1__Sealed **ret,
                                ju_err *err) JU_MUST_CHECK;

#endif
