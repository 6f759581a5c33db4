#include "services/resident/search.h"

#include "services/resident/term.h"

#include "common/text/kana.h"
#include "common/text/text.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SearchPersons search_persons;

enum { CODE_MAX = 15, TOWN_CODE = 7, ALTERNATIVES_MAX = 4 };

static bool given(const char *text)
{
    return *text != '\0';
}

/* ---- whether it may be asked --------------------------------------------------------------------------- */

bool search_by_number(const search_persons *question)
{
    return given(question->addressee_number) || question->individual_number != NULL ||
           question->resident_code != NULL;
}

static bool has_names(const search_persons *question)
{
    return given(question->name_kana) || given(question->given_name_kana) || given(question->name) ||
           given(question->given_name);
}

static bool has_items(const search_persons *question)
{
    return has_names(question) || given(question->birth) || given(question->birth_to) ||
           given(question->town_code) || given(question->household_number);
}

static bool check_number_alone(const search_persons *question, refusal *why)
{
    int numbers = given(question->addressee_number) + (question->individual_number != NULL) +
                  (question->resident_code != NULL);
    bool beside = has_items(question) || question->sex != JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED;
    if (numbers > 1 || (numbers == 1 && beside)) {
        return refuse(why, "search_number_alone",
                      given(question->addressee_number)     ? "addressee_number"
                      : question->individual_number != NULL ? "individual_number"
                                                            : "resident_code");
    }
    return numbers == 1 || has_items(question) ? true : refuse(why, "search_item_missing", "");
}

static bool check_digits(const char *text, size_t least, size_t most, const char *item, refusal *why)
{
    size_t length = strlen(text);
    bool digits = strspn(text, "0123456789") == length && length >= least && length <= most;
    return !given(text) || digits ? true : refuse(why, "code_invalid", item);
}

static bool check_length(const char *text, const char *item, refusal *why)
{
    return ju_text_length(text) <= SEARCH_TEXT_MAX ? true : refuse(why, "text_too_long", item);
}

static bool check_texts(const search_persons *question, refusal *why)
{
    return check_length(question->purpose, "purpose", why) && check_length(question->birth, "birth", why) &&
           check_length(question->birth_to, "birth_to", why) &&
           check_length(question->name_kana, "name_kana", why) &&
           check_length(question->given_name_kana, "given_name_kana", why) &&
           check_length(question->name, "name", why) &&
           check_length(question->given_name, "given_name", why) &&
           check_digits(question->addressee_number, 1, CODE_MAX, "addressee_number", why) &&
           check_digits(question->town_code, TOWN_CODE, TOWN_CODE, "town_code", why) &&
           check_digits(question->household_number, 1, CODE_MAX, "household_number", why) &&
           check_digits(question->cursor, 1, CODE_MAX, "cursor", why);
}

bool search_check(const search_persons *question, refusal *why)
{
    if (question->operator_ == NULL || !given(question->operator_->operator_id)) {
        return refuse(why, "operator_missing", "operator");
    }
    if (!given(question->purpose)) {
        return refuse(why, "purpose_missing", "purpose");
    }
    if (question->page_size < 0 || question->page_size > SEARCH_PAGE_MAX) {
        return refuse(why, "page_invalid", "page_size");
    }
    return check_number_alone(question, why) && check_texts(question, why);
}

int search_page_size(const search_persons *question)
{
    return question->page_size == 0 ? SEARCH_PAGE_DEFAULT : question->page_size;
}

char *search_items(const search_persons *question, ju_arena *arena)
{
    const struct {
        bool asked;
        const char *name;
    } items[] = {
        {given(question->addressee_number), " addressee_number"},
        {question->individual_number != NULL, " individual_number"},
        {question->resident_code != NULL, " resident_code"},
        {given(question->name_kana), " name_kana"},
        {given(question->given_name_kana), " given_name_kana"},
        {given(question->name), " name"},
        {given(question->given_name), " given_name"},
        {given(question->birth) || given(question->birth_to), " birth"},
        {question->sex != JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED, " sex"},
        {given(question->town_code), " town_code"},
        {given(question->household_number), " household_number"},
        {question->removed, " removed"},
    };
    char text[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (items[i].asked) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s", items[i].name);
        }
    }
    return ju_arena_strdup(arena, text + (used > 0));
}

