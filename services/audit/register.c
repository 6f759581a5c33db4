#include "services/audit/register.h"

#include "services/audit/register_rule.h"

#include "common/base/parse.h"
#include "common/base/word.h"
#include "common/code/code.h"
#include "common/staff/policy.h"
#include "common/text/date.h"
#include "common/text/text.h"

#include <string.h>

enum {
    TEXT_MAX = 2000,
    NAME_MAX_BYTES = 128,
    NUMBER_DIGITS_MIN = 11,
    COUNT_MAX = 1000000000,
    YEARS_MAX = 100
};

static const ju_word TEXTS[] = {
    {"register_unknown", "この台帳はありません。"},
    {"item_unknown", "この項目はこの台帳にありません。"},
    {"item_twice", "同じ項目が二度指定されています。"},
    {"item_missing", "必要な項目がありません。"},
    {"value_invalid", "項目の値が正しくありません。"},
    {"number_in_text", "番号は入力しないでください。"},
    {"day_invalid", "日付が正しくありません。"},
    {"state_unknown", "この状態は指定できません。"},
    {"case_unknown", "この番号の記載はありません。"},
    {"case_known", "この番号は既に使われています。"},
    {"case_closed", "既に完結しています。"},
    {"case_open", "完了の申出がありません。"},
    {"case_changed", "確認した後に記載が変わっています。"},
    {"same_person", "同じ者が続けて行うことはできません。別の者が行ってください。"},
    {"own_right", "自分の権限を承認し、又は設定することはできません。"},
    {"item_fixed", "この項目は変更できません。新たに申請してください。"},
    {"place_unregistered", "この保管先と受領者は登録されていないか、期間外又は失効しています。"},
    {"period_invalid", "終了日が開始日より前です。"},
};

static const register_refusal NONE = {0};

static const item_rule *item_of(const register_rule *of, const char *name)
{
    for (size_t i = 0; i < ITEMS_MAX && of->item[i].name != NULL; i++) {
        if (strcmp(of->item[i].name, name) == 0) {
            return &of->item[i];
        }
    }
    return NULL;
}

bool register_exists(const char *name)
{
    return register_rule_of(name) != NULL;
}

const char *register_text(const char *code)
{
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, "処理できません。");
}

const char *register_person_item(const char *name)
{
    const register_rule *rule = register_rule_of(name);
    for (size_t i = 0; rule != NULL && i < ITEMS_MAX && rule->item[i].name != NULL; i++) {
        if (rule->item[i].type == PERSON) {
            return rule->item[i].name;
        }
    }
    return NULL;
}

/* ---- values ------------------------------------------------------------------------------------------- */

/* A run of digits, half or full width, as long as the number of a person. */
static bool holds_number(const char *text)
{
    size_t run = 0;
    while (*text != '\0') {
        bool wide = strncmp(text, "\xef\xbc", 2) == 0 && (unsigned char)text[2] >= 0x90 &&
                    (unsigned char)text[2] <= 0x99;
        bool digit = wide || (*text >= '0' && *text <= '9');
        run = digit ? run + 1 : 0;
        if (run == NUMBER_DIGITS_MIN) {
            return true;
        }
        text += wide ? strlen("０") : 1;
    }
    return false;
}

static bool is_day(const char *value, const char *latest)
{
    ju_date day;
    return ju_date_parse(value, &day) && (latest == NULL || strcmp(value, latest) <= 0);
}

static bool is_one_of(const char *words, const char *value)
{
    const char *at = strchr(value, ' ') == NULL ? strstr(words, value) : NULL;
    return at != NULL && at > words && at[-1] == ' ' && at[strlen(value)] == ' ';
}

static const char *fault_of_text(const char *value)
{
    if (ju_text_length(value) > TEXT_MAX) {
        return "value_invalid";
    }
    return holds_number(value) ? "number_in_text" : NULL;
}

