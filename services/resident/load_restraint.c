#include "services/resident/load_restraint.h"

#include "common/base/parse.h"

#include <stdio.h>
#include <string.h>

enum { PART_KEY, PART_POSITION, PART_KIND, PART_LEVEL, PART_HOUSEHOLD, PART_START, PART_END, PART_COUNT };
enum { KEY_LENGTH_MAX = 15, POSITION_MAX = 9999 };

static const char ITEM[] = "restraints";

static bool malformed(refusal *ret)
{
    (void)refuse(ret, "restraints_malformed", ITEM);
    return false;
}

/* Cuts at every slash; false unless there are exactly so many parts. */
static bool cut_parts(char *text, const char *part[PART_COUNT])
{
    for (size_t i = 0; i < PART_COUNT; i++) {
        char *slash = strchr(text, '/');
        part[i] = text;
        if ((slash == NULL) != (i + 1 == PART_COUNT)) {
            return false;
        }
        if (slash != NULL) {
            *slash = '\0';
            text = slash + 1;
        }
    }
    return true;
}

static bool is_key(const char *text)
{
    static const char ALLOWED[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    size_t length = strlen(text);
    return length > 0 && length <= KEY_LENGTH_MAX && strspn(text, ALLOWED) == length;
}

static bool is_household(const char *text)
{
    size_t length = strlen(text);
    return length <= KEY_LENGTH_MAX && strspn(text, "0123456789") == length;
}

/* A number without leading zeros: one spelling. */
static bool read_code(const char *text, int64_t most, int64_t *ret)
{
    return *text != '0' && ju_parse_int64(text, 1, most, ret);
}

static bool read_numbers(const char *const part[PART_COUNT], load_restraint *ret)
{
    int64_t kind = 0;
    int64_t level = 0;
    if (!read_code(part[PART_POSITION], POSITION_MAX, &ret->position) ||
        !read_code(part[PART_KIND], JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_INQUIRY, &kind) ||
        !read_code(part[PART_LEVEL], JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR, &level)) {
        return false;
    }
    ret->row.kind = (Juki__Resident__V1__RestraintKind)kind;
    ret->row.level = (Juki__Resident__V1__RestraintLevel)level;
    return true;
}

/* 支援措置 has its year; the others may be open (j440). A period that is over stands all the same (j410). */
static bool check_period(const restraint *row, refusal *ret)
{
    ju_date start;
    ju_date end;
    bool open =
        *row->end_date == '\0' && row->kind != JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_SUPPORT;
    if (!ju_date_parse(row->start_date, &start) || (!open && !ju_date_parse(row->end_date, &end))) {
        return refuse(ret, "date_invalid", ITEM);
    }
    return open || strcmp(row->start_date, row->end_date) <= 0 || refuse(ret, "restraint_period", ITEM);
}

static bool read_one(char *text, load_restraint *ret, refusal *ret_refusal)
{
    const char *part[PART_COUNT];
    *ret = (load_restraint){0};
    if (!cut_parts(text, part) || !is_key(part[PART_KEY]) || !is_household(part[PART_HOUSEHOLD]) ||
        !read_numbers(part, ret)) {
        return malformed(ret_refusal);
    }
    restraint *row = &ret->row;
    ret->key = part[PART_KEY];
    row->id = "";
    row->addressee_number = "";
    row->history_number = 1;
    row->act = JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET;
    row->household_number = part[PART_HOUSEHOLD];
    (void)snprintf(row->start_date, sizeof row->start_date, "%s", part[PART_START]);
    (void)snprintf(row->end_date, sizeof row->end_date, "%s", part[PART_END]);
    if (strlen(part[PART_START]) >= sizeof row->start_date ||
        strlen(part[PART_END]) >= sizeof row->end_date) {
        return refuse(ret_refusal, "date_invalid", ITEM);
    }
    if (restraint_is_support(row->kind) &&
        row->level != JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR) {
        return refuse(ret_refusal, "restraint_level", ITEM);
    }
    return check_period(row, ret_refusal);
}

bool load_restraints_read(char *text, load_restraint ret[LOAD_RESTRAINTS_MAX], size_t *ret_count,
                          refusal *ret_refusal)
{
    const char *before = "";
    *ret_count = 0;
    while (text != NULL && *text != '\0') {
        char *next = strchr(text, ';');
        if (next != NULL) {
            *next++ = '\0';
        }
        if (*ret_count == LOAD_RESTRAINTS_MAX || (next != NULL && *next == '\0')) {
            return malformed(ret_refusal);
        }
        if (!read_one(text, &ret[*ret_count], ret_refusal)) {
            return false;
        }
        if (strcmp(before, ret[*ret_count].key) >= 0) {
            return malformed(ret_refusal);
        }
        before = ret[(*ret_count)++].key;
        text = next;
    }
    return true;
}

const char *load_restraint_id(ju_arena *arena, const char *load_id, const char *key)
{
    return ju_arena_printf(arena, "%s-%s", load_id, key);
}
