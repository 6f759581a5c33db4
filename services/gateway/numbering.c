#include "services/gateway/numbering.h"

#include "common/code/code.h"

#include <inttypes.h>
#include <stdio.h>

#define SERIAL_MAX INT64_C(99999999999999)

ju_rc gateway_integrated_number(int64_t serial, char ret[GATEWAY_INTEGRATED_SIZE], ju_err *err)
{
    if (serial < 1 || serial > SERIAL_MAX) {
        return ju_fail(err, JU_FATAL, "integrated_serial", "no serial of 14 digits is left");
    }
    char body[32];
    (void)snprintf(body, sizeof body, "%014" PRId64, serial);
    (void)snprintf(ret, GATEWAY_INTEGRATED_SIZE, "%.14s%c", body,
                   ju_code_check_digit(JU_CODE_ADDRESSEE, body));
    return JU_OK;
}

static ju_rc taken(ju_err *err)
{
    return ju_reject(err, "number_taken", "individual_number", "the number belongs to another person");
}

ju_rc gateway_numbering_decide(const gateway_known *known, gateway_numbering *ret, ju_err *err)
{
    bool addressee = *known->by_addressee != '\0';
    bool number = *known->by_number != '\0';
    *ret = (gateway_numbering){.issue = !addressee && !number};
    if (known->former) {
        return ju_reject(err, "number_former", "individual_number",
                         "the number was given up by a person born on that day");
    }
    if (ret->issue) {
        return gateway_integrated_number(known->serial, ret->integrated_number, err);
    }
    if (addressee && number && !known->same_number) {
        return taken(err);
    }
    if (!addressee && !known->same_birth) {
        return taken(err);
    }
    ret->set_index = addressee && known->has_number && !known->same_number;
    (void)snprintf(ret->integrated_number, sizeof ret->integrated_number, "%s",
                   addressee ? known->by_addressee : known->by_number);
    return JU_OK;
}

const char *gateway_numbering_act(const gateway_numbering *numbering)
{
    return numbering->issue ? "number.issued" : numbering->set_index ? "number.changed" : NULL;
}
