/* 名簿: who may work with the system, for the report that holds it against who did. */
#include "common/base/file.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/audit/v1/roster.pb-c.h"

/* What a message holds besides the file stays below this. */
enum { FILE_MAX_BYTES = JU_MESSAGE_MAX_BYTES - 4096 };

int ctl_audit_roster(ctl *c)
{
    ju_err err = {0};
    char *content = NULL;
    Juki__Audit__V1__LoadRoster wish = JUKI__AUDIT__V1__LOAD_ROSTER__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    if (ju_file_read(c->operand[0], FILE_MAX_BYTES, &content, &wish.content.len, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.content.data = (unsigned char *)content;
    int code = ctl_bus_ask_shown(c, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY, &wish.base,
                                 &juki__audit__v1__roster_reply__descriptor);
    ju_file_release(content, wish.content.len);
    return code;
}
