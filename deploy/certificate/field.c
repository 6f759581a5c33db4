#include "deploy/certificate/field.h"

#include "common/text/era.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 2048 };

static const char *text_of(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value == NULL ? "" : value;
}

static void put(json_t *fields, const char *name, const char *value)
{
    (void)json_object_set_new(fields, name, json_string(value));
}

static bool is_shown(const json_t *reply, const char *item)
{
    size_t i = 0;
    json_t *shown = NULL;
    json_array_foreach(json_object_get(reply, "shown"), i, shown)
    {
        if (strcmp(json_string_value(shown), item) == 0) {
            return true;
        }
    }
    return false;
}

/* 和暦; a day before 明治6年, or none, as it is. */
static const char *era_of(const char *value, char out[JU_ERA_TEXT_SIZE])
{
    ju_date date;
    return ju_date_parse(value, &date) && ju_era_format(date, out) ? out : value;
}

static void put_date(json_t *fields, const char *name, const char *value)
{
    char era[JU_ERA_TEXT_SIZE];
    put(fields, name, era_of(value, era));
}

static void address_text(const json_t *address, char out[TEXT_SIZE])
{
    const char *building = text_of(address, "building");
    (void)snprintf(out, TEXT_SIZE, "%s%s%s%s%s%s", text_of(address, "prefecture"),
                   text_of(address, "municipality"), text_of(address, "town"), text_of(address, "number"),
                   *building == '\0' ? "" : "　", building);
}

static void put_address(json_t *fields, const char *name, const json_t *address)
{
    char out[TEXT_SIZE];
    address_text(address, out);
    put(fields, name, out);
}

json_t *field_of_page(const json_t *reply, const json_t *template)
{
    json_t *fields = json_object();
    const char *kind = text_of(reply, "kind");
    put(fields, "title", text_of(json_object_get(template, "title"), kind));
    put(fields, "attestation", text_of(json_object_get(template, "attestation"), kind));
    put(fields, "issue_number", text_of(reply, "issue_number"));
    put_date(fields, "issued_date", text_of(reply, "issued_date"));
    put_address(fields, "address", json_object_get(reply, "address"));
    put(fields, "household_head",
        is_shown(reply, "relationship") ? text_of(reply, "household_head") : text_of(template, "omitted"));
    return fields;
}

/* 西暦, as the standard has it for dates of foreign residents (j80). */
static void put_western_date(json_t *fields, const char *name, const char *value)
{
    ju_date date;
    char western[JU_ERA_TEXT_SIZE] = "";
    bool valid = ju_date_parse(value, &date);
    if (valid) {
        (void)snprintf(western, sizeof western, "%d年%d月%d日", date.year, date.month, date.day);
    }
    put(fields, name, valid ? western : value);
}

bool field_is_foreign(const json_t *person)
{
    return strcmp(text_of(person, "resident_kind"), "foreign") == 0;
}

static void put_birth_date(json_t *fields, const json_t *person)
{
    const json_t *date = json_object_get(person, "birth_date");
    if (json_is_true(json_object_get(date, "uncertain"))) {
        put(fields, "birth_date", text_of(date, "written"));
    } else if (field_is_foreign(person)) {
        put_western_date(fields, "birth_date", text_of(date, "date"));
    } else {
        put_date(fields, "birth_date", text_of(date, "date"));
    }
}

/* 旧氏 and 通称 with フリガナ in brackets (5.3). */
static void put_with_kana(json_t *fields, const char *name, const json_t *person, const char *kana_name)
{
    char whole[TEXT_SIZE];
    const char *kana = text_of(person, kana_name);
    (void)snprintf(whole, sizeof whole, "%s%s%s%s", text_of(person, name), *kana == '\0' ? "" : "　（", kana,
                   *kana == '\0' ? "" : "）");
    put(fields, name, whole);
}

