#include "services/identity/search.h"

#include "common/code/code.h"
#include "common/text/era.h"
#include "common/text/fold.h"
#include "common/text/text.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Identity__V1__SearchIdentity search_identity;

enum { KEYS_LEAST = 2, PREFECTURE_DIGITS = 2 };

/* As folded: ＊ ？ ％ ＿ are these by then. */
static const char WILDCARDS[] = "*?%_";

static bool refuse(search_refusal *why, const char *code, const char *item)
{
    *why = (search_refusal){code, item};
    return false;
}

/* ---- who asks, why, whom ------------------------------------------------------------------------------- */

/* Nobody looks without a name and a place (design invariant 9). */
static bool check_operator(const Juki__Common__V1__Operator *who, search_refusal *why)
{
    bool named = who != NULL && *who->operator_id != '\0' && *who->terminal_id != '\0';
    return named ? true : refuse(why, "operator_missing", "operator");
}

static bool check_purpose(const char *purpose, ju_arena *arena, search_refusal *why)
{
    const char *folded = ju_fold(purpose, arena);
    if (folded == NULL) {
        return false;
    }
    return *folded != '\0' ? true : refuse(why, "purpose_missing", "purpose");
}

static bool check_lengths(const search_identity *question, search_refusal *why)
{
    const struct {
        const char *item;
        const char *text;
    } texts[] = {
        {"purpose", question->purpose},     {"name", question->name},
        {"name_kana", question->name_kana}, {"birth_date", question->birth_date},
        {"address", question->address},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (ju_text_length(texts[i].text) > SEARCH_TEXT_MAX) {
            return refuse(why, "text_too_long", texts[i].item);
        }
    }
    return true;
}

static bool check_municipality(const char *code, search_refusal *why)
{
    return *code == '\0' || ju_code_valid(JU_CODE_MUNICIPALITY, code)
               ? true
               : refuse(why, "code_invalid", "municipality_code");
}

search_route identity_search_route_of(const char *own_municipality, const char *municipality_code)
{
    if (*municipality_code == '\0' || strcmp(own_municipality, municipality_code) == 0) {
        return SEARCH_HERE;
    }
    return strncmp(own_municipality, municipality_code, PREFECTURE_DIGITS) == 0 ? SEARCH_PREFECTURE
                                                                                : SEARCH_NATIONAL;
}

bool identity_search_kana_counts(const char *from, const char *today)
{
    return strcmp(from, today) <= 0;
}

/* ---- the keys ------------------------------------------------------------------------------------------ */

/* A text as it is compared, up to its wildcards; ret->whole when it has text and none of them. */
static bool read_text(const char *value, const char *item, ju_arena *arena, search_name *ret,
                      search_refusal *why)
{
    char *folded = ju_fold(value, arena);
    if (folded == NULL) {
        return false;
    }
    size_t length = strcspn(folded, WILDCARDS);
    if (folded[length + strspn(folded + length, WILDCARDS)] != '\0') {
        return refuse(why, "wildcard_place", item);
    }
    *ret = (search_name){.text = folded, .whole = length > 0 && folded[length] == '\0'};
    folded[length] = '\0';
    return true;
}

static bool read_kana(const char *value, ju_arena *arena, search_plan *plan, search_refusal *why)
{
    search_name kana;
    if (!read_text(value, "name_kana", arena, &kana, why)) {
        return false;
    }
    plan->kana = (search_name){.text = ju_kana_fold(kana.text, JU_KANA_BY_MARK, arena), .whole = kana.whole};
    plan->kana_sound = ju_kana_fold(kana.text, JU_KANA_BY_SOUND, arena);
    if (plan->kana.text == NULL || plan->kana_sound == NULL) {
        return false;
    }
    return *kana.text == '\0' || ju_kana_is_searchable(plan->kana.text)
               ? true
               : refuse(why, "kana_invalid", "name_kana");
}

