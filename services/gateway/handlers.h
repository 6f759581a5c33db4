#ifndef GATEWAY_HANDLERS_H
#define GATEWAY_HANDLERS_H

#include "common/base/uuid7.h"
#include "common/db/kept.h"
#include "common/run/app.h"
#include "common/seal/envelope.h"
#include "common/seal/sign.h"
#include "common/staff/door.h"
#include "services/gateway/filter.h"
#include "services/gateway/inquiry_settings.h"
#include "services/gateway/projection.h"
#include "services/gateway/rings.h"
#include "services/gateway/steps/bridge_settings.h"

/* One consumer that receives a feed today. */
typedef struct gateway_consumer {
    const char *id;
    const char *topic;
    const char *affair;
    const char *legal_basis; /* 根拠法令 */
    int64_t version;
    gateway_items items;
    bool restrained_place; /* may know where restrained persons live */
    ju_keyring *ring;      /* to seal 個人番号 with; NULL: this affair does not use it */
    bool bridged;          /* has a log in place of a topic: steps/bridge.h */
    bool by_file;          /* and gets files made of it; else it comes by REST */
    bool held;             /* its keyring is missing: told nothing until it is there, then of everybody */
    gateway_filter filter;
} gateway_consumer;

/* What the gateway's own variables say. */
typedef struct gateway_settings {
    ju_staff_settings staff;  /* whose word about operators is taken */
    inquiry_settings inquiry; /* 情報照会 */
    char *link_key_dir; /* public keys of 情報提供ネットワークシステム and of bodies that answer */
    char *link_signing_key;  /* <municipality>.<period>.key */
    char *routes;            /* 経路情報 that answers may take, separated by spaces */
    const char *supervisors; /* those of ju_settings */
    char *affairs;           /* of the desk that looks after 情報提供, separated by spaces */
    int64_t code_rate;       /* 符号取得 a second at most */
    int64_t feed_kept_ms;    /* what was sent and confirmed */
    int64_t held_wait_ms;    /* how long an inquiry may be held */
    bridge_settings bridge;
} gateway_settings;

/* What speaks with 情報提供ネットワークシステム; steps/letter.h. */
typedef struct gateway_network {
    const char *municipality;
    ju_signers *signers;   /* of the network */
    ju_signing_key *key;   /* ours; NULL: there is no link */
    ju_keyring *ring;      /* what is sealed to the network */
    int64_t looked_ms;     /* when 符号 were last asked for, by the monotonic clock */
    ju_receiver *receiver; /* of the last answer: reading a certificate costs as much as encrypting to it */
    ProtobufCBinaryData certificate; /* it was read from */
} gateway_network;

/* The service's state; ctx->app in handlers. */
typedef struct gateway {
    const gateway_settings *settings;
    ju_staff_door *door; /* of gateway.command */
    const char *key_dir;
    int64_t statistics_minimum;
    bool seals;        /* whole bodies, on the topics of consumers */
    ju_keyring *own;   /* opens what the register sealed, indexes 個人番号 */
    ju_keeper keeper;  /* of what it keeps about persons */
    ju_keyring *audit; /* subjects of audit records */
    gateway_rings readers;
    gateway_network network;
    ju_opener *opener;               /* of answers to our inquiries; NULL: nothing is asked */
    char today[JU_CLOCK_TODAY_SIZE]; /* processing date of the last batch */
    gateway_consumer *consumer;      /* of the batch that runs, in its arena */
    size_t consumer_count;
    bool filters;           /* one of them has a filter */
    bool household_filters; /* that looks at households */
    bool asks_scope;        /* as filters was when this batch began: whether its questions reckon with that */
    bool asks_households;
    char held[GATEWAY_AUDIENCE_SIZE]; /* the first that is held, "" for none */
    char held_told[GATEWAY_AUDIENCE_SIZE];
    ju_gauge *held_gauge;
    ju_counter *left_out;
    ju_counter *unreadable;
    char forgotten[JU_UUID_SIZE]; /* the event up to which steps/forget.h has come; "": at the beginning */
    int64_t forget_from_ms;       /* by the monotonic clock */
    bridge_state bridge;
} gateway;

/* ---- for the steps ----------------------------------------------------------------------------------- */

/* The consumer of this name, if it is told of anything today; of the batch that runs. */
const gateway_consumer *gateway_consumer_named(const ju_ctx *ctx, const char *id);
/* The same also while it is held for want of its keyring: it confirms what it was told before, and what it
 * asked goes on. */
bool gateway_consumer_in_force(const ju_ctx *ctx, const char *id);
/* From now on it is told nothing any more, also not by what is behind this in the batch. */
void gateway_consumer_ends(ju_ctx *ctx, const char *id);
/* Whose request a message is: feed.<consumer>.request -> <consumer>, in arena memory. */
const char *gateway_consumer_of(const ju_ctx *ctx);

/* Tells a consumer by its way of delivery: an event of its topic, or a row of its log, with the key's next
 * number unless it is a marker (snapshot_id not NULL). ret_id as of ju_emit. */
ju_rc gateway_tell(ju_ctx *ctx, const gateway_consumer *consumer, const char *key,
                   const ProtobufCMessage *message, const char *snapshot_id, const char **ret_id,
                   ju_err *err) JU_MUST_CHECK;

/* The person as this consumer may see him. number: the 個人番号 in clear, or NULL. Borrows from full. */
ju_rc gateway_feed_make(ju_ctx *ctx, const gateway_consumer *consumer,
                        const Juki__Gateway__V1__PersonFeed *full, const char *number,
                        Juki__Gateway__V1__PersonFeed *ret, ju_err *err) JU_MUST_CHECK;
/* Tells one consumer of the person, or that he is gone, as an event of its own. */
ju_rc gateway_feed_one(ju_ctx *ctx, const gateway_consumer *consumer,
                       const Juki__Gateway__V1__PersonFeed *full, ju_err *err) JU_MUST_CHECK;
/* A number as the register sealed it; the caller wipes *ret. */
ju_rc gateway_open_number(const ju_ctx *ctx, const char *addressee_number,
                          const Juki__Common__V1__Sealed *sealed, char **ret, ju_err *err) JU_MUST_CHECK;
/* An act that concerns this person. */
ju_rc gateway_audit(ju_ctx *ctx, ju_act act, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

/* Batch hooks: the consumers are read anew for each batch, so that an approval counts from its day on. */
ju_rc gateway_batch_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_batch_begin(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

/* juki.resident.v1.PersonChanged: number the person, keep the row, feed the consumers. */
ju_rc gateway_person_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_person_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_person_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* juki.resident.v1.RestraintChanged: keep it for all that follows, and tell the consumers. */
ju_rc gateway_restraint_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_restraint_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* juki.common.v1.Acknowledged on feed.<consumer>.request: the consumer holds these events. */
ju_rc gateway_receipt_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