static const char *section_text(const char *section)
{
    static const char *const NAMES[][2] = {
        {"mid_to_long_term", "中長期在留者"},           {"special_permanent", "特別永住者"},
        {"temporary_refuge", "一時庇護許可者"},         {"provisional_stay", "仮滞在許可者"},
        {"transitional_birth", "出生による経過滞在者"}, {"transitional_loss", "国籍喪失による経過滞在者"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(section, NAMES[i][0]) == 0) {
            return NAMES[i][1];
        }
    }
    return "";
}

/* When and where a 通称 was recorded, or deleted; nothing when that is not known. */
static void write_alias_day(FILE *out, const char *day, const char *municipality, const char *what)
{
    char era[JU_ERA_TEXT_SIZE];
    if (*day != '\0') {
        (void)fprintf(out, "　%s%s %s", era_of(day, era), what, municipality);
    }
}

/* One line for each 通称. */
static void put_alias_acts(json_t *fields, const json_t *person)
{
    char *whole = NULL;
    size_t size = 0;
    size_t i = 0;
    json_t *act = NULL;
    FILE *out = open_memstream(&whole, &size);
    if (out == NULL) {
        return;
    }
    json_array_foreach(json_object_get(person, "alias_act"), i, act)
    {
        (void)fprintf(out, "%s%s", i == 0 ? "" : "\n", text_of(act, "alias"));
        write_alias_day(out, text_of(act, "recorded_date"), text_of(act, "recorded_municipality"), "記載");
        write_alias_day(out, text_of(act, "deleted_date"), text_of(act, "deleted_municipality"), "削除");
    }
    if (fclose(out) == 0) {
        put(fields, "alias_history", whole);
    }
    free(whole);
}

/* The day as it is written where it is 不詳 (j80). */
static void put_since(json_t *fields, const char *name, const json_t *person, const char *written_name)
{
    const char *written = text_of(person, written_name);
    if (*written != '\0') {
        put(fields, name, written);
    } else {
        put_date(fields, name, text_of(person, name));
    }
}

/* What the table of 法第30条の45 has, and 通称. */
static void put_foreign(json_t *fields, const json_t *person)
{
    const json_t *stay = json_object_get(person, "foreign_stay");
    put_with_kana(fields, "alias", person, "alias_kana");
    put_since(fields, "foreign_resident_since", person, "foreign_resident_since_written");
    put(fields, "nationality", text_of(person, "nationality"));
    put(fields, "stay_section", section_text(text_of(stay, "section")));
    put(fields, "stay_status", text_of(stay, "status"));
    put(fields, "stay_period", text_of(stay, "period"));
    put_western_date(fields, "stay_until", text_of(stay, "until"));
    put(fields, "card_number", text_of(stay, "card_number"));
    put_alias_acts(fields, person);
}

static void put_removal(json_t *fields, const json_t *person)
{
    char address[TEXT_SIZE];
    char whole[TEXT_SIZE + JU_ERA_TEXT_SIZE];
    const char *state = text_of(person, "state");
    bool left = strcmp(state, "moved_out") == 0;
    const char *written = text_of(person, "removed_date_written");
    if (*written != '\0') {
        put(fields, "removal_day", written);
    } else {
        put_date(fields, "removal_day", text_of(person, "removed_date"));
    }
    address_text(json_object_get(person, "destination"), address);
    (void)snprintf(whole, sizeof whole, "%s　%s", text_of(fields, "removal_day"), address);
    put(fields, "removal_label", left ? "転出先" : strcmp(state, "dead") == 0 ? "死　亡" : "消　除");
    put(fields, "removal", *text_of(person, "removed_date") == '\0' ? "" : whole);
}

