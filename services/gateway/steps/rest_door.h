#ifndef GATEWAY_STEPS_REST_DOOR_H
#define GATEWAY_STEPS_REST_DOOR_H

#include "common/base/clock.h"
#include "common/db/kept.h"
#include "services/gateway/steps/bridge_sha256.h"
#include "services/gateway/steps/rest.h"

#include <jansson.h>

/* What the files of the REST door share. */
enum { REST_CALLERS = 256 };

/* The questions of a request, in their order; the first of the door, the others of its route. */
enum { REST_ASKED_CONSUMERS, REST_ASKED_WHO, REST_ASKED_ROWS, REST_ASKED_READER };

typedef ju_rc rest_step(ju_ctx *ctx, ju_err *err);

typedef struct rest_route {
    const char *method;
    const char *path; /* one that ends with / takes an argument */
    rest_step *ask;
    rest_step *answer;
    bool pages; /* takes since and limit */
} rest_route;

/* Why a request is refused; code NULL: it is not. */
typedef struct rest_refusal {
    unsigned status;
    const char *code;
    const char *oauth; /* of /token: RFC 6749 */
} rest_refusal;

/* Who asked within this minute. */
typedef struct rest_caller {
    uint32_t address;
    int64_t from_ms;
    int64_t requests;
    int64_t refused; /* without a good token or secret */
} rest_caller;

struct rest_door {
    const ju_settings *settings;
    const bridge_settings *own;
    ju_clock clock;
    ju_db *db;
    ju_batch *batch;
    ju_batch_setup setup;
    ju_keyring *audit;
    ju_keeper keeper; /* of the log; of this thread: the service has its own */
    rest_caller caller[REST_CALLERS];
    /* of the request that is served */
    rest_caller *who;
    const rest_request *request;
    const rest_route *route;
    const char *argument;            /* what stands in the place of the path's parameter */
    char sha256[BRIDGE_SHA256_SIZE]; /* of its token or assertion */
    rest_reply *reply;
};

/* Takes over json; NULL: memory is out. */
void rest_reply_json(rest_door *door, unsigned status, const char *type, json_t *json);
/* problem+json. */
void rest_reply_refused(rest_door *door, const rest_refusal *why);
/* The same as an act. consumer: who asks, "" when that is not known. */
ju_rc rest_refuse(ju_ctx *ctx, rest_refusal why, const char *action, const char *consumer,
                  ju_err *err) JU_MUST_CHECK;
/* Who is in force today under this name, by REST. */
ju_rc rest_consumer_named(ju_ctx *ctx, const char *id, bool *ret_found, gateway_consumer *ret,
                          ju_err *err) JU_MUST_CHECK;

/* The routes. */
rest_step rest_ask_for_token;
rest_step rest_answer_token;
rest_step rest_ask_list;
rest_step rest_answer_list;
rest_step rest_ask_one;
rest_step rest_answer_one;
rest_step rest_ask_snapshot;
rest_step rest_answer_snapshot;

#endif
