#include "common/event/json.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/note.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__WriteNote write_note;
typedef Juki__Resident__V1__NoteReply note_reply;
typedef Juki__Resident__V1__NotesReply notes_reply;

enum {
    MEMO = JUKI__RESIDENT__V1__NOTE_KIND__NOTE_KIND_MEMO,
    REMARK = JUKI__RESIDENT__V1__NOTE_KIND__NOTE_KIND_REMARK,
    TEXT_SIZE = 8 * 1024, /* the longest that is taken has less */
};

static int show_state(const ctl *c, const void *body)
{
    const note_reply *reply = body;
    if (reply->refusal != NULL) {
        return ctl_refused(reply->refusal);
    }
    ctl_print(c, ju_message_to_json(&reply->base));
    return CTL_DONE;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

/* What a person writes does not belong on a command line, where others see it. */
static ju_rc read_text(const ctl *c, char ret[TEXT_SIZE], ju_err *err)
{
    bool standard_input = c->operand_count < 2 || strcmp(c->operand[1], "-") == 0;
    FILE *file = standard_input ? stdin : fopen(c->operand[1], "re");
    if (file == NULL) {
        return ju_fail(err, JU_FATAL, "not_readable", "%s cannot be read", c->operand[1]);
    }
    size_t size = fread(ret, 1, TEXT_SIZE - 1, file);
    bool whole = ferror(file) == 0 && getc(file) == EOF;
    if (!standard_input) {
        (void)fclose(file);
    }
    ret[size] = '\0';
    ret[strcspn(ret, "\r\n")] = '\0';
    if (!whole || strlen(ret) + 2 < size || *ret == '\0') {
        return ju_fail(err, JU_FATAL, "text_invalid", "one line of text is needed");
    }
    return JU_OK;
}

static int send_note(const ctl *c, const write_note *items)
{
    write_note entry = *items;
    char *alert[CTL_ALERTS_MAX];
    entry.recorded_date = (char *)(uintptr_t)(c->options.recorded == NULL ? "" : c->options.recorded);
    entry.date_hidden = c->options.undated;
    entry.confirmed_alert = alert;
    entry.n_confirmed_alert = ctl_alerts(c, alert);
    return ctl_bus_talk(c, &entry.base, &juki__resident__v1__note_reply__descriptor, show_state);
}

static int send_text(const ctl *c, const write_note *items)
{
    write_note entry = *items;
    char text[TEXT_SIZE];
    ju_err err = {0};
    if (read_text(c, text, &err) != JU_OK) {
        return ctl_report(&err);
    }
    entry.text = text;
    return send_note(c, &entry);
}

static int add(const ctl *c, int kind)
{
    write_note entry = JUKI__RESIDENT__V1__WRITE_NOTE__INIT;
    entry.addressee_number = c->operand[0];
    entry.kind = (Juki__Resident__V1__NoteKind)kind;
    return send_text(c, &entry);
}

int ctl_memo_add(ctl *c)
{
    return add(c, MEMO);
}

int ctl_remark_add(ctl *c)
{
    return add(c, REMARK);
}

int ctl_memo_change(ctl *c)
{
    write_note entry = JUKI__RESIDENT__V1__WRITE_NOTE__INIT;
    entry.note_id = c->operand[0];
    return send_text(c, &entry);
}

int ctl_remark_change(ctl *c)
{
    return ctl_memo_change(c);
}

int ctl_memo_remove(ctl *c)
{
    write_note entry = JUKI__RESIDENT__V1__WRITE_NOTE__INIT;
    entry.note_id = c->operand[0];
    return send_note(c, &entry);
}

int ctl_remark_remove(ctl *c)
{
    return ctl_memo_remove(c);
}

int ctl_remark_review(ctl *c)
{
    Juki__Resident__V1__ReviewNote review = JUKI__RESIDENT__V1__REVIEW_NOTE__INIT;
    if (!ctl_decision(c, &review.decision)) {
        return CTL_USAGE;
    }
    review.note_id = c->operand[0];
    return ctl_bus_talk(c, &review.base, &juki__resident__v1__note_reply__descriptor, show_state);
}

/* ---- 照会 ---------------------------------------------------------------------------------------------- */

static int show_notes(const ctl *c, const void *body)
{
    const notes_reply *reply = body;
    if (reply->refusal != NULL) {
        return ctl_refused(reply->refusal);
    }
    json_t *whole = ju_message_to_json(&reply->base);
    (void)json_object_del(whole, "request_id");
    ctl_print(c, whole);
    return CTL_DONE;
}

static int list(const ctl *c, int kind, bool history)
{
    char *alert[CTL_ALERTS_MAX];
    Juki__Resident__V1__QueryNotes question = JUKI__RESIDENT__V1__QUERY_NOTES__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    question.addressee_number = c->operand[0];
    question.kind = (Juki__Resident__V1__NoteKind)kind;
    question.history = history;
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    return ctl_bus_talk(c, &question.base, &juki__resident__v1__notes_reply__descriptor, show_notes);
}

int ctl_memo_list(ctl *c)
{
    return list(c, MEMO, false);
}

int ctl_memo_history(ctl *c)
{
    return list(c, MEMO, true);
}

int ctl_remark_list(ctl *c)
{
    return list(c, REMARK, false);
}

int ctl_remark_history(ctl *c)
{
    return list(c, REMARK, true);
}
