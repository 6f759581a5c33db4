/*
 * What consumers by file answer (BRIDGES.md): read, judged against the file that they are about, told when
 * they are refused, and taken away once they count.
 */
#include "services/gateway/steps/bridge_folder.h"
#include "services/gateway/steps/bridge_room.h"
#include "services/gateway/steps/bridge_sha256.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { RECEIPTS_MAX = 50 };

bool bridge_own_fault(const work_room *room, ju_rc rc)
{
    return (rc == JU_RETRY || rc == JU_REJECT) && ju_db_alive(room->db);
}

static const char *judge(const work_room *room, const char *consumer, const unsigned char *bytes, size_t size,
                         bridge_receipt *receipt, bridge_receipt_of *file, int64_t *ret_number, ju_rc *ret_rc,
                         ju_err *err)
{
    *ret_number = 0;
    const char *fault = bridge_receipt_read((const char *)bytes, size, room->arena, receipt);
    if (fault != NULL) {
        return fault;
    }
    *ret_number = bridge_file_number(consumer, receipt->file);
    *ret_rc = bridge_file_known(room->db, room->arena, consumer, *ret_number, file, err);
    return bridge_receipt_check(receipt, file);
}

static ju_rc note(const work_room *room, const char *consumer, const char *name, const char *sha256,
                  const unsigned char *bytes, size_t size, ju_err *err)
{
    bridge_receipt receipt;
    bridge_receipt_of file;
    int64_t number = 0;
    ju_rc rc = JU_OK;
    const char *fault = judge(room, consumer, bytes, size, &receipt, &file, &number, &rc, err);
    JU_TRY(rc);
    return bridge_note_receipt(room->db, room->arena, consumer, name, sha256, number, &receipt, fault, err);
}

static const char *name_of_refusal(const char *name, ju_arena *arena)
{
    return ju_arena_printf(arena, "%.200s.refused.json", name);
}

/* The consumer finds why, under the name of its own file, and never half of it. */
static ju_rc tell_refused(int folder, const char *name, const char *code, ju_arena *arena, ju_err *err)
{
    const char *to = name_of_refusal(name, arena);
    json_t *json = json_pack("{s:s, s:s}", "code", code, "message", bridge_receipt_text(code));
    char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    ju_rc rc = to == NULL || text == NULL ? ju_no_memory(err)
                                          : bridge_folder_place(folder, to, text, strlen(text), err);
    free(text);
    json_decref(json);
    return rc;
}

static ju_rc read_answer(const work_room *room, const char *consumer, bridge_folder folder, const char *name,
                         ju_err *err)
{
    char sha256[BRIDGE_SHA256_SIZE];
    unsigned char *bytes = NULL;
    size_t size = 0;
    bridge_known known;
    JU_TRY(bridge_folder_read(folder.in, name, BRIDGE_RECEIPT_MAX_BYTES, room->arena, &bytes, &size, err));
    if (bytes == NULL) {
        return JU_OK;
    }
    if (!bridge_sha256(bytes, size, sha256)) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    JU_TRY(bridge_receipt_known(room->db, room->arena, consumer, sha256, &known, err));
    if (!known.read || known.told) {
        return note(room, consumer, name, sha256, bytes, size, err);
    }
    if (!known.settled) {
        return JU_OK;
    }
    bool refused = *known.refused != '\0';
    JU_TRY(refused ? tell_refused(folder.out, name, known.refused, room->arena, err) : JU_OK);
    JU_TRY(bridge_folder_remove(folder.in, name, err));
    return refused ? bridge_now_told(room->db, room->arena, consumer, sha256, err) : JU_OK;
}

/* An answer that cannot be read holds up no other. */
static ju_rc read_folder(const work_room *room, const char *consumer, bridge_folder folder, bool *ret_failing,
                         ju_err *err)
{
    const char *name[RECEIPTS_MAX];
    size_t count = 0;
    bool unreadable = false;
    JU_TRY(bridge_folder_list(folder.in, RECEIPTS_MAX, room->arena, name, &count, &unreadable, err));
    if (unreadable) {
        *ret_failing = true;
        (void)ju_fail(err, JU_RETRY, "folder", "an answer of %s cannot be read", consumer);
    }
    for (size_t i = 0; i < count; i++) {
        ju_rc rc = read_answer(room, consumer, folder, name[i], err);
        if (!bridge_own_fault(room, rc)) {
            JU_TRY(rc);
        } else {
            *ret_failing = true;
        }
    }
    return JU_OK;
}

static ju_rc read_answers_of(const work_room *room, const char *consumer, bool *ret_failing, ju_err *err)
{
    bridge_folder folder;
    JU_TRY(bridge_folder_open(room->settings->file_dir, consumer, &folder, err));
    ju_rc rc = read_folder(room, consumer, folder, ret_failing, err);
    bridge_folder_close(&folder);
    return rc;
}

ju_rc bridge_read_answers(const work_room *room, bool *ret_failing, ju_err *err)
{
    PGresult *readers = NULL;
    JU_TRY(bridge_readers(room->db, room->arena, &readers, err));
    ju_rc rc = JU_OK;
    for (int row = 0; rc == JU_OK && row < PQntuples(readers); row++) {
        ju_arena_reset(room->arena);
        rc = read_answers_of(room, ju_col(readers, row, 0), ret_failing, err);
        if (bridge_own_fault(room, rc)) {
            *ret_failing = true;
            rc = JU_OK;
        }
    }
    PQclear(readers);
    return rc;
}

/* ---- their end ---------------------------------------------------------------------------------------- */

static ju_rc erase_refusal(const work_room *room, const char *consumer, const char *sha256, const char *name,
                           ju_err *err)
{
    bridge_folder folder;
    const char *refusal = name_of_refusal(name, room->arena);
    if (refusal == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(bridge_folder_open(room->settings->file_dir, consumer, &folder, err));
    ju_rc rc = *name == '\0' ? JU_OK : bridge_folder_remove(folder.out, refusal, err);
    bridge_folder_close(&folder);
    return rc == JU_OK ? bridge_drop_refusal(room->db, room->arena, consumer, sha256, err) : rc;
}

ju_rc bridge_erase_refusals(const work_room *room, bool *ret_failing, ju_err *err)
{
    PGresult *rows = NULL;
    JU_TRY(bridge_refusals_over(room->db, room->arena, room->settings->file_keep_ms, &rows, err));
    ju_rc rc = JU_OK;
    for (int row = 0; rc == JU_OK && row < PQntuples(rows); row++) {
        rc = erase_refusal(room, ju_col(rows, row, 0), ju_col(rows, row, 1), ju_col(rows, row, 2), err);
        if (bridge_own_fault(room, rc)) {
            *ret_failing = true;
            rc = JU_OK;
        }
    }
    PQclear(rows);
    return rc;
}
