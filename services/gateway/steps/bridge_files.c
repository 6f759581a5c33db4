/*
 * The files of ファイル連携: made, placed, erased. Each step is a transaction that says so behind
 * the step on disk, and each can be taken twice: the bytes of a file are settled (sealed) before any of them
 * has its final name.
 */
#include "common/log/log.h"
#include "common/seal/envelope.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "services/gateway/steps/bridge.h"
#include "services/gateway/steps/bridge_csv.h"
#include "services/gateway/steps/bridge_folder.h"
#include "services/gateway/steps/bridge_room.h"
#include "services/gateway/steps/bridge_sha256.h"
#include "services/gateway/store_rest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA_BYTES = 256 * 1024 * 1024, /* of which a file of 5,000 rows takes a tenth */
    STEPS_MAX = 20,                  /* in one go, so that changes do not wait */
    SEALED_MAX_BYTES = 64 * 1024 * 1024,
    LEFT_OUT_SIZE = 16 * 1024,
    PATH_SIZE = 512,
};

typedef Juki__Gateway__V1__PersonFeed person_feed;

static const char SEALED[] = ".csv.cms";
static const char MANIFEST[] = ".json";

/* ---- the CSV ------------------------------------------------------------------------------------------ */

/* The person of a row of the log; NULL when it tells of none. */
static ju_rc read_person(const work_room *room, const char *consumer, const PGresult *rows, int row,
                         const person_feed **ret, ju_err *err)
{
    bool snapshot = strcmp(ju_col(rows, row, 1), juki__gateway__v1__snapshot_person__descriptor.name) == 0;
    bool change = strcmp(ju_col(rows, row, 1), juki__gateway__v1__person_feed__descriptor.name) == 0;
    ProtobufCMessage *message = NULL;
    *ret = NULL;
    if (!snapshot && !change) {
        return JU_OK;
    }
    JU_TRY(bridge_got_event(rows, row, 2, consumer, ju_col(rows, row, 4), room->keeper,
                            snapshot ? &juki__gateway__v1__snapshot_person__descriptor
                                     : &juki__gateway__v1__person_feed__descriptor,
                            room->arena, &message, err));
    *ret = snapshot ? ((const Juki__Gateway__V1__SnapshotPerson *)message)->person
                    : (const person_feed *)message;
    return JU_OK;
}

/* What the consumer may know today is decided once more: it may be less than when it was told. */
static ju_rc put_rows(const work_room *room, bridge_work *work, const PGresult *rows, FILE *out, ju_err *err)
{
    bridge_csv_head(out, work->items);
    for (int row = 0; row < PQntuples(rows); row++) {
        const person_feed *told = NULL;
        JU_TRY(read_person(room, work->file.consumer, rows, row, &told, err));
        if (told == NULL) {
            continue;
        }
        person_feed today = *told;
        today.restrained |= ju_col_bool(rows, row, 3);
        const person_feed person =
            gateway_feed_for(&today, work->items, work->restrained_place, told->individual_number);
        if (!bridge_csv_row(out, work->items, ju_col_i64(rows, row, 0), &person, room->arena)) {
            return ju_no_memory(err);
        }
        work->file.rows++;
    }
    return JU_OK;
}

/* *ret is the caller's to free. */
static ju_rc make_csv(const work_room *room, bridge_work *work, char **ret, size_t *ret_size, ju_err *err)
{
    PGresult *rows = NULL;
    *ret = NULL;
    FILE *out = open_memstream(ret, ret_size);
    if (out == NULL) {
        return ju_no_memory(err);
    }
    ju_rc rc = bridge_rows(room->db, room->arena, &work->file, &rows, err);
    rc = rc == JU_OK ? put_rows(room, work, rows, out, err) : rc;
    PQclear(rows);
    return fclose(out) == 0 || rc != JU_OK ? rc : ju_no_memory(err);
}

/* ---- made and placed ---------------------------------------------------------------------------------- */

/* Free it with ju_receiver_free. */
static ju_rc certificate_of(const work_room *room, const bridge_file *file, ju_receiver **ret, ju_err *err)
{
    char path[PATH_SIZE];
    const char *dir = room->settings->file_certificates;
    *ret = NULL;
    if (dir == NULL || snprintf(path, sizeof path, "%s/%s.pem", dir, file->consumer) >= (int)sizeof path) {
        return ju_fail(err, JU_RETRY, "certificate", "there is no certificate for %s", file->consumer);
    }
    if (ju_receiver_open(path, ret, err) != JU_OK || !ju_receiver_valid(*ret, file->day)) {
        return ju_fail(err, JU_RETRY, "certificate", "there is no valid certificate for %s", file->consumer);
    }
    return JU_OK;
}

