#include "common/merkle/party.h"

#include "common/base/file.h"

#include <stdio.h>
#include <string.h>

enum { FILE_BYTES_MAX = 64 * 1024, WORDS_MAX = 4, ORIGIN_SIZE = 128 };

/* The words of a line, which ends up in pieces; how many there are, WORDS_MAX at most. */
static int split(char *line, const char *word[WORDS_MAX])
{
    char *rest = NULL;
    int count = 0;
    for (char *at = strtok_r(line, " \t", &rest); at != NULL && count < WORDS_MAX;
         at = strtok_r(NULL, " \t", &rest)) {
        word[count++] = at;
    }
    return count;
}

/* A log is called as its key is. */
static ju_rc take_line(const char *const word[WORDS_MAX], int count, bool witness,
                       ju_rc (*take)(void *opaque, const ju_party *party, ju_err *err), void *opaque,
                       ju_err *err)
{
    char origin[ORIGIN_SIZE];
    int key = witness ? 2 : 1;
    if (count <= key) {
        return ju_fail(err, JU_FATAL, "policy", "a line of the policy has no key");
    }
    (void)snprintf(origin, sizeof origin, "%.*s", (int)strcspn(word[key], "+"), word[key]);
    const ju_party party = {
        .name = witness ? word[1] : origin, .vkey = word[key], .url = count > key + 1 ? word[key + 1] : ""};
    return take(opaque, &party, err);
}

ju_rc ju_parties_read(const char *path, ju_note_kind kind,
                      ju_rc (*take)(void *opaque, const ju_party *party, ju_err *err), void *opaque,
                      ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    char *rest = NULL;
    ju_rc rc = JU_OK;
    bool witness = kind == JU_NOTE_WITNESS;
    JU_TRY(ju_file_read(path, FILE_BYTES_MAX, &text, &length, err));
    for (char *line = strtok_r(text, "\n", &rest); rc == JU_OK && line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *word[WORDS_MAX];
        int count = split(line, word);
        if (count > 0 && strcmp(word[0], witness ? "witness" : "log") == 0) {
            rc = take_line(word, count, witness, take, opaque, err);
        }
    }
    ju_file_release(text, length);
    return rc;
}
