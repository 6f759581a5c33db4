#include "tests/demo/player.h"

#include "common/base/clock.h"
#include "common/event/check.h"
#include "common/event/topic_names.h"
#include "tests/demo/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 8 * 1024 * 1024, POLL_MS = 10, WATCH_EVERY_MS = 200 };

/* ---- sending ----------------------------------------------------------------------------------------------
 */

static ju_rc produce(demo_player *player, demo_job *job, ju_err *err)
{
    char time[JU_CLOCK_NOW_SIZE];
    char traceparent[56];
    job_message message;
    JU_TRY(job_pack(&player->desk, job, &player->arena, &message, err));
    const char *token = issuer_desk_token(player->tokens, message.type, message.value, message.size);
    if (token == NULL) {
        return ju_fail(err, JU_FATAL, "token", "a command without a person");
    }
    ProtobufCBinaryData body = {message.size, (uint8_t *)(uintptr_t)message.value};
    JU_TRY(ju_body_seal(player->bodies, &player->arena,
                        &(ju_body_of){JU_TOPIC_RESIDENT_COMMAND, message.type, job->message_id}, &body, err));
    ju_clock_now_rfc3339(time);
    ju_traceparent_new(traceparent);
    const ju_event event = {.topic = JU_TOPIC_RESIDENT_COMMAND,
                            .key = job->change_id,
                            .key_size = strlen(job->change_id),
                            .id = job->message_id,
                            .source = player->source,
                            .type = message.type,
                            .time = time,
                            .traceparent = traceparent,
                            .value = body.data,
                            .value_size = body.len};
    ju_signature signature;
    ju_record_header headers[JU_EVENT_HEADERS_MAX + 1];
    JU_TRY(ju_signer_sign(player->signer, &event, 1, &signature, err));
    size_t count = ju_event_headers(&event, &signature, headers);
    headers[count++] = (ju_record_header){JU_HEADER_STAFF_TOKEN, token, strlen(token)};
    job->delivered = false;
    ju_rc rc = ju_produce(player->producer, player->command_topic, event.key, event.key_size, event.value,
                          event.value_size, headers, count, &job->delivered, err);
    ju_arena_reset(&player->arena);
    /* A client that refuses is broken: renew_producer sends what it still owes. */
    return rc == JU_RETRY ? JU_OK : rc;
}

static ju_rc send_stage(demo_player *player, demo_job *job, ju_err *err)
{
    JU_TRY(ju_uuid7(job->message_id, err));
    return produce(player, job, err);
}

/* The receiver knows a message by its id, so one that was sent after all does nothing twice. */
static ju_rc renew_producer(demo_player *player, demo_job *jobs, size_t started, ju_err *err)
{
    if (!ju_producer_broken(player->producer)) {
        return JU_OK;
    }
    ju_producer_close(player->producer);
    player->producer = NULL;
    JU_TRY(client_producer_open(player->settings, &player->producer, err));
    for (size_t i = 0; i < started; i++) {
        if (!job_ended(&jobs[i]) && !jobs[i].delivered) {
            player->resent++;
            JU_TRY(produce(player, &jobs[i], err));
        }
    }
    return JU_OK;
}

/* ---- answers ----------------------------------------------------------------------------------------------
 */

static int by_change_id(const void *key, const void *item)
{
    return strcmp(key, ((const demo_job *)item)->change_id);
}

/* Everybody's replies share the topic; those of others are passed over. Ids grow, so the jobs are in order.
 */
static ju_rc take(demo_player *player, demo_job *jobs, size_t count, const ju_message *message, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    if (strcmp(message->type, "juki.resident.v1.ChangeReply") != 0) {
        return JU_OK;
    }
    JU_TRY(ju_unpack(&juki__resident__v1__change_reply__descriptor, message->value, message->value_size, true,
                     &player->arena, &body, err));
    const Juki__Resident__V1__ChangeReply *reply = (const Juki__Resident__V1__ChangeReply *)body;
    demo_job *found = bsearch(reply->change_id, jobs, count, sizeof *jobs, by_change_id);
    if (found == NULL || found->stage == JOB_WAITING || *reply->request_id != '\0') {
        return JU_OK;
    }
    bool was_ended = job_ended(found);
    if (job_take_reply(found, reply, message->id)) {
        return send_stage(player, found, err);
    }
    if (!was_ended && job_ended(found)) {
        found->ended_ms = ju_clock_monotonic_ms();
        roster_learn(&player->roster, found, reply->household_number, reply->addressee_number,
                     reply->n_addressee_number);
    }
    return JU_OK;
}

static ju_rc receive(demo_player *player, demo_job *jobs, size_t count, ju_err *err)
{
    int wait_ms = POLL_MS;
    JU_TRY(ju_verifier_refresh(player->verifier, err));
    for (rd_kafka_message_t *raw = NULL; (raw = rd_kafka_consumer_poll(player->reader, wait_ms)) != NULL;) {
        ju_message message;
        ju_rc rc = JU_OK;
        if (raw->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            rc = ju_message_read(&message, &player->arena, player->settings->topic_prefix, raw, err);
            rc = rc == JU_OK ? ju_verifier_check(player->verifier, &message, err) : rc;
            rc = rc == JU_OK ? ju_body_open_message(player->bodies, &player->arena, &message, err) : rc;
            rc = rc == JU_OK ? take(player, jobs, count, &message, err) : rc;
        }
        rd_kafka_message_destroy(raw);
        ju_arena_reset(&player->arena);
        JU_TRY(rc);
        wait_ms = 0;
    }
    (void)rd_kafka_poll(player->producer, 0);
    return JU_OK;
}

