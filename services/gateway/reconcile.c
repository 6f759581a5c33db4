#include "services/gateway/reconcile.h"

#include <string.h>

enum { NUMBER_MAX = 15 };

static bool is_number(const char *words)
{
    size_t length = strlen(words);
    return length >= 1 && length <= NUMBER_MAX && strspn(words, "0123456789") == length;
}

bool gateway_ranges_valid(const Juki__Gateway__V1__RequestReconcile *wish)
{
    const char *after = "";
    if (wish->n_range == 0 || wish->n_range > GATEWAY_RANGES_MAX) {
        return false;
    }
    for (size_t i = 0; i < wish->n_range; i++) {
        const Juki__Gateway__V1__ReconcileRange *range = wish->range[i];
        bool last = i + 1 == wish->n_range;
        if (range->digest.len != GATEWAY_DIGEST_BYTES || range->persons < 0 ||
            last != (*range->until == '\0')) {
            return false;
        }
        if (!last && (!is_number(range->until) || strcmp(range->until, after) <= 0)) {
            return false;
        }
        after = range->until;
    }
    return true;
}

/* Whether a bound is not behind another; "" is the end. */
static bool reaches(const char *bound, const char *other)
{
    return *other == '\0' || (*bound != '\0' && strcmp(bound, other) <= 0);
}

bool gateway_told_valid(const Juki__Gateway__V1__ReconcileTold *told, const char *range_until)
{
    const char *before = told->after;
    if (told->n_entry > GATEWAY_ENTRIES_MAX || !reaches(told->until, range_until) ||
        (*told->until != '\0' && (!is_number(told->until) || strcmp(told->until, told->after) <= 0))) {
        return false;
    }
    for (size_t i = 0; i < told->n_entry; i++) {
        const Juki__Gateway__V1__ReconcileEntry *entry = told->entry[i];
        if (entry->digest.len != GATEWAY_DIGEST_BYTES || !is_number(entry->addressee_number) ||
            strcmp(entry->addressee_number, before) <= 0 || !reaches(entry->addressee_number, told->until)) {
            return false;
        }
        before = entry->addressee_number;
    }
    return true;
}

/* How far a list tells of everybody; NULL: to the end. */
static const char *reach_of(const gateway_reconcile_list *list)
{
    if (!list->full || list->reach != NULL) {
        return list->full ? list->reach : NULL;
    }
    return list->count > 0 ? list->item[list->count - 1].addressee_number : NULL;
}

static const char *nearer(const char *one, const char *other)
{
    if (one == NULL || other == NULL) {
        return one == NULL ? other : one;
    }
    return strcmp(one, other) < 0 ? one : other;
}

/* How many items are not behind the bound. */
static size_t count_within(const gateway_reconcile_list *list, const char *bound)
{
    size_t count = list->count;
    while (bound != NULL && count > 0 && strcmp(list->item[count - 1].addressee_number, bound) > 0) {
        count--;
    }
    return count;
}

size_t gateway_reconcile(const gateway_reconcile_list *own, const gateway_reconcile_list *other,
                         gateway_reconcile_difference *ret, const char **ret_bound)
{
    const char *bound = nearer(reach_of(own), reach_of(other));
    size_t ours = count_within(own, bound);
    size_t theirs = count_within(other, bound);
    size_t count = 0;
    size_t i = 0;
    size_t j = 0;
    *ret_bound = bound;
    while (i < ours || j < theirs) {
        int order = i == ours     ? 1
                    : j == theirs ? -1
                                  : strcmp(own->item[i].addressee_number, other->item[j].addressee_number);
        bool same =
            order == 0 && memcmp(own->item[i].digest, other->item[j].digest, GATEWAY_DIGEST_BYTES) == 0;
        if (!same) {
            ret[count++] = order > 0
                               ? (gateway_reconcile_difference){.kind = GATEWAY_RECONCILE_ERASE, .index = j}
                               : (gateway_reconcile_difference){.kind = GATEWAY_RECONCILE_TELL, .index = i};
        }
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
    }
    return count;
}
