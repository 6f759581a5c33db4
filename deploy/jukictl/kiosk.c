#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/kiosk.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__RegisterUserCertificate register_certificate;
typedef Juki__Resident__V1__UserCertificateReply register_reply;

enum { ARENA_BYTES = 64 * 1024, LINE_BYTES = 256 };

/* By standard input, as all that is nobody's to know. */
static ju_rc seal_serial(const ctl *c, ju_arena *arena, register_certificate *entry, ju_err *err)
{
    char line[LINE_BYTES];
    ju_keyring *ring = NULL;
    if (fgets(line, sizeof line, stdin) == NULL) {
        return ju_reject(err, "item_required", "certificate_serial", "standard input holds no serial");
    }
    line[strcspn(line, "\r\n")] = '\0';
    ju_rc rc = c->settings.key_dir == NULL
                   ? ju_fail(err, JU_FATAL, "setting_missing", "JUKI_KEY_DIR is not set")
                   : ju_keyring_open(c->settings.key_dir, "resident", &ring, err);
    if (rc == JU_OK) {
        rc = ju_seal_text(ring, arena, "user_certificate", entry->request_id, line,
                          &entry->certificate_serial, err);
    }
    explicit_bzero(line, sizeof line);
    ju_keyring_free(ring);
    return rc;
}

static ju_rc ask(const ctl *c, ctl_bus *bus, register_certificate *entry, const register_reply **ret,
                 ju_err *err)
{
    ProtobufCMessage *body = NULL;
    entry->addressee_number = c->operand[0];
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &entry->base,
                       &juki__resident__v1__user_certificate_reply__descriptor, &body, err));
    *ret = (const register_reply *)body;
    return JU_OK;
}

static int change(const ctl *c, bool registered)
{
    static const char *const topics[] = {JU_TOPIC_RESIDENT_REPLY};
    char request_id[JU_UUID_SIZE];
    register_certificate entry = JUKI__RESIDENT__V1__REGISTER_USER_CERTIFICATE__INIT;
    const register_reply *reply = NULL;
    ctl_bus *bus = NULL;
    ju_arena arena;
    ju_err err = {0};
    int code = CTL_DONE;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_uuid7(request_id, &err);
    entry.request_id = request_id; /* the serial number is sealed under it */
    rc = rc == JU_OK && registered ? seal_serial(c, &arena, &entry, &err) : rc;
    rc = rc == JU_OK ? ctl_bus_open(c, topics, 1, &bus, &err) : rc;
    rc = rc == JU_OK ? ask(c, bus, &entry, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        ctl_print(c, json_pack("{s:s, s:b}", "addressee_number", c->operand[0], "registered", registered));
    }
    ctl_bus_close(bus);
    ju_arena_done(&arena);
    return code;
}

int ctl_kiosk_register(ctl *c)
{
    return change(c, true);
}

int ctl_kiosk_withdraw(ctl *c)
{
    return change(c, false);
}
