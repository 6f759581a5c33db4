/* 副本: what inquiries of other bodies are answered from. */
#include "common/base/file.h"
#include "common/base/parse.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/copy.pb-c.h"

#include <stdio.h>
#include <string.h>

/* What a message holds besides the file stays below this. */
enum { FILE_MAX_BYTES = JU_MESSAGE_MAX_BYTES - 4096 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

int ctl_copy_show(ctl *c)
{
    Juki__Gateway__V1__ShowCopy wish = JUKI__GATEWAY__V1__SHOW_COPY__INIT;
    wish.addressee_number = c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__copy_shown__descriptor);
}

int ctl_copy_register(ctl *c)
{
    Juki__Gateway__V1__RegisterCopies wish = JUKI__GATEWAY__V1__REGISTER_COPIES__INIT;
    wish.integrated_number = c->operand;
    wish.n_integrated_number = (size_t)c->operand_count;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__copies_registered__descriptor);
}

/* ---- 正本との照合 ------------------------------------------------------------------------------------- */

/* Asks, adds what differs to found and how many were looked at to persons; last, which may be NULL, is how
 * far it came. */
static ju_rc ask_part(ctl_bus *bus, const ProtobufCMessage *wish, json_t *found, int64_t *persons,
                      char last[64], ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_GATEWAY_COMMAND, wish, &juki__gateway__v1__copies_compared__descriptor,
                       &body, err));
    const Juki__Gateway__V1__CopiesCompared *reply = (const void *)body;
    if (reply->refusal != NULL) {
        return ju_reject(err, reply->refusal->code, reply->refusal->item, "%s", reply->refusal->message);
    }
    for (size_t i = 0; i < reply->n_difference; i++) {
        (void)json_array_append_new(found, ju_message_to_json(&reply->difference[i]->base));
    }
    *persons += reply->checked;
    if (last != NULL) {
        (void)snprintf(last, 64, "%s", reply->last);
    }
    return JU_OK;
}

static int print_compared(const ctl *c, json_t *found, int64_t persons)
{
    int code = json_array_size(found) > 0 ? CTL_REFUSED : CTL_DONE;
    json_t *answer = json_object();
    (void)json_object_set_new(answer, "checked", json_integer(persons));
    (void)json_object_set(answer, "difference", found);
    ctl_print(c, answer);
    return code;
}

static ju_rc compare_register(const ctl *c, ctl_bus *bus, json_t *found, int64_t *persons, ju_err *err)
{
    char after[64] = "";
    Juki__Gateway__V1__CompareCopies wish = JUKI__GATEWAY__V1__COMPARE_COPIES__INIT;
    (void)c;
    wish.after = after;
    do {
        JU_TRY(ask_part(bus, &wish.base, found, persons, after, err));
    } while (*after != '\0');
    return JU_OK;
}

static ju_rc compare_file(const ctl *c, ctl_bus *bus, json_t *found, int64_t *persons, ju_err *err)
{
    char *content = NULL;
    Juki__Gateway__V1__CompareCopyFile wish = JUKI__GATEWAY__V1__COMPARE_COPY_FILE__INIT;
    JU_TRY(ju_file_read(c->operand[0], FILE_MAX_BYTES, &content, &wish.content.len, err));
    wish.content.data = (unsigned char *)content;
    ju_rc rc = ask_part(bus, &wish.base, found, persons, NULL, err);
    ju_file_release(content, wish.content.len);
    return rc;
}

int ctl_copy_compare(ctl *c)
{
    static const char *const topics[] = {JU_TOPIC_GATEWAY_REPLY};
    int64_t persons = 0;
    ju_err err = {0};
    ctl_bus *bus = NULL;
    json_t *found = json_array();
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    if (rc == JU_OK) {
        rc = (c->operand_count > 0 ? compare_file : compare_register)(c, bus, found, &persons, &err);
    }
    int code = rc == JU_OK ? print_compared(c, found, persons) : ctl_report(&err);
    ctl_bus_close(bus);
    json_decref(found);
    return code;
}

/* ---- what others check and approve ------------------------------------------------------------------- */

int ctl_copy_flag(ctl *c)
{
    Juki__Gateway__V1__EnterCopyFlag wish = JUKI__GATEWAY__V1__ENTER_COPY_FLAG__INIT;
    bool lift = strcmp(c->operand[2], "lift") == 0;
    if (!lift && strcmp(c->operand[2], "set") != 0) {
        return ctl_usage("the third operand is set or lift", "3つ目の引数は set 又は lift です");
    }
    wish.addressee_number = c->operand[0];
    wish.flag = c->operand[1];
    wish.set = !lift;
    wish.information = text(c->operand_count > 3 ? c->operand[3] : NULL);
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__copy_entry_reply__descriptor);
}

int ctl_copy_import(ctl *c)
{
    ju_err err = {0};
    char *content = NULL;
    Juki__Gateway__V1__EnterCopies wish = JUKI__GATEWAY__V1__ENTER_COPIES__INIT;
    if (ju_file_read(c->operand[0], FILE_MAX_BYTES, &content, &wish.content.len, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.content.data = (unsigned char *)content;
    int code = ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__copy_entry_reply__descriptor);
    ju_file_release(content, wish.content.len);
    return code;
}

int ctl_copy_check(ctl *c)
{
    Juki__Gateway__V1__CheckCopyEntry wish = JUKI__GATEWAY__V1__CHECK_COPY_ENTRY__INIT;
    wish.entry_id = c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__copy_entry_reply__descriptor);
}

static int decide(const ctl *c, bool approved)
{
    Juki__Gateway__V1__DecideCopyEntry wish = JUKI__GATEWAY__V1__DECIDE_COPY_ENTRY__INIT;
    wish.entry_id = c->operand[0];
    wish.approved = approved;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__copy_entry_reply__descriptor);
}

int ctl_copy_approve(ctl *c)
{
    return decide(c, true);
}

int ctl_copy_refuse(ctl *c)
{
    return decide(c, false);
}

int ctl_copy_list(ctl *c)
{
    Juki__Gateway__V1__QueryCopyEntries wish = JUKI__GATEWAY__V1__QUERY_COPY_ENTRIES__INIT;
    int64_t after_line = 0;
    if (c->operand_count > 1 && !ju_parse_int64(c->operand[1], 0, INT32_MAX, &after_line)) {
        return CTL_USAGE;
    }
    wish.entry_id = text(c->operand_count > 0 ? c->operand[0] : NULL);
    wish.after_line = (int32_t)after_line;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__copy_entries_reply__descriptor);
}
