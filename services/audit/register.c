#include "services/audit/register.h"

#include "common/base/parse.h"
#include "common/base/word.h"
#include "common/code/code.h"
#include "common/text/date.h"
#include "common/text/text.h"

#include <string.h>

enum { TEXT_MAX = 2000, NUMBER_DIGITS_MIN = 11, COUNT_MAX = 1000000000, YEARS_MAX = 100 };

typedef enum item_type { TEXT, DAY, PAST_DAY, COUNT, YES_NO, WORD, PERSON, REFERENCE } item_type;

enum item_flags {
    OPENING = 1,    /* must be there when the case is opened */
    COMPLETE = 2,   /* and when it is complete */
    IF_SERIOUS = 4, /* but only of a serious one */
};

typedef struct item_rule {
    const char *name;
    item_type type;
    unsigned flags;
    const char *words; /* of WORD, with blanks around each */
} item_rule;

enum { ITEMS_MAX = 15 };

typedef struct register_rule {
    const char *name;
    const char *day; /* the item whose day counts for it */
    int due_days;    /* from that day; 0: by its item due_on, if any */
    item_rule item[ITEMS_MAX];
} register_rule;

static const register_rule REGISTERS[] = {
    /* 事故 (seed 002 R-89; seed 004_001 K79, M6, O16; seed 003 REQ-81: to whom a leak was reported) */
    {"incident",
     "occurred_on",
     0,
     {{"occurred_on", PAST_DAY, OPENING, NULL},
      {"found_on", PAST_DAY, OPENING, NULL},
      {"serious", YES_NO, OPENING, NULL},
      {"affected", TEXT, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"items", TEXT, 0, NULL},
      {"persons", COUNT, 0, NULL},
      {"persons_with_number", COUNT, 0, NULL},
      {"measure", TEXT, 0, NULL},
      {"cause", TEXT, COMPLETE, NULL},
      {"prevention", TEXT, COMPLETE, NULL},
      {"evidence", TEXT, COMPLETE, NULL},
      {"reported_to", TEXT, COMPLETE | IF_SERIOUS, NULL},
      {"reported_on", PAST_DAY, COMPLETE | IF_SERIOUS, NULL}}},
    /* 開示・訂正・利用停止請求 (K77, REQ-80), within thirty days (個人情報保護法83条, 94条, 102条) */
    {"request",
     "received_on",
     30,
     {{"kind", WORD, OPENING, " disclosure correction suspension "},
      {"received_on", PAST_DAY, OPENING, NULL},
      {"person", PERSON, OPENING, NULL},
      {"identity_check", TEXT, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"due_on", DAY, 0, NULL},
      {"extension_reason", TEXT, 0, NULL},
      {"decision", WORD, COMPLETE, " granted partly refused withdrawn "},
      {"decided_on", PAST_DAY, COMPLETE, NULL},
      {"reason", TEXT, COMPLETE, NULL},
      {"answered_on", PAST_DAY, COMPLETE, NULL}}},
    /* 問合せ (受付票: K78, REQ-81); a serious one has its day */
    {"inquiry",
     "received_on",
     0,
     {{"received_on", PAST_DAY, OPENING, NULL},
      {"serious", YES_NO, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"due_on", DAY, OPENING | IF_SERIOUS, NULL},
      {"course", TEXT, COMPLETE, NULL},
      {"answered_on", PAST_DAY, COMPLETE, NULL}}},
    /* 消去証明 (K28, K69, REQ-39): of what kind and how much, never of what */
    {"erasure",
     "erased_on",
     0,
     {{"erased_on", PAST_DAY, OPENING, NULL},
      {"kind", TEXT, OPENING, NULL},
      {"place", TEXT, OPENING, NULL},
      {"basis", TEXT, OPENING, NULL},
      {"records", COUNT, OPENING, NULL},
      {"method", TEXT, OPENING, NULL},
      {"copies", TEXT, COMPLETE, NULL},
      {"evidence", TEXT, COMPLETE, NULL}}},
    /* 封緘鍵の破棄: what 'jukictl key destroy' needs before it (seed 004_001 O10); closing it is the second
     * person's approval of just this key */
    {"key",
     "asked_on",
     0,
     {{"asked_on", PAST_DAY, OPENING, NULL},
      {"key", TEXT, OPENING, NULL},
      {"fingerprint", TEXT, OPENING, NULL},
      {"records", COUNT, OPENING, NULL},
      {"basis", TEXT, OPENING, NULL}}},
    /* 従事者名簿 of contractors (O13) */
    {"contractor",
     "begins_on",
     0,
     {{"organisation", TEXT, OPENING, NULL},
      {"name", TEXT, OPENING, NULL},
      {"work", TEXT, OPENING, NULL},
      {"begins_on", DAY, OPENING, NULL},
      {"subcontracted_by", TEXT, 0, NULL},
      {"consent", TEXT, 0, NULL},
      {"pledged_on", PAST_DAY, OPENING, NULL},
      {"ended_on", PAST_DAY, COMPLETE, NULL},
      {"returned", TEXT, COMPLETE, NULL}}},
    /* 持出し of a backup: what somebody wishes, and another closes (REQ-68; O14) */
    {"takeout",
     "asked_on",
     0,
     {{"asked_on", PAST_DAY, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"receiver", REFERENCE, OPENING, NULL},
      {"until", DAY, OPENING, NULL},
      {"reason", TEXT, OPENING, NULL}}},
    /* バックアップ that were made, each upon a take-out (deploy/backup) */
    {"backup",
     "taken_on",
     0,
     {{"taken_on", PAST_DAY, OPENING, NULL},
      {"takeout", REFERENCE, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"receiver", REFERENCE, OPENING, NULL},
      {"manifest", REFERENCE, OPENING, NULL},
      {"place", TEXT, COMPLETE, NULL},
      {"evidence", TEXT, COMPLETE, NULL}}},
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
    {"same_person", "完了を申し出た者は完結させられません。"},
};

