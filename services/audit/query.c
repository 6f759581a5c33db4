#include "services/audit/query.h"

#include "services/audit/question.h"

#include <stddef.h>

enum { ENTRY_FRAME_BYTES = 8 }; /* tag and length before an entry, at most */

static const audit_refusal NO_CHANGE = {"change_id_missing", "change_id", "異動の番号がありません。"};
static const audit_refusal BAD_INDEX = {"from_index_invalid", "from_index",
                                        "開始番号は1以上で指定してください。"};

const audit_refusal audit_refusal_busy = {"busy", "",
                                          "照会が集中しています。しばらくしてからやり直してください。"};

const audit_refusal *audit_check_journey(const Juki__Audit__V1__QueryJourney *query)
{
    return *query->change_id == '\0' ? &NO_CHANGE : question_check_purpose(query->purpose);
}

const audit_refusal *audit_check_chain(const Juki__Audit__V1__QueryChain *query)
{
    return query->from_index < 1 ? &BAD_INDEX : NULL;
}

int audit_page_rows(const Juki__Audit__V1__QueryChain *query)
{
    bool within = query->limit >= 1 && query->limit <= AUDIT_PAGE_MAX_ROWS;
    return within ? query->limit : AUDIT_PAGE_MAX_ROWS;
}

bool audit_reply_fits(const Juki__Audit__V1__ChainEntry *entry, size_t *used_bytes)
{
    size_t after = *used_bytes + juki__audit__v1__chain_entry__get_packed_size(entry) + ENTRY_FRAME_BYTES;
    if (after > AUDIT_REPLY_MAX_BYTES) {
        return false;
    }
    *used_bytes = after;
    return true;
}
