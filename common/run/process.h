#ifndef JU_RUN_PROCESS_H
#define JU_RUN_PROCESS_H

#include "common/event/relay.h"
#include "common/http/http.h"
#include "common/metrics/metrics.h"
#include "common/run/settings.h"
#include "common/run/trail.h"
#include "common/staff/house.h"

#include <stdatomic.h>

/* Exit codes, after sysexits.h. */
enum { JU_EXIT_USAGE = 64, JU_EXIT_FATAL = 70, JU_EXIT_CONFIG = 78 };

/* A running service; private to common/run. */
typedef struct ju_process {
    const ju_app *app;
    ju_settings settings;
    ju_clock clock;
    char *source;  /* ce_source */
    char **topics; /* subscribed, with prefix */
    size_t topic_count;
    void *state; /* the service's own */
    ju_house house;
    ju_batch_setup batch_setup;
    ju_batch_setup erasure_setup; /* of a batch of its own: what goes wrong there stops nothing else */
    ju_relay_setup relay_setup;
    ju_bodies *bodies;
    ju_batch *batch;
    ju_batch *erasure;
    ju_db *db;
    ju_relay *relay;
    ju_signer *signer;
    ju_verifier *verifier;
    ju_consumer *consumer;
    ju_http *http;
    ju_registry *registry;
    ju_counter *messages[4]; /* applied, duplicate, parked, dead */
    ju_counter *retries;
    ju_counter *rounds;
    ju_counter *idle_refused;
    ju_histogram *batch_seconds;
    ju_gauge *parked;
    atomic_bool ready;  /* database open and last batch good */
    atomic_bool joined; /* the consumer group has given it its share */
    int64_t trouble_ms; /* when the consumer last reported an error; 0: never */
    ju_trail trail;
    bool drain; /* parked messages may be ready */
    int64_t kept_house_ms;
    int64_t idle_from_ms; /* when what time alone brings is due again */
    int64_t erasure_from_ms;
    int64_t drained_ms; /* when parked messages were last looked for */
} ju_process;

/* Opens everything, waiting for a database that is away; false when told to stop meanwhile. */
ju_rc ju_process_open(ju_process *process, bool *ret_stopped, ju_err *err) JU_MUST_CHECK;
void ju_process_close(ju_process *process);

/* Consumes until told to stop. */
ju_rc ju_process_loop(ju_process *process, ju_err *err) JU_MUST_CHECK;

/* Whether SIGTERM or SIGINT came; waits at most timeout_ms for one. */
bool ju_process_stop_asked(int timeout_ms);

/* (Re)opens the database connection when it is gone. */
ju_rc ju_process_need_db(ju_process *process, ju_err *err) JU_MUST_CHECK;

/* The program's own act (service.started and the like), with the digest of its settings: the SHA-256 of what
 * --print-env prints, which has no secrets in it. Nothing of a program outside the house. */
ju_rc ju_process_note(ju_process *process, const char *action, const char *code, ju_err *err) JU_MUST_CHECK;

/* Health, readiness and metrics over HTTP. */
ju_rc ju_process_serve(ju_process *process, ju_err *err) JU_MUST_CHECK;

#endif
