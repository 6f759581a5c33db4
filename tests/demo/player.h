#ifndef DEMO_PLAYER_H
#define DEMO_PLAYER_H

#include "common/event/body.h"
#include "common/event/signer.h"
#include "common/event/verifier.h"
#include "tests/demo/client.h"
#include "tests/demo/job.h"
#include "tests/issuer/desk.h"

typedef struct player_options {
    size_t window;          /* changes under way at once */
    size_t rate;            /* changes started per second at most; 0: as fast as the window allows */
    int64_t deadline_ms;    /* a change without its final answer after this is lost */
    const char *issuer_key; /* file of the played identity provider's private key */
} player_options;

/* A counter at work: sends changes and reviews, follows each to its end. */
typedef struct demo_player {
    const client_settings *settings;
    player_options options;
    job_desk desk;
    demo_roster roster;
    rd_kafka_t *producer;
    ju_signer *signer;     /* as the counter */
    ju_verifier *verifier; /* of the answers */
    ju_bodies *bodies;     /* seals commands, opens answers */
    rd_kafka_t *reader;
    ju_arena arena;
    char command_topic[256];
    char source[64]; /* ce_source */
    issuer *issuer;
    issuer_desk *tokens;
    size_t resent; /* messages sent again, under their old id, after the client broke */
} demo_player;

/* Connects and takes its place at the end of the replies. Close with player_close, also after a failure. */
ju_rc player_open(demo_player *player, const client_settings *settings, const player_options *options,
                  ju_town *town, ju_err *err) JU_MUST_CHECK;
void player_close(demo_player *player);

/* Plays the jobs, in their order as far as they start, until each has ended; shows progress under title. */
ju_rc player_play(demo_player *player, demo_job *jobs, size_t count, const char *title,
                  ju_err *err) JU_MUST_CHECK;

#endif
