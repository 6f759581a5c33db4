#include "services/gateway/person_digest.h"

/* Which change told of the person last is no item. */
ju_rc gateway_person_digest(const Juki__Gateway__V1__PersonFeed *feed,
                            unsigned char ret[GATEWAY_DIGEST_BYTES], ju_err *err)
{
    return ju_message_digest(&feed->base, "change_id", ret, err);
}

void gateway_digest_add(gateway_digest_sum *sum, const unsigned char digest[GATEWAY_DIGEST_BYTES])
{
    unsigned carry = 0;
    for (size_t i = GATEWAY_DIGEST_BYTES; i-- > 0;) {
        carry += (unsigned)sum->digest[i] + digest[i];
        sum->digest[i] = (unsigned char)carry;
        carry >>= 8;
    }
    sum->persons++;
}
