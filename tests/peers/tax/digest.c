#include "tests/peers/tax/digest.h"

void tax_digest_from_sums(const int64_t sum[JU_MESSAGE_DIGEST_BYTES],
                          unsigned char ret[JU_MESSAGE_DIGEST_BYTES])
{
    int64_t carried = 0;
    for (int i = JU_MESSAGE_DIGEST_BYTES - 1; i >= 0; i--) {
        carried += sum[i];
        ret[i] = (unsigned char)(carried & 0xff);
        carried >>= 8;
    }
}
