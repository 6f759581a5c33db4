#include "deploy/jukictl/source.h"

#include "common/base/hex.h"
#include "common/code/code.h"
#include "common/text/csv.h"
#include "common/text/text.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KEY_SIZE = 16, BUFFER_BYTES = 1024 * 1024 };

typedef Juki__Resident__V1__PersonRecord person_record;

struct ctl_source {
    FILE *in;
    const char *path;
    bool list;
    int64_t size;
    int64_t bytes;
    int64_t line;
    EVP_MD_CTX *sha;
    ju_flat_item item[CTL_SOURCE_ITEMS_MAX];
    size_t item_count;
    size_t column[CTL_SOURCE_ITEMS_MAX]; /* of the file's columns: which item */
    char addressee[KEY_SIZE];            /* of the row before */
    int32_t history;
    char buffer[CTL_SOURCE_LINE_MAX + 1];
    size_t length;
    bool too_long;
};

static bool given_here(const char *item)
{
    return strcmp(item, "register_ref") == 0 || strcmp(item, "change_id") == 0 ||
           strcmp(item, "move_out.change_id") == 0;
}

size_t ctl_source_items(ju_flat_item ret[CTL_SOURCE_ITEMS_MAX])
{
    size_t kept = 0;
    size_t count = ju_flat_items(&juki__resident__v1__person_record__descriptor, ret, CTL_SOURCE_ITEMS_MAX);
    for (size_t i = 0; i < count && i < CTL_SOURCE_ITEMS_MAX; i++) {
        if (!given_here(ret[i].name)) {
            ret[kept++] = ret[i];
        }
    }
    ret[kept++] = (ju_flat_item){.name = "restraints"};
    return kept;
}

/* ---- lines ----------------------------------------------------------------------------------------------
 */

/* Takes one line without its end into the buffer; what does not fit is passed over. False at the end. */
static bool take_line(ctl_source *source)
{
    int c = getc_unlocked(source->in);
    source->length = 0;
    source->too_long = false;
    if (c == EOF) {
        return false;
    }
    for (; c != EOF && c != '\n'; c = getc_unlocked(source->in)) {
        source->bytes++;
        if (source->length < CTL_SOURCE_LINE_MAX) {
            source->buffer[source->length++] = (char)c;
        } else {
            source->too_long = true;
        }
    }
    source->bytes += c == '\n';
    source->line++;
    return true;
}

static ju_rc next_line(ctl_source *source, bool *ret_there, ju_err *err)
{
    *ret_there = take_line(source);
    if (ferror(source->in) != 0) {
        return ju_fail(err, JU_FATAL, "file", "%s: %s", source->path, strerror(errno));
    }
    if (*ret_there && (EVP_DigestUpdate(source->sha, source->buffer, source->length) != 1 ||
                       EVP_DigestUpdate(source->sha, "\n", 1) != 1)) {
        return ju_fail(err, JU_FATAL, "digest", "a digest could not be made");
    }
    if (source->length > 0 && source->buffer[source->length - 1] == '\r') {
        source->length--;
    }
    return JU_OK;
}

/* ---- columns --------------------------------------------------------------------------------------------
 */

static size_t find_item(const ctl_source *source, const char *name)
{
    size_t i = 0;
    while (i < source->item_count && strcmp(source->item[i].name, name) != 0) {
        i++;
    }
    return i;
}

static ju_rc read_columns(ctl_source *source, ju_err *err)
{
    static const char MARK[] = "\xef\xbb\xbf";
    ju_csv_field field[CTL_SOURCE_ITEMS_MAX];
    bool there[CTL_SOURCE_ITEMS_MAX] = {false};
    size_t count = 0;
    bool marked = source->length >= 3 && memcmp(source->buffer, MARK, 3) == 0;
    char *line = source->buffer + (marked ? 3 : 0);
    if (source->too_long ||
        !ju_csv_split(line, source->length - (marked ? 3 : 0), field, CTL_SOURCE_ITEMS_MAX, &count)) {
        return ju_reject(err, "columns_missing", "", "the first line is not one of column names");
    }
    for (size_t i = 0; i < count && i < CTL_SOURCE_ITEMS_MAX; i++) {
        size_t item = find_item(source, field[i].text);
        if (item == source->item_count) {
            return ju_reject(err, "column_unknown", "", "column %zu has no name of an item", i + 1);
        }
        if (there[item]) {
            return ju_reject(err, "column_twice", source->item[item].name, "this column stands twice");
        }
        there[item] = true;
        source->column[i] = item;
    }
    for (size_t item = 0; item < source->item_count; item++) {
        if (!there[item]) {
            return ju_reject(err, "columns_missing", source->item[item].name, "there is no such column");
        }
    }
    return JU_OK;
}

static ju_rc open_file(ctl_source *source, ju_err *err)
{
    struct stat about;
    bool there = false;
    source->in = fopen(source->path, "re");
    source->sha = EVP_MD_CTX_new();
    if (source->in == NULL || fstat(fileno(source->in), &about) != 0 || !S_ISREG(about.st_mode)) {
        return ju_fail(err, JU_FATAL, "file", "%s: %s", source->path,
                       source->in == NULL ? strerror(errno) : "not a file");
    }
    if (source->sha == NULL || EVP_DigestInit_ex(source->sha, EVP_sha256(), NULL) != 1) {
        return ju_fail(err, JU_FATAL, "digest", "a digest could not be made");
    }
    source->size = (int64_t)about.st_size;
    (void)setvbuf(source->in, NULL, _IOFBF, BUFFER_BYTES);
    JU_TRY(next_line(source, &there, err));
    return read_columns(source, err);
}

