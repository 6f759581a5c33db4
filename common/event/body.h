#ifndef JU_EVENT_BODY_H
#define JU_EVENT_BODY_H

#include "common/event/message.h"
#include "common/seal/seal.h"

/*
 * Whole bodies sealed, so that names and addresses do not stand on the bus and in the tables of the bus
 * either (JUKI_SEAL_NAMES): from the outbox row of the writer, or from the counter, to the handler of the
 * reader, and so in parked rows and dead letters; and the bodies of dead letters that came in clear. Whose
 * keyring seals is a column of the table of topics (common/event/audience.h).
 *
 * A sealed body (common/seal/marked.h) is bound to the topic, the type and the id of its message, and opens
 * for nobody else: a body that is moved to another message is refused. Who reads opens what is sealed,
 * whatever the setting says, and takes what is not.
 */
typedef struct ju_bodies ju_bodies;

/* What a body is of. */
typedef struct ju_body_of {
    const char *topic; /* without prefix */
    const char *type;
    const char *id;
} ju_body_of;

/* The keyrings that a program needs: its own, that for what it keeps (a service's <program>-self, which
 * nobody else has; another body's program keeps by its own), and those of the topics that it writes or reads.
 * NULL for one that has no such topics. seals: whether bodies are sealed. program is borrowed. JU_FATAL as
 * ju_keyring_open. Free with ju_bodies_free. Used by one thread at a time. */
ju_rc ju_bodies_open(const char *key_dir, const char *program, bool is_service, bool seals, ju_bodies **ret,
                     ju_err *err) JU_MUST_CHECK;

/* The same for a tool, which keeps nothing and opens the keyring of a topic when it is first needed. */
ju_rc ju_bodies_of_tool(const char *key_dir, const char *program, bool seals, ju_bodies **ret,
                        ju_err *err) JU_MUST_CHECK;
void ju_bodies_free(ju_bodies *bodies); /* may be NULL */

/* Seals *value when the topic has an audience; else, or with NULL bodies, leaves it. Errors as ju_seal,
 * JU_FATAL as ju_keyring_open, and JU_REJECT "keyring_missing": the topic is a consumer's whose keyring is
 * not there. */
ju_rc ju_body_seal(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err) JU_MUST_CHECK;

/* Seals *value for what the program keeps, unless it is sealed: of a message that it could not apply. Type
 * and id are empty of a record whose headers cannot be read. */
ju_rc ju_body_keep(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err) JU_MUST_CHECK;

/* Opens *value when it is sealed. Errors as ju_unseal, item "body"; "seal_key" with NULL bodies. */
ju_rc ju_body_open(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err) JU_MUST_CHECK;

/* Opens the body of a message that was read, in its place. Errors as ju_body_open. */
ju_rc ju_body_open_message(ju_bodies *bodies, ju_arena *arena, ju_message *message,
                           ju_err *err) JU_MUST_CHECK;

#endif