/* A digest or an id: hexadecimal digits, which may look like a number and are none. */
static bool is_reference(const char *value)
{
    size_t length = strlen(value);
    return length >= 32 && length <= 64 && strspn(value, "0123456789abcdef-") == length &&
           strpbrk(value, "abcdef-") != NULL;
}

static bool is_name(const char *value, size_t size)
{
    return size > 0 && size <= NAME_MAX_BYTES && memchr(value, '\n', size) == NULL;
}

/* Names with one blank between. */
static bool are_names(const char *value)
{
    if (strlen(value) > TEXT_MAX) {
        return false;
    }
    for (;;) {
        size_t size = strcspn(value, " ");
        if (!is_name(value, size)) {
            return false;
        }
        if (value[size] == '\0') {
            return true;
        }
        value += size + 1;
    }
}

static const char *fault_of(const item_rule *rule, const char *value, const char *today)
{
    int64_t count = 0;
    bool good = true;
    switch (rule->type) {
    case TEXT:
        return fault_of_text(value);
    case NAME:
        good = is_name(value, strlen(value)) && strchr(value, ' ') == NULL;
        break;
    case NAMES:
        good = are_names(value);
        break;
    case ROLES:
        good = ju_staff_roles_valid(value);
        break;
    case DAY:
        good = is_day(value, NULL);
        break;
    case PAST_DAY:
        good = is_day(value, today);
        break;
    case COUNT:
        good = ju_parse_int64(value, 0, COUNT_MAX, &count);
        break;
    case YES_NO:
        good = is_one_of(" yes no ", value);
        break;
    case WORD:
        good = is_one_of(rule->words, value);
        break;
    case PERSON:
        good = ju_code_valid(JU_CODE_ADDRESSEE, value);
        break;
    case REFERENCE:
        good = is_reference(value);
        break;
    }
    return good ? NULL : "value_invalid";
}

static register_refusal check_items(const register_rule *rule, Juki__Audit__V1__CaseItem *const *item,
                                    size_t items, const char *today)
{
    for (size_t i = 0; i < items; i++) {
        const item_rule *of = item_of(rule, item[i]->name);
        if (of == NULL) {
            return (register_refusal){"item_unknown", item[i]->name};
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(item[j]->name, item[i]->name) == 0) {
                return (register_refusal){"item_twice", of->name};
            }
        }
        const char *fault = *item[i]->value == '\0' ? NULL : fault_of(of, item[i]->value, today);
        if (fault != NULL) {
            return (register_refusal){fault, of->name};
        }
    }
    return NONE;
}

/* ---- a case ------------------------------------------------------------------------------------------- */

const char *register_value(const register_case *of, const char *item)
{
    for (size_t i = 0; i < of->items; i++) {
        if (strcmp(of->item[i]->name, item) == 0) {
            return of->item[i]->value;
        }
    }
    return "";
}

static void put_one(register_case *at, Juki__Audit__V1__CaseItem *item)
{
    size_t i = 0;
    while (i < at->items && strcmp(at->item[i]->name, item->name) != 0) {
        i++;
    }
    if (*item->value != '\0') {
        at->item[i] = item;
        at->items += i == at->items;
    } else if (i < at->items) {
        at->items--;
        memmove((void *)&at->item[i], (void *)&at->item[i + 1], (at->items - i) * sizeof(void *));
    }
}

bool register_put(register_case *at, Juki__Audit__V1__CaseItem *const *item, size_t items, ju_arena *arena)
{
    Juki__Audit__V1__CaseItem **both = ju_arena_alloc(arena, (at->items + items + 1) * sizeof(void *));
    if (both == NULL) {
        return false;
    }
    if (at->items > 0) {
        memcpy((void *)both, (void *)at->item, at->items * sizeof(void *));
    }
    at->item = both;
    for (size_t i = 0; i < items; i++) {
        put_one(at, item[i]);
    }
    return true;
}