ju_rc ctl_source_open(const char *path, bool list, ctl_source **ret, ju_err *err)
{
    ctl_source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    source->path = path;
    source->list = list;
    source->item_count = ctl_source_items(source->item);
    ju_rc rc = open_file(source, err);
    if (rc != JU_OK) {
        ctl_source_close(source);
        return rc;
    }
    *ret = source;
    return JU_OK;
}

void ctl_source_close(ctl_source *source)
{
    if (source != NULL) {
        if (source->in != NULL) {
            (void)fclose(source->in);
        }
        EVP_MD_CTX_free(source->sha);
        explicit_bzero(source->buffer, sizeof source->buffer);
        free(source);
    }
}

int64_t ctl_source_bytes(const ctl_source *source)
{
    return source->bytes;
}

int64_t ctl_source_size(const ctl_source *source)
{
    return source->size;
}

ju_rc ctl_source_digest(const ctl_source *source, char ret[CTL_SOURCE_DIGEST_SIZE], ju_err *err)
{
    unsigned char digest[(CTL_SOURCE_DIGEST_SIZE - 1) / 2];
    EVP_MD_CTX *copy = EVP_MD_CTX_new();
    bool good = copy != NULL && EVP_MD_CTX_copy_ex(copy, source->sha) == 1 &&
                EVP_DigestFinal_ex(copy, digest, NULL) == 1;
    EVP_MD_CTX_free(copy);
    if (!good) {
        return ju_fail(err, JU_FATAL, "digest", "a digest could not be made");
    }
    ju_hex(digest, sizeof digest, ret);
    return JU_OK;
}

/* ---- rows -----------------------------------------------------------------------------------------------
 */

static bool bad(ctl_row *row, const char *code, const char *item)
{
    row->code = code;
    row->item = item;
    return false;
}

static bool set_item(const ju_flat_item *item, char *text, ju_arena *arena, ctl_row *row)
{
    if (item->field == NULL) {
        row->restraints = text;
        return true;
    }
    if (item->sealed) {
        *(strcmp(item->name, "resident_code") == 0 ? &row->resident_code : &row->individual_number) = text;
        return true;
    }
    return ju_flat_set(&row->record->base, item, text, arena) || bad(row, "code_invalid", item->name);
}

static bool fill_record(const ctl_source *source, const ju_csv_field *field, ju_arena *arena, ctl_row *row)
{
    row->record = ju_arena_alloc(arena, sizeof *row->record);
    if (row->record == NULL) {
        return false;
    }
    juki__resident__v1__person_record__init(row->record);
    for (size_t i = 0; i < source->item_count; i++) {
        const ju_flat_item *item = &source->item[source->column[i]];
        if (!ju_text_valid(field[i].text, field[i].length)) {
            return bad(row, "text_invalid", item->name);
        }
        if (!set_item(item, field[i].text, arena, row)) {
            return false;
        }
    }
    return true;
}

static bool check_order(ctl_source *source, ctl_row *row)
{
    const char *addressee = row->record->addressee_number;
    size_t length = strlen(addressee);
    if (length == 0 || length >= KEY_SIZE || strspn(addressee, "0123456789") != length) {
        return bad(row, "code_invalid", "addressee_number");
    }
    int order = strcmp(addressee, source->addressee);
    if (order < 0 || (order == 0 && row->record->history_number < source->history)) {
        return bad(row, "row_order", order < 0 ? "addressee_number" : "history_number");
    }
    if (order == 0 && row->record->history_number == source->history && !source->list) {
        return bad(row, "duplicate_key", "history_number");
    }
    memcpy(source->addressee, addressee, length + 1);
    source->history = row->record->history_number;
    return true;
}

/* Every day of a list counts, right or wrong: only what is to be loaded is checked. */
static bool check_numbers(const ctl_source *source, ctl_row *row)
{
    if (source->list) {
        return true;
    }
    if (*row->individual_number != '\0' &&
        !ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, row->individual_number)) {
        return bad(row, "check_digit", "individual_number");
    }
    return *row->resident_code == '\0' || ju_code_valid(JU_CODE_RESIDENT_CODE, row->resident_code) ||
           bad(row, "check_digit", "resident_code");
}

static void read_row(ctl_source *source, ju_arena *arena, ctl_row *row)
{
    ju_csv_field field[CTL_SOURCE_ITEMS_MAX];
    size_t count = 0;
    if (source->too_long) {
        (void)bad(row, "line_too_long", "");
        return;
    }
    char *line = ju_arena_alloc(arena, source->length + 1);
    if (line == NULL) {
        return;
    }
    memcpy(line, source->buffer, source->length);
    if (!ju_csv_split(line, source->length, field, CTL_SOURCE_ITEMS_MAX, &count)) {
        (void)bad(row, "quotes", "");
    } else if (count != source->item_count) {
        (void)bad(row, "columns_missing", "");
    } else if (fill_record(source, field, arena, row) && check_order(source, row)) {
        (void)check_numbers(source, row);
    }
}

ju_rc ctl_source_next(ctl_source *source, ju_arena *arena, ctl_row *ret, ju_err *err)
{
    bool there = false;
    *ret = (ctl_row){.individual_number = "", .resident_code = "", .restraints = ""};
    JU_TRY(next_line(source, &there, err));
    if (!there) {
        return JU_OK;
    }
    ret->line = source->line;
    read_row(source, arena, ret);
    return arena->full ? ju_fail(err, JU_FATAL, "memory", "out of memory") : JU_OK;
}