static void temporary(const char *name, char ret[BRIDGE_NAME_SIZE + 8])
{
    (void)snprintf(ret, BRIDGE_NAME_SIZE + 8, ".%s.part", name);
}

static ju_rc seal_csv(const work_room *room, bridge_folder folder, const bridge_work *work,
                      const ju_receiver *receiver, const char *csv, size_t size, ju_err *err)
{
    char name[BRIDGE_NAME_SIZE];
    char part[BRIDGE_NAME_SIZE + 8];
    char sha256[BRIDGE_SHA256_SIZE];
    char sealed_sha256[BRIDGE_SHA256_SIZE];
    char manifest_sha256[BRIDGE_SHA256_SIZE];
    unsigned char *sealed = NULL;
    size_t sealed_size = 0;
    bridge_file file = work->file;
    JU_TRY(ju_envelope_make(receiver, room->arena, csv, size, &sealed, &sealed_size, err));
    if (!bridge_sha256(csv, size, sha256) || !bridge_sha256(sealed, sealed_size, sealed_sha256)) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    file.sha256 = sha256;
    file.sealed_sha256 = sealed_sha256;
    const char *manifest = bridge_manifest(&file, room->arena);
    if (manifest == NULL || !bridge_sha256(manifest, strlen(manifest), manifest_sha256)) {
        return ju_no_memory(err);
    }
    bridge_file_name(&file, SEALED, name);
    temporary(name, part);
    JU_TRY(bridge_folder_write(folder.out, part, sealed, sealed_size, err));
    return bridge_now_sealed(room->db, room->arena, &file, manifest, manifest_sha256, err);
}

static ju_rc make(const work_room *room, bridge_folder folder, bridge_work *work, ju_err *err)
{
    char *csv = NULL;
    size_t size = 0;
    ju_receiver *receiver = NULL;
    ju_rc rc = certificate_of(room, &work->file, &receiver, err);
    rc = rc == JU_OK ? make_csv(room, work, &csv, &size, err) : rc;
    rc = rc == JU_OK ? seal_csv(room, folder, work, receiver, csv, size, err) : rc;
    ju_receiver_free(receiver);
    if (csv != NULL) {
        explicit_bzero(csv, size);
    }
    free(csv);
    return rc;
}

/* Whether the settled bytes stand under this name. */
static ju_rc stands(const work_room *room, int folder, const char *name, const bridge_file *file, bool *ret,
                    ju_err *err)
{
    char sha256[BRIDGE_SHA256_SIZE];
    unsigned char *bytes = NULL;
    size_t size = 0;
    *ret = false;
    JU_TRY(bridge_folder_read(folder, name, SEALED_MAX_BYTES, room->arena, &bytes, &size, err));
    *ret = bytes != NULL && bridge_sha256(bytes, size, sha256) && strcmp(sha256, file->sealed_sha256) == 0;
    return JU_OK;
}

/* The manifest comes last: who sees it finds the file. */
static ju_rc place(const work_room *room, bridge_folder folder, bridge_work *work, ju_err *err)
{
    char name[BRIDGE_NAME_SIZE];
    char manifest[BRIDGE_NAME_SIZE];
    char part[BRIDGE_NAME_SIZE + 8];
    bool there = false;
    bool made = false;
    bridge_file_name(&work->file, SEALED, name);
    bridge_file_name(&work->file, MANIFEST, manifest);
    temporary(name, part);
    JU_TRY(stands(room, folder.out, name, &work->file, &there, err));
    if (!there) {
        JU_TRY(stands(room, folder.out, part, &work->file, &made, err));
        if (!made) {
            return bridge_now(room->db, room->arena, &work->file, "planned", err);
        }
        JU_TRY(bridge_folder_rename(folder.out, part, name, err));
    }
    JU_TRY(bridge_folder_place(folder.out, manifest, work->manifest, strlen(work->manifest), err));
    return bridge_now(room->db, room->arena, &work->file, "placed", err);
}

static ju_rc take_step(const work_room *room, bridge_work *work, ju_err *err)
{
    bridge_folder folder;
    JU_TRY(bridge_folder_open(room->settings->file_dir, work->file.consumer, &folder, err));
    ju_rc rc = work->sealed ? place(room, folder, work, err) : make(room, folder, work, err);
    bridge_folder_close(&folder);
    return rc;
}

typedef struct files_step {
    const work_room *room;
    const char *but;           /* consumers that are left out */
    char of[BRIDGE_NAME_SIZE]; /* whose step it was, "" when there was nothing to do */
} files_step;

static ju_rc step_of_files(ju_db *db, void *opaque, ju_err *err)
{
    files_step *step = opaque;
    const work_room *room = step->room;
    bridge_work work;
    JU_TRY(bridge_next(db, room->arena, step->but, room->today, &work, err));
    if (!work.found) {
        return JU_OK;
    }
    (void)snprintf(step->of, sizeof step->of, "%s", work.file.consumer);
    return take_step(room, &work, err);
}

