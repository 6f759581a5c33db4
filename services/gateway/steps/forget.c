#include "services/gateway/steps/forget.h"

#include "common/base/clock.h"
#include "services/gateway/store.h"

#include <stdio.h>

enum { PAGE_ROWS = 2000, LOOK_AGAIN_MS = 60 * 60 * 1000 };

/* Before all event ids. */
static const char BEGINNING[] = "00000000-0000-0000-0000-000000000000";

/* Behind the last page comes the first one again, by and by: some are confirmed late. */
ju_rc forget_sent(gateway *self, ju_db *db, ju_err *err)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    bool found = false;
    if (now_ms < self->forget_from_ms) {
        return JU_OK;
    }
    if (self->forgotten[0] == '\0') {
        (void)snprintf(self->forgotten, sizeof self->forgotten, "%s", BEGINNING);
    }
    JU_TRY(gateway_forget_sent(db, self->settings->feed_kept_ms, PAGE_ROWS, self->forgotten, &found, err));
    if (!found) {
        self->forgotten[0] = '\0';
        self->forget_from_ms = now_ms + LOOK_AGAIN_MS;
    }
    return JU_OK;
}
