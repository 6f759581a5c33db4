#ifndef JU_BUS_PROGRESS_H
#define JU_BUS_PROGRESS_H

#include "common/bus/kafka.h"

/*
 * How far a consumer group has come with a topic, as the broker knows it. A reader of ours commits its
 * offsets behind its database, so what lies before them is durable there. Each question waits a second at
 * most for an answer of the broker; JU_RETRY when there is none.
 */
typedef struct ju_progress ju_progress;

/* A client that asks about this group and never joins it. (The admin interface of librdkafka 2.0.2 could ask
 * as well, but ends the process when the group's coordinator moves meanwhile.) topic must outlive it. */
ju_rc ju_progress_open(const ju_kafka_setup *setup, const char *group, const char *topic, ju_progress **ret,
                       ju_err *err) JU_MUST_CHECK;
void ju_progress_close(ju_progress *progress); /* may be NULL */

/* Sets a mark behind what is in the topic now. */
ju_rc ju_progress_mark(ju_progress *progress, ju_err *err) JU_MUST_CHECK;
/* Whether a mark is set that the group has not been found behind. */
bool ju_progress_marked(const ju_progress *progress);
/* Whether the group has come to the mark in every partition, which is taken away then. */
ju_rc ju_progress_passed(ju_progress *progress, bool *ret, ju_err *err) JU_MUST_CHECK;

#endif
