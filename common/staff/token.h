#ifndef JU_STAFF_TOKEN_H
#define JU_STAFF_TOKEN_H

#include "common/base/arena.h"
#include "common/staff/keys.h"
#include "common/staff/said.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The word of an outside identity provider about who sits where and has shown both factors (design section 6;
 * seed 002 R-35, seed 003 REQ-03, seed 004_001 K14): a JWT (RFC 7519) as JWS in compact form (RFC 7515),
 * signed with Ed25519 and nothing else (alg EdDSA, RFC 8037): the algorithm is ours, the token has no choice.
 *
 *   header   alg EdDSA, kid of the issuer's key; no crit
 *   claims   iss, aud, sub (操作者ID), iat, exp, jti; amr: methods of two kinds (RFC 8176); and ours:
 *            affair (事務), department (所属), terminal (操作端末ID), class (区分) and roles (役割, an array)
 *            of the person as policy.h has them; of class 委託 also organisation (委託先) and place
 * (作業場所)
 */
enum { JU_STAFF_TOKEN_MAX = 4096 };

/*
 * Checks a token at a moment (seconds since 1970). Its claims are not looked at before its signature is good;
 * one that these keys are known to have signed is not verified again, and of one that was taken for the same
 * issuer and audience only the times are looked at.
 * JU_REJECT: "token_missing" (size 0), "token_malformed" (form, too long, a member twice), "token_algorithm",
 * "token_key" (not a key of the issuer), "token_signature", "token_issuer", "token_audience", "token_claim"
 * (item: the claim that is missing or no value of its kind), "token_expired", "token_future",
 * "token_lifetime", "token_factor". JU_FATAL "memory".
 */
ju_rc ju_staff_token_check(ju_staff_keys *keys, const ju_staff_terms *terms, int64_t now_s, const char *text,
                           size_t size, ju_arena *arena, ju_staff_token *ret, ju_err *err) JU_MUST_CHECK;

/* Whether it is about whoever a command names. JU_REJECT: "token_other_operator", "token_other_terminal". */
ju_rc ju_staff_token_match(const ju_staff_token *token, const char *operator_id, const char *terminal_id,
                           ju_err *err) JU_MUST_CHECK;

/* What the terminal is told, in Japanese. */
const char *ju_staff_refusal_text(const char *code);

#endif
