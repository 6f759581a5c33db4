#ifndef JU_RUN_LINGER_H
#define JU_RUN_LINGER_H

#include <stdint.h>

/* How long a begun batch waits for more messages: least_ms (JUKI_BATCH_WAIT) or, where batches take long,
 * half as long as the last one took, up to 50 ms. Where there is that much to do, who waits here would wait
 * for the cores anyway, and a fuller batch costs less for each message. */
int64_t ju_linger_ms(int64_t least_ms, int64_t took_ms);

#endif