bool register_fold(const Juki__Audit__V1__RegisterCase *record, register_case *ret, ju_arena *arena)
{
    *ret = (register_case){
        .found = true, .name = record->register_, .state = "open", .opened_by = "", .completed_by = ""};
    for (size_t i = 0; i < record->n_history; i++) {
        const Juki__Audit__V1__CaseStep *step = record->history[i];
        bool completed = strcmp(step->act, "completed") == 0;
        ret->step = step->number;
        ret->opened_by = i == 0 ? step->entered_by : ret->opened_by;
        ret->state = completed ? "complete" : strcmp(step->act, "closed") == 0 ? "closed" : "open";
        ret->completed_by = completed ? step->entered_by : "";
        if (!register_put(ret, step->item, step->n_item, arena)) {
            return false;
        }
    }
    return true;
}

const char *register_day(const register_case *of)
{
    const register_rule *rule = register_rule_of(of->name);
    return rule == NULL ? "" : register_value(of, rule->day);
}

void register_due(const register_case *of, char ret[REGISTER_DAY_SIZE])
{
    const register_rule *rule = register_rule_of(of->name);
    const char *given = register_value(of, "due_on");
    ju_date day;
    ret[0] = '\0';
    if (*given != '\0' && ju_date_parse(given, &day)) {
        ju_date_format(day, ret);
    } else if (rule != NULL && rule->due_days > 0 && ju_date_parse(register_day(of), &day)) {
        ju_date_format(ju_date_add_days(day, rule->due_days), ret);
    }
}

bool register_overdue(const register_case *of, const char *today)
{
    char due[REGISTER_DAY_SIZE];
    register_due(of, due);
    return due[0] != '\0' && strcmp(of->state, "closed") != 0 && strcmp(today, due) > 0;
}

void register_years_before(const char *day, int years, char ret[REGISTER_DAY_SIZE])
{
    ju_date first;
    ret[0] = '\0';
    if (ju_date_parse(day, &first)) {
        first.year -= years;
        first.day -= ju_date_exists(first) ? 0 : 1; /* 29 February */
        ju_date_format(first, ret);
    }
}

static register_refusal check_there(const register_rule *rule, const register_case *of, unsigned when)
{
    bool serious = strcmp(register_value(of, "serious"), "yes") == 0;
    bool contractor = strcmp(register_value(of, "class"), JU_STAFF_CONTRACTOR) == 0;
    unsigned beside = (serious ? 0U : IF_SERIOUS) | (contractor ? 0U : IF_CONTRACTOR);
    for (size_t i = 0; i < ITEMS_MAX && rule->item[i].name != NULL; i++) {
        const item_rule *item = &rule->item[i];
        if ((item->flags & when) != 0 && (item->flags & beside) == 0 &&
            *register_value(of, item->name) == '\0') {
            return (register_refusal){"item_missing", item->name};
        }
    }
    return NONE;
}

/* ---- commands ----------------------------------------------------------------------------------------- */

register_refusal register_check_opening(const Juki__Audit__V1__OpenCase *wish, bool known, const char *today)
{
    const register_rule *rule = register_rule_of(wish->register_);
    if (rule == NULL) {
        return (register_refusal){"register_unknown", "register"};
    }
    if (known) {
        return (register_refusal){"case_known", "request_id"};
    }
    register_refusal why = check_items(rule, wish->item, wish->n_item, today);
    const register_case opened = {.name = wish->register_, .item = wish->item, .items = wish->n_item};
    why = why.code != NULL ? why : check_there(rule, &opened, OPENING);
    return why.code != NULL || *register_value(&opened, "until") == '\0' ||
                   strcmp(register_value(&opened, "begins_on"), register_value(&opened, "until")) <= 0
               ? why
               : (register_refusal){"period_invalid", "until"};
}