static bool read_birth(const char *value, ju_arena *arena, search_plan *plan, search_refusal *why)
{
    const char *folded = ju_fold(value, arena);
    ju_date day;
    if (folded == NULL) {
        return false;
    }
    if (folded[strspn(folded, WILDCARDS)] == '\0') {
        return true;
    }
    if (!ju_date_parse(folded, &day) && !ju_era_parse(folded, &day)) {
        return refuse(why, "date_invalid", "birth_date");
    }
    ju_date_format(day, plan->birth_date);
    return true;
}

static bool read_items(const search_identity *question, ju_arena *arena, search_plan *plan,
                       search_refusal *why)
{
    search_name address;
    if (!read_text(question->name, "name", arena, &plan->name, why) ||
        !read_kana(question->name_kana, arena, plan, why) ||
        !read_birth(question->birth_date, arena, plan, why) ||
        !read_text(question->address, "address", arena, &address, why)) {
        return false;
    }
    plan->address = address.text;
    plan->keys = (plan->name.whole ? SEARCH_KEY_NAME : 0U) | (plan->kana.whole ? SEARCH_KEY_KANA : 0U) |
                 (*plan->birth_date != '\0' ? SEARCH_KEY_BIRTH : 0U) |
                 (address.whole ? SEARCH_KEY_ADDRESS : 0U);
    return true;
}

/* ---- whether there are enough -------------------------------------------------------------------------- */

static bool check_number_alone(const search_identity *question, search_plan *plan, search_refusal *why)
{
    bool beside = *question->name != '\0' || *question->name_kana != '\0' || *question->birth_date != '\0' ||
                  *question->address != '\0' || question->sex != JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED;
    bool code = question->resident_code != NULL;
    bool number = question->individual_number != NULL;
    plan->mode = code ? SEARCH_BY_CODE : number ? SEARCH_BY_NUMBER : SEARCH_BY_ITEMS;
    return (code && number) || ((code || number) && beside)
               ? refuse(why, "search_number_alone", code ? "resident_code" : "individual_number")
               : true;
}

static bool check_keys(search_plan *plan, bool kana_counts, search_refusal *why)
{
    plan->keys &= kana_counts ? ~0U : ~(unsigned)SEARCH_KEY_KANA;
    return plan->mode != SEARCH_BY_ITEMS || __builtin_popcount(plan->keys) >= KEYS_LEAST
               ? true
               : refuse(why, "search_key_missing", "");
}

bool identity_search_plan_of(const search_identity *question, bool kana_counts, ju_arena *arena,
                             search_plan *ret, search_refusal *why)
{
    *ret = (search_plan){0};
    *why = (search_refusal){0};
    return check_operator(question->operator_, why) && check_purpose(question->purpose, arena, why) &&
           check_lengths(question, why) && check_municipality(question->municipality_code, why) &&
           check_number_alone(question, ret, why) && read_items(question, arena, ret, why) &&
           check_keys(ret, kana_counts, why);
}

bool identity_search_check_choice(const Juki__Identity__V1__ShowIdentity *question, ju_arena *arena,
                                  search_refusal *why)
{
    *why = (search_refusal){0};
    if (!check_operator(question->operator_, why) || !check_purpose(question->purpose, arena, why)) {
        return false;
    }
    return question->place >= 1 && question->place <= SEARCH_LIST_MAX ? true
                                                                      : refuse(why, "place_invalid", "place");
}

const char *identity_search_mode_text(const search_identity *question, ju_arena *arena)
{
    if (question->resident_code != NULL || question->individual_number != NULL) {
        return question->resident_code == NULL       ? "number"
               : question->individual_number == NULL ? "code"
                                                     : "code number";
    }
    return ju_arena_printf(arena, "items%s%s%s%s%s", *question->name == '\0' ? "" : " name",
                           *question->name_kana == '\0' ? "" : " name_kana",
                           *question->birth_date == '\0' ? "" : " birth_date",
                           *question->address == '\0' ? "" : " address",
                           question->sex == JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED ? "" : " sex");
}
