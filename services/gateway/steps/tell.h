#ifndef GATEWAY_STEPS_TELL_H
#define GATEWAY_STEPS_TELL_H

#include "services/gateway/handlers.h"
#include "services/gateway/person_digest.h"

/* What snapshots and 照合 put into a consumer's feed. Everything there can be confirmed by Acknowledged. */

/* As many partitions as proto/topics.csv gives a feed; a marker goes into each. */
enum { FEED_PARTITIONS = 4 };

/* A person as the consumer may see him, in a SnapshotPerson: emitted, noted, audited, and added to sum. */
ju_rc feed_tell_person(ju_ctx *ctx, const gateway_consumer *consumer, const char *snapshot_id,
                       const Juki__Gateway__V1__PersonFeed *full, gateway_digest_sum *sum,
                       ju_err *err) JU_MUST_CHECK;

/* Somebody who cannot be told, since his 個人番号 cannot be opened: act feed.left_out and the alarm's
 * counter. change_id: on what occasion; code: why. */
ju_rc feed_leave_out(ju_ctx *ctx, const gateway_consumer *consumer, const char *change_id,
                     const char *addressee_number, const char *code, ju_err *err) JU_MUST_CHECK;

/* The digest of the same without telling anybody. */
ju_rc feed_digest_of(ju_ctx *ctx, const gateway_consumer *consumer, const Juki__Gateway__V1__PersonFeed *full,
                     unsigned char ret[GATEWAY_DIGEST_BYTES], ju_err *err) JU_MUST_CHECK;

/* A record about nobody; id: of the snapshot or the wish that it is about. */
ju_rc feed_tell(ju_ctx *ctx, const gateway_consumer *consumer, const char *key,
                const ProtobufCMessage *message, const char *id, ju_err *err) JU_MUST_CHECK;

/* How many markers begin or end something for this consumer: a log has one for all. */
uint32_t feed_markers(const gateway_consumer *consumer);

/* The key of a marker from 1 to FEED_PARTITIONS, which takes it into a partition of its own. NULL when memory
 * is out. */
const char *feed_marker_key(const ju_ctx *ctx, uint32_t marker);

/* Refuses a consumer's wish on its feed. */
ju_rc feed_refuse(ju_ctx *ctx, const gateway_consumer *consumer, const char *request_id, const char *code,
                  const char *item, const char *message, ju_err *err) JU_MUST_CHECK;

/* For ask: whether the message came with the consumer's own key, and a number to answer to. */
ju_rc feed_wish_check(ju_ctx *ctx, const char *request_id, const char **ret_consumer,
                      ju_err *err) JU_MUST_CHECK;
/* For apply: the consumer whose wish it is. JU_REJECT "consumer_invalid": it is told nothing today. */
ju_rc feed_wish_of(ju_ctx *ctx, const gateway_consumer **ret, ju_err *err) JU_MUST_CHECK;

#endif