static register_refusal check_fixed(const register_rule *rule, const Juki__Audit__V1__AmendCase *wish)
{
    for (size_t i = 0; i < wish->n_item; i++) {
        const item_rule *item = item_of(rule, wish->item[i]->name);
        if (item != NULL && (item->flags & FIXED) != 0) {
            return (register_refusal){"item_fixed", item->name};
        }
    }
    return NONE;
}

/* Nobody approves what he requested, and nobody approves or sets his own right. */
static register_refusal check_grantor(const register_case *of, const Juki__Common__V1__Operator *who,
                                      bool approves)
{
    const register_rule *rule = register_rule_of(of->name);
    if (rule == NULL || !rule->approved) {
        return NONE;
    }
    if (strcmp(register_value(of, "staff"), who->operator_id) == 0) {
        return (register_refusal){"own_right", "operator"};
    }
    return approves && strcmp(of->opened_by, who->operator_id) == 0
               ? (register_refusal){"same_person", "operator"}
               : NONE;
}

register_refusal register_check_amendment(const Juki__Audit__V1__AmendCase *wish, const register_case *before,
                                          const register_case *now, const char *today)
{
    const register_rule *rule = before->found ? register_rule_of(before->name) : NULL;
    if (rule == NULL) {
        return (register_refusal){"case_unknown", "case_id"};
    }
    if (strcmp(before->state, "closed") == 0) {
        return (register_refusal){"case_closed", "case_id"};
    }
    register_refusal why = check_items(rule, wish->item, wish->n_item, today);
    why = why.code != NULL ? why : check_fixed(rule, wish);
    why = why.code != NULL ? why : check_grantor(before, wish->operator_, wish->complete);
    if (why.code != NULL) {
        return why;
    }
    if (wish->n_item == 0 && !wish->complete) {
        return (register_refusal){"item_missing", "item"};
    }
    return check_there(rule, now, wish->complete ? OPENING | COMPLETE : OPENING);
}

register_refusal register_check_decision(const Juki__Audit__V1__DecideCase *wish, const register_case *before)
{
    if (!before->found) {
        return (register_refusal){"case_unknown", "case_id"};
    }
    if (strcmp(before->state, "closed") == 0) {
        return (register_refusal){"case_closed", "case_id"};
    }
    if (strcmp(before->state, "complete") != 0) {
        return (register_refusal){"case_open", "case_id"};
    }
    if (wish->step != before->step) {
        return (register_refusal){"case_changed", "step"};
    }
    return strcmp(wish->operator_->operator_id, before->completed_by) == 0
               ? (register_refusal){"same_person", "operator"}
               : check_grantor(before, wish->operator_, false);
}

register_refusal register_check_show(const Juki__Audit__V1__ShowCase *wish, const register_case *of)
{
    if (*wish->purpose == '\0') {
        return (register_refusal){"item_missing", "purpose"};
    }
    if (wish->from_step < 0) {
        return (register_refusal){"value_invalid", "from_step"};
    }
    return of->found ? NONE : (register_refusal){"case_unknown", "case_id"};
}

register_refusal register_check_query(const Juki__Audit__V1__QueryCases *wish)
{
    if (*wish->purpose == '\0') {
        return (register_refusal){"item_missing", "purpose"};
    }
    if (!register_exists(wish->register_)) {
        return (register_refusal){"register_unknown", "register"};
    }
    if (*wish->from != '\0' && !is_day(wish->from, NULL)) {
        return (register_refusal){"day_invalid", "from"};
    }
    if (*wish->until != '\0' && !is_day(wish->until, NULL)) {
        return (register_refusal){"day_invalid", "until"};
    }
    if (wish->years < 0 || wish->years > YEARS_MAX || (wish->years > 0 && *wish->from != '\0')) {
        return (register_refusal){"day_invalid", "years"};
    }
    return *wish->state == '\0' || is_one_of(" open complete closed overdue ", wish->state)
               ? NONE
               : (register_refusal){"state_unknown", "state"};
}
