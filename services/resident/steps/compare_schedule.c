#include "services/resident/steps/compare_schedule.h"

#include "services/resident/steps/state.h"

#include "common/compare/schedule.h"
#include "common/log/log.h"

#include <stdio.h>
#include <string.h>

/* While a load keeps the register closed, identity's copy is not filled yet: that is no drift. */
static bool is_on(const resident_state *state)
{
    return state->schedule.every_ms > 0 && !state->closed;
}

ju_rc compare_idle_ask(ju_ctx *ctx, ju_err *err)
{
    const resident_state *state = ctx->app;
    return is_on(state) ? ju_compare_due_ask(ctx, &compare_with_identity, state->schedule.every_ms, err)
                        : JU_OK;
}

int compare_idle_questions(const ju_ctx *ctx)
{
    return is_on(ctx->app) ? 2 : 0;
}

/* Once for each comparison that found something. */
static void tell_found(compare_schedule *schedule, const ju_compare_news *news)
{
    if (news->differences == 0 || strcmp(schedule->told, news->compare_id) == 0) {
        return;
    }
    (void)snprintf(schedule->told, sizeof schedule->told, "%s", news->compare_id);
    ju_log_warn("the register and identity differ", ju_f_word("compare_id", news->compare_id),
                ju_f_int("differences", news->differences));
}

static void tell_overdue(compare_schedule *schedule, bool overdue)
{
    if (overdue && !schedule->overdue) {
        ju_log_warn("no comparison of the register with identity was done in time",
                    ju_f_int("every_ms", schedule->every_ms));
    } else if (!overdue && schedule->overdue) {
        ju_log_info("the register was compared with identity again");
    }
    schedule->overdue = overdue;
}

ju_rc compare_idle_begin(ju_ctx *ctx, ju_err *err)
{
    resident_state *state = ctx->app;
    compare_schedule *schedule = &state->schedule;
    ju_compare_news news;
    if (!is_on(state)) {
        return JU_OK;
    }
    JU_TRY(ju_compare_due_begin(ctx, &compare_with_identity, &news, err));
    tell_found(schedule, &news);
    tell_overdue(schedule, news.overdue);
    ju_gauge_set(schedule->differences_gauge, (double)news.differences);
    ju_gauge_set(schedule->overdue_gauge, news.overdue);
    return JU_OK;
}

void compare_schedule_metrics(compare_schedule *schedule, ju_registry *registry)
{
    schedule->differences_gauge = ju_gauge_new(
        registry, "juki_comparison_differences",
        "What the latest comparison of the register with identity found to differ", JU_NO_LABELS);
    schedule->overdue_gauge =
        ju_gauge_new(registry, "juki_comparison_overdue",
                     "1 while no comparison was done for two intervals of JUKI_COMPARE_EVERY", JU_NO_LABELS);
}
