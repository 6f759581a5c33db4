#ifndef HARNESS_SEARCHER_H
#define HARNESS_SEARCHER_H

#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"

#include "common/seal/seal.h"
#include "juki/identity/v1/search.pb-c.h"

/* A terminal that asks identity (本人確認情報検索), with all topics of the house. */
typedef struct scene {
    world *w;
    ju_arena arena;
    ju_keyring *ring; /* of identity */
    bus_follower replies;
} scene;

void scene_open(scene *s, world *w);
void scene_close(scene *s);

Juki__Common__V1__Sealed *scene_seal(scene *s, const char *field, const char *subject, const char *number);

typedef Juki__Identity__V1__SearchIdentity search_identity;
typedef Juki__Identity__V1__SearchIdentityReply search_reply;
typedef Juki__Identity__V1__ShowIdentityReply show_reply;

/* Sends a command of this operator at terminal1, with his token; waits for the answer to one, of its own type
 * (NULL) or this. */
void scene_command(scene *s, const char *operator_id, const char *key, const ProtobufCMessage *command);
ProtobufCMessage *scene_answer(scene *s, const char *request_id, const ProtobufCMessageDescriptor *type);

/* A question of clerk1 that has no key yet. */
typedef struct asked {
    command_id id;
    Juki__Common__V1__Operator who;
    search_identity question;
} asked;

void asked_prepare(asked *a);
/* Sends it, without waiting; waits for the answer; both. Free the answer with free_unpacked. */
void asked_send(scene *s, const asked *a);
search_reply *asked_answer(scene *s, const asked *a);
search_reply *asked_ask(scene *s, const asked *a);

/* How many are found; a refusal fails the test. */
int asked_found(scene *s, const asked *a);
/* Fails the test unless it is refused with this code. */
void asked_refused(scene *s, const asked *a, const char *code);

/* The same of a question q whose keys the statements set. */
#define FOUND(s, ...)                                                                                        \
    ({                                                                                                       \
        asked a;                                                                                             \
        asked_prepare(&a);                                                                                   \
        search_identity *q = &a.question;                                                                    \
        __VA_ARGS__;                                                                                         \
        asked_found(s, &a);                                                                                  \
    })
#define REFUSED(s, code, ...)                                                                                \
    do {                                                                                                     \
        asked a;                                                                                             \
        asked_prepare(&a);                                                                                   \
        search_identity *q = &a.question;                                                                    \
        __VA_ARGS__;                                                                                         \
        asked_refused(s, &a, code);                                                                          \
    } while (0)

/* One of a list, asked for by this operator; scene_not_shown fails the test unless that is refused. */
show_reply *scene_show(scene *s, const char *operator_id, const char *list_id, int32_t place);
void scene_not_shown(scene *s, const char *operator_id, const char *list_id, int32_t place);
/* The 住民票コード of one shown, in the scene's memory. */
const char *scene_code(scene *s, const show_reply *one);

#endif
