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
static void put_date(json_t *fields, const char *name, const char *value)
{
    ju_date date;
    char era[JU_ERA_TEXT_SIZE];
    put(fields, name, ju_date_parse(value, &date) && ju_era_format(date, era) ? era : value);
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

static void put_birth_date(json_t *fields, const json_t *date)
{
    if (json_is_true(json_object_get(date, "uncertain"))) {
        put(fields, "birth_date", text_of(date, "written"));
    } else {
        put_date(fields, "birth_date", text_of(date, "date"));
    }
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

json_t *field_of_person(const json_t *reply, const json_t *person, const json_t *template)
{
    static const char *const ITEMS[][2] = {{"relationship", "relationship"},
                                           {"registered_domicile", "domicile"},
                                           {"family_register_head", "domicile"},
                                           {"individual_number", "individual_number"},
                                           {"resident_code", "resident_code"}};
    json_t *fields = json_object();
    const char *sex = text_of(person, "sex");
    put(fields, "name", text_of(person, "name"));
    put(fields, "name_kana", text_of(person, "name_kana"));
    put(fields, "sex", strcmp(sex, "male") == 0 ? "男" : strcmp(sex, "female") == 0 ? "女" : "");
    put_birth_date(fields, json_object_get(person, "birth_date"));
    put_date(fields, "resident_since", text_of(person, "resident_since"));
    put_date(fields, "address_since", text_of(person, "address_since"));
    put_date(fields, "notified_date", text_of(person, "notified_date"));
    put_address(fields, "previous_address", json_object_get(person, "previous_address"));
    put_removal(fields, person);
    for (size_t i = 0; i < sizeof ITEMS / sizeof ITEMS[0]; i++) {
        put(fields, ITEMS[i][0],
            is_shown(reply, ITEMS[i][1]) ? text_of(person, ITEMS[i][0]) : text_of(template, "omitted"));
    }
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