static const register_refusal NONE = {0};

static const register_rule *rule_of(const char *name)
{
    for (size_t i = 0; i < sizeof REGISTERS / sizeof REGISTERS[0]; i++) {
        if (strcmp(REGISTERS[i].name, name) == 0) {
            return &REGISTERS[i];
        }
    }
    return NULL;
}

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
    return rule_of(name) != NULL;
}

const char *register_text(const char *code)
{
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, "処理できません。");
}

const char *register_person_item(const char *name)
{
    const register_rule *rule = rule_of(name);
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

static const char *fault_of(const item_rule *rule, const char *value, const char *today)
{
    int64_t count = 0;
    bool good = true;
    switch (rule->type) {
    case TEXT:
        return fault_of_text(value);
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
    *ret = (register_case){.found = true, .name = record->register_, .state = "open", .completed_by = ""};
    for (size_t i = 0; i < record->n_history; i++) {
        const Juki__Audit__V1__CaseStep *step = record->history[i];
        bool completed = strcmp(step->act, "completed") == 0;
        ret->step = step->number;
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
    const register_rule *rule = rule_of(of->name);
    return rule == NULL ? "" : register_value(of, rule->day);
}

void register_due(const register_case *of, char ret[REGISTER_DAY_SIZE])
{
    const register_rule *rule = rule_of(of->name);
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
    for (size_t i = 0; i < ITEMS_MAX && rule->item[i].name != NULL; i++) {
        const item_rule *item = &rule->item[i];
        bool needed = (item->flags & when) != 0 && (serious || (item->flags & IF_SERIOUS) == 0);
        if (needed && *register_value(of, item->name) == '\0') {
            return (register_refusal){"item_missing", item->name};
        }
    }
    return NONE;
}

/* ---- commands ----------------------------------------------------------------------------------------- */

register_refusal register_check_opening(const Juki__Audit__V1__OpenCase *wish, bool known, const char *today)
{
    const register_rule *rule = rule_of(wish->register_);
    if (rule == NULL) {
        return (register_refusal){"register_unknown", "register"};
    }
    if (known) {
        return (register_refusal){"case_known", "request_id"};
    }
    register_refusal why = check_items(rule, wish->item, wish->n_item, today);
    const register_case opened = {.name = wish->register_, .item = wish->item, .items = wish->n_item};
    return why.code != NULL ? why : check_there(rule, &opened, OPENING);
}

register_refusal register_check_amendment(const Juki__Audit__V1__AmendCase *wish, const register_case *before,
                                          const register_case *now, const char *today)
{
    const register_rule *rule = before->found ? rule_of(before->name) : NULL;
    if (rule == NULL) {
        return (register_refusal){"case_unknown", "case_id"};
    }
    if (strcmp(before->state, "closed") == 0) {
        return (register_refusal){"case_closed", "case_id"};
    }
    register_refusal why = check_items(rule, wish->item, wish->n_item, today);
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
               : NONE;
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