/* ---- what it looks up ---------------------------------------------------------------------------------- */

/* Forms of one text that all have to be tried. */
typedef struct alternatives {
    const char *text[ALTERNATIVES_MAX];
    size_t count;
} alternatives;

static bool add_form(alternatives *list, const char *text)
{
    for (size_t i = 0; text != NULL && i < list->count; i++) {
        if (strcmp(list->text[i], text) == 0) {
            return true;
        }
    }
    if (text != NULL) {
        list->text[list->count++] = text;
    }
    return text != NULL;
}

/* Both forms; a part that begins with ウ may stand behind an オ段, where ウ was folded to オ. */
static bool kana_forms(const char *kana, bool part, const char *item, ju_arena *arena, alternatives *ret,
                       refusal *why)
{
    static const char U[] = "ウ";
    for (int form = 0; given(kana) && form < JU_KANA_FORMS; form++) {
        const char *folded = ju_kana_fold(kana, (ju_kana_form)form, arena);
        if (folded != NULL && !ju_kana_is_searchable(folded)) {
            return refuse(why, "kana_invalid", item);
        }
        bool behind_o = folded != NULL && part && strncmp(folded, U, strlen(U)) == 0;
        if (!add_form(ret, folded) ||
            (behind_o && !add_form(ret, ju_arena_printf(arena, "オ%s", folded + strlen(U))))) {
            return false;
        }
    }
    return true;
}

typedef struct folded_question {
    alternatives kana;
    alternatives given_kana;
    const char *name;
    const char *given_name;
} folded_question;

static bool fold_written(const char *name, const variant_table *variants, const char *item, ju_arena *arena,
                         const char **ret, refusal *why)
{
    *ret = variant_fold(variants, name, arena);
    return *ret != NULL && given(name) && !given(*ret) ? refuse(why, "item_required", item) : *ret != NULL;
}

static bool fold_question(const search_persons *question, const variant_table *variants, ju_arena *arena,
                          folded_question *ret, refusal *why)
{
    return kana_forms(question->name_kana, !question->exact, "name_kana", arena, &ret->kana, why) &&
           kana_forms(question->given_name_kana, false, "given_name_kana", arena, &ret->given_kana, why) &&
           fold_written(question->name, variants, "name", arena, &ret->name, why) &&
           fold_written(question->given_name, variants, "given_name", arena, &ret->given_name, why);
}

static bool read_birth(const search_persons *question, search_plan *plan, refusal *why)
{
    ju_date from = {1, 1, 1};
    ju_date to = {9999, 12, 31};
    ju_date other;
    plan->birth_from[0] = '\0'; /* who has no day of birth comes before all days */
    if (given(question->birth)) {
        if (!search_days(question->birth, &from, &to)) {
            return refuse(why, "date_invalid", "birth");
        }
        ju_date_format(from, plan->birth_from);
    }
    if (given(question->birth_to)) {
        if (!given(question->birth)) {
            return refuse(why, "item_required", "birth");
        }
        if (!search_days(question->birth_to, &other, &to) || ju_date_compare(to, from) < 0) {
            return refuse(why, "date_invalid", "birth_to");
        }
    }
    ju_date_format(to, plan->birth_to);
    return true;
}

static void add_text(term_list *terms, const search_persons *question, term_kind whole, term_kind run,
                     const char *text)
{
    size_t length = ju_text_length(text);
    if (question->exact) {
        term_add(terms, whole, text);
    } else {
        term_add_runs(terms, run, text, length < TERM_RUN_MAX ? length : TERM_RUN_MAX);
    }
}