/* A consumer whose folder or certificate is wanting holds up nobody else, however many there are of them. */
static ju_rc go_on_with_files(const work_room *room, bool *ret_failing, ju_err *err)
{
    char but[LEFT_OUT_SIZE] = "";
    size_t length = 0;
    for (int steps = 0; steps < STEPS_MAX && length + BRIDGE_NAME_SIZE < sizeof but;) {
        files_step step = {.room = room, .but = but};
        ju_rc rc = ju_db_transaction(room->db, step_of_files, &step, err);
        bool left_out = bridge_own_fault(room, rc) && *step.of != '\0';
        if (!left_out) {
            JU_TRY(rc);
        }
        if (*step.of == '\0') {
            return JU_OK;
        }
        if (left_out) {
            *ret_failing = true;
            length +=
                (size_t)snprintf(but + length, sizeof but - length, "%s%s", length == 0 ? "" : " ", step.of);
        }
        steps += !left_out;
        ju_arena_reset(room->arena);
    }
    return JU_OK;
}

/* ---- erased ------------------------------------------------------------------------------------------- */

static ju_rc erase(const work_room *room, const bridge_file *file, ju_err *err)
{
    static const char *const endings[] = {SEALED, MANIFEST};
    char name[BRIDGE_NAME_SIZE];
    char part[BRIDGE_NAME_SIZE + 8];
    bridge_folder folder;
    JU_TRY(bridge_folder_open(room->settings->file_dir, file->consumer, &folder, err));
    ju_rc rc = JU_OK;
    for (size_t i = 0; rc == JU_OK && i < sizeof endings / sizeof endings[0]; i++) {
        bridge_file_name(file, endings[i], name);
        temporary(name, part);
        rc = bridge_folder_remove(folder.out, name, err);
        rc = rc == JU_OK ? bridge_folder_remove(folder.out, part, err) : rc;
    }
    bridge_folder_close(&folder);
    return rc == JU_OK ? bridge_now_erased(room->db, room->arena, file, err) : rc;
}

static ju_rc erase_over(const work_room *room, bool *ret_failing, ju_err *err)
{
    PGresult *rows = NULL;
    JU_TRY(bridge_over(room->db, room->arena, room->settings->file_keep_ms, &rows, err));
    ju_rc rc = JU_OK;
    for (int row = 0; rc == JU_OK && row < PQntuples(rows); row++) {
        const bridge_file file = {.consumer = ju_col(rows, row, 0),
                                  .number = ju_col_i64(rows, row, 1),
                                  .kind = ju_col(rows, row, 2),
                                  .day = ju_col(rows, row, 3)};
        rc = erase(room, &file, err);
        if (bridge_own_fault(room, rc)) {
            *ret_failing = true;
            rc = JU_OK;
        }
    }
    PQclear(rows);
    return rc;
}

/* ---- all of it ---------------------------------------------------------------------------------------- */

/* The log is told once when something is wanting, and once when nothing is any more. */
static void tell_failing(gateway *self, bool failing, const ju_err *err)
{
    ju_gauge_set(self->bridge.failing, failing ? 1 : 0);
    if (failing && !self->bridge.told_failing) {
        ju_log_error("a file of a consumer waits: its folder or certificate is wanting", ju_f_err(err));
    } else if (!failing && self->bridge.told_failing) {
        ju_log_info("the files of all consumers can be made and read");
    }
    self->bridge.told_failing = failing;
}

static ju_rc run_all(gateway *self, const work_room *room, ju_err *err)
{
    bool failing = false;
    ju_err why = {0};
    ju_rc rc = go_on_with_files(room, &failing, &why);
    rc = rc == JU_OK ? bridge_read_answers(room, &failing, &why) : rc;
    ju_arena_reset(room->arena);
    rc = rc == JU_OK ? erase_over(room, &failing, &why) : rc;
    rc = rc == JU_OK ? bridge_erase_refusals(room, &failing, &why) : rc;
    if (rc == JU_OK) {
        tell_failing(self, failing, &why);
    } else {
        *err = why;
    }
    return rc;
}

ju_rc bridge_aside(void *state, ju_db *db, ju_err *err)
{
    gateway *self = state;
    ju_arena arena;
    const work_room room = {.settings = &self->settings->bridge,
                            .db = db,
                            .keeper = &self->keeper,
                            .arena = &arena,
                            .today = self->today};
    JU_TRY(room.settings->api_address == NULL ? JU_OK : rest_forget(db, room.settings->file_keep_ms, err));
    if (room.settings->file_dir == NULL) {
        return JU_OK;
    }
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = run_all(self, &room, err);
    ju_arena_done(&arena);
    return rc;
}