/* ---- playing ----------------------------------------------------------------------------------------------
 */

typedef struct demo_game {
    demo_job *jobs;
    size_t count;
    size_t started;
    size_t ended;
    int64_t begun_ms;
    int64_t watched_ms;
} demo_game;

static void count_ended(const demo_player *player, demo_game *game)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    bool watch = now_ms - game->watched_ms >= WATCH_EVERY_MS;
    game->ended = 0;
    for (size_t i = 0; i < game->started; i++) {
        demo_job *job = &game->jobs[i];
        if (watch && !job_ended(job) && now_ms - job->sent_ms > player->options.deadline_ms) {
            job->stage = JOB_LOST;
            job->unexpected = true;
            job->ended_ms = now_ms;
        }
        game->ended += job_ended(job);
    }
    game->watched_ms = watch ? now_ms : game->watched_ms;
}

static bool may_start(const demo_player *player, const demo_game *game)
{
    if (game->started == game->count || game->started - game->ended >= player->options.window) {
        return false;
    }
    const demo_job *after = game->jobs[game->started].after;
    if (after != NULL && !job_ended(after)) {
        return false;
    }
    int64_t elapsed_ms = ju_clock_monotonic_ms() - game->begun_ms;
    return player->options.rate == 0 ||
           (int64_t)game->started * 1000 <= elapsed_ms * (int64_t)player->options.rate;
}

static ju_rc start_more(demo_player *player, demo_game *game, ju_err *err)
{
    while (may_start(player, game)) {
        demo_job *job = &game->jobs[game->started++];
        job->stage = JOB_SUBMITTED;
        job->sent_ms = ju_clock_monotonic_ms();
        JU_TRY(send_stage(player, job, err));
    }
    return JU_OK;
}

ju_rc player_play(demo_player *player, demo_job *jobs, size_t count, const char *title, ju_err *err)
{
    demo_game game = {.jobs = jobs, .count = count, .begun_ms = ju_clock_monotonic_ms()};
    show_progress progress;
    show_progress_start(&progress, title, count);
    while (game.ended < count) {
        JU_TRY(start_more(player, &game, err));
        JU_TRY(receive(player, jobs, count, err));
        JU_TRY(renew_producer(player, jobs, game.started, err));
        count_ended(player, &game);
        show_progress_step(&progress, game.ended);
    }
    show_progress_end(&progress, game.ended);
    return JU_OK;
}

/* ---- opening ----------------------------------------------------------------------------------------------
 */

ju_rc player_open(demo_player *player, const client_settings *settings, const player_options *options,
                  ju_town *town, ju_err *err)
{
    char replies[256];
    char group[256];
    int partitions = 0;
    *player = (demo_player){.settings = settings, .options = *options};
    player->desk.roster = &player->roster;
    ju_arena_init(&player->arena, ARENA_BYTES);
    (void)snprintf(player->command_topic, sizeof player->command_topic, "%s.%s", settings->topic_prefix,
                   JU_TOPIC_RESIDENT_COMMAND);
    (void)snprintf(replies, sizeof replies, "%s.%s", settings->topic_prefix, JU_TOPIC_RESIDENT_REPLY);
    (void)snprintf(group, sizeof group, "%s.counter.play", settings->topic_prefix);
    (void)snprintf(player->source, sizeof player->source, "/%s/counter", settings->municipality);
    player->issuer = options->issuer_key == NULL ? NULL : issuer_read(options->issuer_key);
    player->tokens = player->issuer == NULL ? NULL : issuer_desk_new(player->issuer);
    if (player->tokens == NULL) {
        return ju_fail(err, JU_FATAL, "issuer_key", "the key of the played identity provider cannot be read");
    }
    JU_TRY(roster_open(&player->roster, town, err));
    JU_TRY(town_random_destination(town, &player->desk.outside, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "resident", &player->desk.resident, err));
    JU_TRY(ju_signer_open(settings->key_dir, "counter", &player->signer, err));
    JU_TRY(ju_verifier_open(settings->key_dir, NULL, &player->verifier, err));
    JU_TRY(ju_bodies_of_tool(settings->key_dir, "counter", true, &player->bodies, err));
    JU_TRY(client_producer_open(settings, &player->producer, err));
    JU_TRY(client_reader_open(settings, group, &player->reader, err));
    return client_reader_assign(player->reader, &(const char *){replies}, 1, CLIENT_FROM_END, &partitions,
                                err);
}

void player_close(demo_player *player)
{
    ju_producer_close(player->producer);
    client_reader_close(player->reader);
    ju_signer_free(player->signer);
    ju_verifier_free(player->verifier);
    ju_bodies_free(player->bodies);
    ju_keyring_free(player->desk.resident);
    roster_close(&player->roster);
    issuer_desk_free(player->tokens);
    issuer_free(player->issuer);
    ju_arena_done(&player->arena);
}