static const char *terms_of(const search_persons *question, const folded_question *names, const char *kana,
                            const char *given_kana, search_plan *plan, ju_arena *arena)
{
    term_list terms;
    size_t bytes = strlen(kana) + strlen(given_kana) + strlen(names->name) + strlen(names->given_name);
    if (!term_list_init(&terms, bytes, arena)) {
        return NULL;
    }
    add_text(&terms, question, TERM_KANA, TERM_KANA_RUN, kana);
    add_text(&terms, question, TERM_NAME, TERM_NAME_RUN, names->name);
    term_add(&terms, TERM_GIVEN_KANA, given_kana);
    term_add(&terms, TERM_GIVEN_NAME, names->given_name);
    term_add(&terms, TERM_TOWN, question->town_code);
    term_add(&terms, TERM_HOUSEHOLD, question->household_number);
    if (strcmp(plan->birth_from, plan->birth_to) == 0) {
        term_add(&terms, TERM_BIRTH, plan->birth_from);
    }
    plan->narrow = plan->narrow && terms.narrow;
    return terms.text;
}

/* Every form of the name with every form of the given name. */
static bool fill_terms(const search_persons *question, const folded_question *names, ju_arena *arena,
                       search_plan *plan, refusal *why)
{
    plan->narrow = true;
    for (size_t k = 0; k < names->kana.count; k++) {
        for (size_t g = 0; g < names->given_kana.count; g++) {
            const char *terms =
                terms_of(question, names, names->kana.text[k], names->given_kana.text[g], plan, arena);
            if (terms == NULL) {
                return false;
            }
            plan->terms[plan->terms_count++] = terms;
        }
    }
    return plan->narrow || given(plan->birth_from) ? true : refuse(why, "search_too_broad", "");
}

static bool fill_parts(const search_persons *question, const folded_question *names, ju_arena *arena,
                       search_plan *plan)
{
    size_t count = question->exact ? 1 : names->kana.count;
    plan->kana = ju_arena_alloc(arena, count * sizeof *plan->kana);
    for (size_t i = 0; plan->kana != NULL && i < count; i++) {
        plan->kana[i] = question->exact ? "" : names->kana.text[i];
    }
    plan->kana_count = count;
    plan->name = question->exact ? "" : names->name;
    return plan->kana != NULL;
}

bool search_plan_of(const search_persons *question, const variant_table *variants, ju_arena *arena,
                    search_plan *ret, refusal *why)
{
    folded_question names = {0};
    *ret = (search_plan){
        .terms = ju_arena_alloc(arena, (size_t)ALTERNATIVES_MAX * ALTERNATIVES_MAX * sizeof(char *)),
    };
    if (ret->terms == NULL || !read_birth(question, ret, why) ||
        !fold_question(question, variants, arena, &names, why)) {
        return false;
    }
    if (names.kana.count == 0) {
        (void)add_form(&names.kana, "");
    }
    if (names.given_kana.count == 0) {
        (void)add_form(&names.given_kana, "");
    }
    return fill_parts(question, &names, arena, ret) && fill_terms(question, &names, arena, ret, why);
}

/* ---- who is found -------------------------------------------------------------------------------------- */

static bool has_term(const char *terms, const char *term, size_t length)
{
    for (const char *at = terms; *at != '\0';) {
        size_t size = strcspn(at, " ");
        if (size == length && strncmp(at, term, length) == 0) {
            return true;
        }
        at += size + (at[size] == ' ');
    }
    return false;
}

static bool has_all(const char *terms, const char *wanted)
{
    bool all = true;
    while (all && given(wanted)) {
        size_t size = strcspn(wanted, " ");
        all = has_term(terms, wanted, size);
        wanted += size + (wanted[size] == ' ');
    }
    return all;
}

bool search_finds(const search_plan *plan, const search_row *row)
{
    bool terms = false;
    bool part = false;
    for (size_t i = 0; !terms && i < plan->terms_count; i++) {
        terms = has_all(row->terms, plan->terms[i]);
    }
    for (size_t i = 0; !part && i < plan->kana_count; i++) {
        part = strstr(row->kana, plan->kana[i]) != NULL || strstr(row->kana_sound, plan->kana[i]) != NULL;
    }
    return terms && part && strstr(row->name, plan->name) != NULL &&
           strcmp(row->birth_date, plan->birth_from) >= 0 && strcmp(row->birth_date, plan->birth_to) <= 0;
}