/* Says so where an item was left out; an item that is there but empty stays empty. */
static void put_omitted(json_t *fields, const json_t *reply, const json_t *template)
{
    static const char *const ITEMS[][2] = {{"relationship", "relationship"},
                                           {"registered_domicile", "domicile"},
                                           {"family_register_head", "domicile"},
                                           {"individual_number", "individual_number"},
                                           {"resident_code", "resident_code"},
                                           {"nationality", "nationality"},
                                           {"stay_section", "stay_section"},
                                           {"stay_status", "stay_status"},
                                           {"stay_period", "stay_period"},
                                           {"stay_until", "stay_until"},
                                           {"card_number", "card_number"},
                                           {"alias_history", "alias_history"},
                                           {"remarks", "remarks"}};
    for (size_t i = 0; i < sizeof ITEMS / sizeof ITEMS[0]; i++) {
        if (!is_shown(reply, ITEMS[i][1])) {
            put(fields, ITEMS[i][0], text_of(template, "omitted"));
        }
    }
}

/* 氏名 in letters and, beside it, in kanji (併記名). */
static void put_name(json_t *fields, const json_t *person)
{
    char whole[TEXT_SIZE];
    const char *kanji = text_of(person, "name_kanji");
    (void)snprintf(whole, sizeof whole, "%s%s%s", text_of(person, "name"), *kanji == '\0' ? "" : "　", kanji);
    put(fields, "name", whole);
}

/* 備考, one after the other, each behind its day; 事実上の世帯主 first (4.1.4.3). */
static void put_remarks(json_t *fields, const json_t *person)
{
    char era[JU_ERA_TEXT_SIZE];
    char *whole = NULL;
    size_t size = 0;
    size_t i = 0;
    json_t *remark = NULL;
    const char *head = text_of(person, "acting_head");
    FILE *out = open_memstream(&whole, &size);
    if (out == NULL) {
        return;
    }
    (void)fprintf(out, "%s%s", *head == '\0' ? "" : "事実上の世帯主　", head);
    json_array_foreach(json_object_get(person, "remark"), i, remark)
    {
        const char *day = text_of(remark, "recorded_date");
        (void)fprintf(out, "%s%s%s%s", i == 0 && *head == '\0' ? "" : "\n", era_of(day, era),
                      *day == '\0' ? "" : "　", text_of(remark, "text"));
    }
    if (fclose(out) == 0) {
        put(fields, "remarks", whole);
    }
    free(whole);
}

json_t *field_of_person(const json_t *reply, const json_t *person, const json_t *template)
{
    static const char *const TEXTS[] = {
        "name_kana",         "relationship",  "registered_domicile", "family_register_head",
        "individual_number", "resident_code",
    };
    json_t *fields = json_object();
    const char *sex = text_of(person, "sex");
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        put(fields, TEXTS[i], text_of(person, TEXTS[i]));
    }
    put(fields, "sex", strcmp(sex, "male") == 0 ? "男" : strcmp(sex, "female") == 0 ? "女" : "");
    put_with_kana(fields, "former_name", person, "former_name_kana");
    put_birth_date(fields, person);
    put_name(fields, person);
    put_since(fields, "resident_since", person, "resident_since_written");
    put_since(fields, "address_since", person, "address_since_written");
    put_date(fields, "notified_date", text_of(person, "notified_date"));
    put_address(fields, "previous_address", json_object_get(person, "previous_address"));
    put_foreign(fields, person);
    put_remarks(fields, person);
    put_removal(fields, person);
    put_omitted(fields, reply, template);
    return fields;
}

static const char *find(const char *name, const json_t *page, const json_t *person)
{
    const char *value = json_string_value(json_object_get(person, name));
    return value != NULL ? value : json_string_value(json_object_get(page, name));
}

char *field_fill(const char *text, const json_t *page, const json_t *person)
{
    char *out = NULL;
    size_t size = 0;
    bool good = true;
    FILE *stream = open_memstream(&out, &size);
    while (stream != NULL && good && *text != '\0') {
        char name[64];
        int length = 0;
        if (sscanf(text, "{%63[a-z_]}%n", name, &length) == 1 && length > 0) {
            const char *value = find(name, page, person);
            good = value != NULL && fputs(value, stream) >= 0;
            text += length;
        } else {
            good = fputc(*text++, stream) != EOF;
        }
    }
    if (stream == NULL || fclose(stream) != 0 || !good) {
        free(out);
        return NULL;
    }
    return out;
}
