/* 符号取得 and 情報提供 as operators see and decide them. */
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/provision.pb-c.h"

#include <string.h>

enum { ITEMS_MAX = 32 };

/* ---- 符号取得 -------------------------------------------------------------------------------------------
 */

int ctl_subject_code_request(ctl *c)
{
    Juki__Gateway__V1__RequestSubjectCode wish = JUKI__GATEWAY__V1__REQUEST_SUBJECT_CODE__INIT;
    wish.addressee_number = c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__subject_code_reply__descriptor);
}

int ctl_subject_code_list(ctl *c)
{
    Juki__Gateway__V1__QuerySubjectCodes wish = JUKI__GATEWAY__V1__QUERY_SUBJECT_CODES__INIT;
    wish.state = c->operand_count == 0 ? wish.state : c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__subject_codes_reply__descriptor);
}

/* ---- 情報提供 -------------------------------------------------------------------------------------------
 */

int ctl_provision_held(ctl *c)
{
    Juki__Gateway__V1__QueryHeldProvisions wish = JUKI__GATEWAY__V1__QUERY_HELD_PROVISIONS__INIT;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__held_provisions_reply__descriptor);
}

int ctl_provision_check(ctl *c)
{
    Juki__Gateway__V1__CheckProvision wish = JUKI__GATEWAY__V1__CHECK_PROVISION__INIT;
    wish.permit_id = c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__provision_reply__descriptor);
}

static int decide(const ctl *c, const char *digest, bool release)
{
    Juki__Gateway__V1__DecideProvision wish = JUKI__GATEWAY__V1__DECIDE_PROVISION__INIT;
    wish.permit_id = c->operand[0];
    wish.digest = (char *)(uintptr_t)digest;
    wish.release = release;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__provision_reply__descriptor);
}

int ctl_provision_release(ctl *c)
{
    return decide(c, c->operand[1], true);
}

int ctl_provision_refuse(ctl *c)
{
    return decide(c, "", false);
}

/* ---- outside of the automated path --------------------------------------------------------------------- */

/* The text of a message that the first length letters of name are the name of; NULL when it has none. */
static char **text_of(ProtobufCMessage *message, const char *name, size_t length)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (field->type == PROTOBUF_C_TYPE_STRING && field->label != PROTOBUF_C_LABEL_REPEATED &&
            strlen(field->name) == length && strncmp(field->name, name, length) == 0) {
            return (char **)((char *)message + field->offset);
        }
    }
    return NULL;
}

/* ITEM=VALUE, by the names of the messages. */
static bool read_operand(char *operand, Juki__Gateway__V1__RecordManualProvision *wish, char **items)
{
    static const char ASKED[] = "asked_item=";
    Juki__Gateway__V1__Question *question = wish->question;
    size_t length = strcspn(operand, "=");
    char **text = text_of(&wish->base, operand, length);
    text = text == NULL ? text_of(&question->base, operand, length) : text;
    if (strncmp(operand, ASKED, strlen(ASKED)) == 0) {
        question->n_asked_item = ctl_words(operand + strlen(ASKED), items, ITEMS_MAX);
        question->asked_item = items;
        return true;
    }
    if (text == NULL || operand[length] == '\0') {
        return false;
    }
    *text = operand + length + 1;
    return true;
}

int ctl_provision_record(ctl *c)
{
    char *items[ITEMS_MAX];
    Juki__Gateway__V1__Question question = JUKI__GATEWAY__V1__QUESTION__INIT;
    Juki__Gateway__V1__RecordManualProvision wish = JUKI__GATEWAY__V1__RECORD_MANUAL_PROVISION__INIT;
    wish.question = &question;
    for (int i = 0; i < c->operand_count; i++) {
        if (!read_operand(c->operand[i], &wish, items)) {
            return ctl_usage("an operand is ITEM=VALUE of an item that there is",
                             "項目名=値 の形で、ある項目を指定してください");
        }
    }
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__manual_provision_reply__descriptor);
}
