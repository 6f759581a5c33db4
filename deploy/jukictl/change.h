#ifndef JUKICTL_CHANGE_H
#define JUKICTL_CHANGE_H

#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/command.pb-c.h"

/* One change that was sent, and what became of it. */
typedef struct ctl_change {
    const char *id;
    const char *key; /* of the command, where it is not the id; else NULL */
    ProtobufCMessage *command;
    json_t *reply; /* ChangeReply; NULL while none came */
    bool refused;
} ctl_change;

typedef struct ctl_changes {
    ju_arena arena; /* ids and commands */
    ctl_change *item;
    size_t count;
    size_t capacity;
    bool sent; /* the broker has all of them */
} ctl_changes;

void ctl_changes_init(ctl_changes *changes);
void ctl_changes_done(ctl_changes *changes);
ju_rc ctl_changes_add(ctl_changes *changes, const char *id, ProtobufCMessage *command,
                      ju_err *err) JU_MUST_CHECK;

/* Whether a reply is the answer to the command sent, rather than to an earlier one about the same change. */
typedef bool ctl_change_settled(const Juki__Resident__V1__ChangeReply *reply);

/* Sends all to resident.command; with settled also waits for all replies. JU_RETRY when some did not come. */
ju_rc ctl_changes_send(const ctl *c, ctl_changes *changes, ctl_change_settled *settled,
                       ju_err *err) JU_MUST_CHECK;

/* One line per change, or a JSON array, unless they could not be sent; returns the exit code: CTL_REFUSED
 * when one was refused. */
int ctl_changes_print(const ctl *c, const ctl_changes *changes);

/* A status in the language of the user. */
const char *ctl_status_text(const char *status);

#endif
