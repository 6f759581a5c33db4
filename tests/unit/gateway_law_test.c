/* 照会許可照合リスト (seed 002 R-52, seed 004_001 K40 to K43): the rule over the loaded table, and what files
 * are refused. */
#include "services/gateway/law.h"
#include "services/gateway/law_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER   "services/gateway/law/"
#define TABLE    "番号法第19条第8号に基づく主務省令 第2条の表"
#define OLD      "番号法 別表第二"
#define RESIDENT "住民票関係情報"
#define TAX      "地方税関係情報"
#define MAYOR    "市町村長"
#define TODAY    "2026-04-10"

enum { ARENA_BYTES = 16 << 20, WORDS_MAX = 80, LINES_MAX = 200 };

static ju_arena arena;

static int set_up(void **state)
{
    (void)state;
    ju_arena_init(&arena, ARENA_BYTES);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ju_arena_done(&arena);
    return 0;
}

/* ---- the files of the project as the store gives them ------------------------------------------------ */

static law_file read_file(const char *name)
{
    static char content[64 * 1024];
    char path[256];
    ju_err err;
    law_file ret;
    ju_sheet_fault why;
    (void)snprintf(path, sizeof path, FOLDER "%s.csv", name);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    size_t size = fread(content, 1, sizeof content, in);
    (void)fclose(in);
    assert_true(size < sizeof content);
    assert_int_equal(law_file_read(&arena, content, size, &ret, &why, &err), JU_OK);
    assert_null(why.code);
    return ret;
}

/* A list of a cell with the mark around each. */
static const char *marked(const char *cell)
{
    char *text =
        *cell == '\0' ? ju_arena_strdup(&arena, "") : ju_arena_printf(&arena, LAW_MARK "%s" LAW_MARK, cell);
    for (char *at = text; *at != '\0'; at++) {
        *at = *at == ';' ? *LAW_MARK : *at;
    }
    return text;
}

static law_row row_of(const law_file *file, const ju_sheet_line *line, const char *effective_from)
{
    return (law_row){
        .version = file->version,
        .effective_from = effective_from,
        .there = true,
        .inquirer_kinds = marked(line->cell[LAW_INQUIRER_KINDS]),
        .affair_code = line->cell[LAW_AFFAIR_CODE],
        .provider_kinds = marked(line->cell[LAW_PROVIDER_KINDS]),
        .information = marked(line->cell[LAW_INFORMATION]),
        .valid_from = line->cell[LAW_VALID_FROM],
        .valid_to = line->cell[LAW_VALID_TO],
    };
}

/* The lines of a version about an item, or the one row that there is none. */
static size_t rows_of(const law_file *file, const char *item, const char *effective_from, law_row *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < file->sheet.count; i++) {
        if (strcmp(file->sheet.line[i].cell[LAW_ITEM], item) == 0) {
            ret[count++] = row_of(file, &file->sheet.line[i], effective_from);
        }
    }
    if (count == 0) {
        ret[count++] = (law_row){.version = file->version, .effective_from = effective_from};
    }
    return count;
}

static law_answer ask_file(const law_file *file, const char *effective_from, const law_question *question)
{
    law_row row[LINES_MAX];
    size_t count = rows_of(file, question->item, effective_from, row);
    return law_decide(question, row, count);
}

static void assert_code(law_answer answer, const char *code)
{
    if (code == NULL) {
        assert_null(answer.code);
    } else {
        assert_non_null(answer.code);
        assert_string_equal(answer.code, code);
    }
}

/* ---- all items --------------------------------------------------------------------------------------- */

typedef struct words {
    const char *word[WORDS_MAX];
    size_t count;
} words;

static void add_words(words *to, const char *cell)
{
    char *rest = ju_arena_strdup(&arena, cell);
    for (char *word; (word = strsep(&rest, ";")) != NULL;) {
        bool known = false;
        for (size_t i = 0; i < to->count; i++) {
            known = known || strcmp(to->word[i], word) == 0;
        }
        if (!known) {
            assert_true(to->count < WORDS_MAX);
            to->word[to->count++] = word;
        }
    }
}

static words words_of(const law_file *file, enum law_column column)
{
    words ret = {0};
    for (size_t i = 0; i < file->sheet.count; i++) {
        add_words(&ret, file->sheet.line[i].cell[column]);
    }
    return ret;
}

static bool cell_has(const char *cell, const char *word)
{
    words of = {0};
    add_words(&of, cell);
    for (size_t i = 0; i < of.count; i++) {
        if (strcmp(of.word[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* Each item with every kind of inquirer and of provider, every affair and every information of the table:
 * only what stands on its line is allowed, and the first that does not tells why. */
static void only_what_stands_on_a_line_is_allowed(void **state)
{
    (void)state;
    law_file file = read_file("ordinance-2.sapporo");
    words kinds = words_of(&file, LAW_INQUIRER_KINDS);
    words information = words_of(&file, LAW_INFORMATION);
    assert_int_equal(file.sheet.count, 60);
    int allowed = 0;
    for (size_t i = 0; i < file.sheet.count; i++) {
        const char *const *cell = file.sheet.line[i].cell;
        const char *other = file.sheet.line[(i + 1) % file.sheet.count].cell[LAW_AFFAIR_CODE];
        for (size_t k = 0; k < kinds.count; k++) {
            for (size_t n = 0; n < information.count; n++) {
                law_question question = {TABLE, cell[LAW_ITEM],      kinds.word[k], cell[LAW_AFFAIR_CODE],
                                         MAYOR, information.word[n], TODAY};
                bool inquirer = cell_has(cell[LAW_INQUIRER_KINDS], kinds.word[k]);
                bool told = cell_has(cell[LAW_INFORMATION], information.word[n]);
                law_answer answer = ask_file(&file, "2024-05-27", &question);
                assert_code(answer, !inquirer ? "inquirer_wrong" : told ? NULL : "information_wrong");
                assert_string_equal(answer.version, file.version);
                allowed += answer.code == NULL;
                question.affair_code = other;
                assert_code(ask_file(&file, "2024-05-27", &question),
                            inquirer ? "affair_wrong" : "inquirer_wrong");
                question.affair_code = cell[LAW_AFFAIR_CODE];
                question.provider_kind = "都道府県知事";
                assert_code(ask_file(&file, "2024-05-27", &question),
                            inquirer ? "provider_wrong" : "inquirer_wrong");
            }
        }
    }
    assert_true(allowed > 60);
}

/* An inquirer is a whole word of the list: neither a part of one, nor two, nor nothing. */
static void a_kind_is_a_whole_word(void **state)
{
    (void)state;
    law_file file = read_file("ordinance-2.sapporo");
    law_question question = {TABLE, "20", MAYOR, "20.1", MAYOR, RESIDENT, TODAY};
    assert_code(ask_file(&file, "2024-05-27", &question), NULL);
    static const char *const wrong[] = {
        "", "市町村", "市町村長等", "町村長", "都道府県", "都道府県知事" LAW_MARK "市町村長", LAW_MARK};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        question.inquirer_kind = wrong[i];
        assert_code(ask_file(&file, "2024-05-27", &question), "inquirer_wrong");
    }
    question.inquirer_kind = "都道府県知事";
    question.information = "";
    assert_code(ask_file(&file, "2024-05-27", &question), "information_wrong");
}

/* The cases that the seeds name (issue's golden cases). */
static void golden_cases(void **state)
{
    (void)state;
    law_file file = read_file("ordinance-2.sapporo");
    static const struct {
        law_question question;
        const char *code;
    } cases[] = {
        {{TABLE, "155", MAYOR, "155.1", MAYOR, RESIDENT, TODAY}, NULL}, /* another city's child-care office */
        {{TABLE, "17", MAYOR, "17.1", MAYOR, RESIDENT, TODAY}, "item_unknown"},
        {{TABLE, "48", MAYOR, "48.1", MAYOR, RESIDENT, TODAY}, NULL}, /* another city's tax office */
        {{TABLE, "48", "都道府県知事", "48.1", MAYOR, RESIDENT, TODAY}, "inquirer_wrong"},
        {{TABLE, "48", MAYOR, "48.1", MAYOR, "介護保険給付等関係情報", TODAY}, "information_wrong"},
        {{TABLE, "4", MAYOR, "4.1", MAYOR, RESIDENT, TODAY}, "item_unknown"},
        {{TABLE, "6", MAYOR, "6.1", MAYOR, RESIDENT, TODAY}, "item_unknown"},
        {{TABLE, "16", MAYOR, "16.1", MAYOR, RESIDENT, TODAY}, "item_unknown"},
        {{TABLE, "1", "厚生労働大臣", "1.1", MAYOR, TAX, TODAY}, "information_wrong"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        law_answer answer = ask_file(&file, "2024-05-27", &cases[i].question);
        assert_code(answer, cases[i].code);
        assert_string_equal(answer.version, "ordinance-2.sapporo");
        assert_true(answer.code == NULL || *law_reason_text(answer.code) != '\0');
    }
}

/* ---- versions ---------------------------------------------------------------------------------------- */

/* An item of the old table only: refused today, allowed in its time, under the version of that time. */
static void an_item_of_the_old_table(void **state)
{
    (void)state;
    law_file old = read_file("annex-2.okayama");
    law_question question = {OLD,      "85の2", "特定優良賃貸住宅を建設・管理する市町村長", "85の2.1", MAYOR,
                             RESIDENT, TODAY};
    assert_code(ask_file(&old, "2017-11-13", &question), "item_not_in_force");
    question.day = "2024-05-27";
    assert_code(ask_file(&old, "2017-11-13", &question), "item_not_in_force");
    question.day = "2024-05-26";
    law_answer answer = ask_file(&old, "2017-11-13", &question);
    assert_code(answer, NULL);
    assert_string_equal(answer.version, "annex-2.okayama");
    question.day = "2017-11-12"; /* before there was a version */
    answer = ask_file(&old, "2017-11-13", &question);
    assert_code(answer, "item_not_in_force");
    assert_string_equal(answer.version, "");
    question.day = "2024-05-26"; /* who might ask under 62 is not in the list that was published */
    question.item = "62";
    assert_code(ask_file(&old, "2017-11-13", &question), "parties_unlisted");
    question.law_table = TABLE; /* the new table does not have the item, whatever the old one says */
    question.item = "85の2";
    law_file new = read_file("ordinance-2.sapporo");
    assert_code(ask_file(&new, "2024-05-27", &question), "item_unknown");
}

/* Of several versions the one of the latest effective day counts, and it alone. */
static void the_latest_version_counts(void **state)
{
    (void)state;
    law_row row[] = {
        {.version = "b", .effective_from = "2025-04-01"},
        {.version = "a",
         .effective_from = "2024-05-27",
         .there = true,
         .inquirer_kinds = LAW_MARK MAYOR LAW_MARK,
         .affair_code = "7.1",
         .provider_kinds = LAW_MARK MAYOR LAW_MARK,
         .information = LAW_MARK RESIDENT LAW_MARK,
         .valid_from = "",
         .valid_to = ""},
    };
    law_question question = {TABLE, "7", MAYOR, "7.1", MAYOR, RESIDENT, "2025-03-31"};
    law_answer answer = law_decide(&question, row, 2);
    assert_code(answer, NULL);
    assert_string_equal(answer.version, "a");
    question.day = "2025-04-01";
    answer = law_decide(&question, row, 2);
    assert_code(answer, "item_not_in_force");
    assert_string_equal(answer.version, "b");
    assert_code(law_decide(&question, row, 1), "item_unknown");
    assert_code(law_decide(&question, NULL, 0), "item_unknown");
    row[1].valid_from = "2024-06-01";
    question.day = "2024-05-31";
    assert_code(law_decide(&question, row, 2), "item_not_in_force");
}

/* What one line allows does not mix with another of the same item. */
static void lines_do_not_mix(void **state)
{
    (void)state;
    law_row row[2];
    for (int i = 0; i < 2; i++) {
        row[i] = (law_row){.version = "a",
                           .effective_from = "2024-05-27",
                           .there = true,
                           .inquirer_kinds = i == 0 ? LAW_MARK "甲" LAW_MARK : LAW_MARK "乙" LAW_MARK,
                           .affair_code = i == 0 ? "7.1" : "7.2",
                           .provider_kinds = LAW_MARK MAYOR LAW_MARK,
                           .information = i == 0 ? LAW_MARK RESIDENT LAW_MARK : LAW_MARK TAX LAW_MARK,
                           .valid_from = "",
                           .valid_to = ""};
    }
    law_question question = {TABLE, "7", "甲", "7.1", MAYOR, RESIDENT, TODAY};
    assert_code(law_decide(&question, row, 2), NULL);
    question.information = TAX;
    assert_code(law_decide(&question, row, 2), "information_wrong");
    question.affair_code = "7.2";
    assert_code(law_decide(&question, row, 2), "affair_wrong");
    question.inquirer_kind = "乙";
    assert_code(law_decide(&question, row, 2), NULL);
}

/* ---- files ------------------------------------------------------------------------------------------- */

#define HEAD                                                                                                 \
    "law_table,version,item,inquirer,inquirer_kinds,affair_code,affair,provider,provider_kinds,"             \
    "information,valid_from,valid_to,source\n"
#define GOOD "表,v1,85の2,甲又は乙,甲;乙,85の2.1,事務,丙,丙,い;ろ,,,出典\n"

static void bad_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *content;
        const char *code;
        const char *item;
        int line;
    } cases[] = {
        {"", "file_empty", "", 0},
        {HEAD, "file_empty", "", 1},
        {"law_table,version\n" GOOD, "columns_missing", "", 1},
        {"law_table,version,item,inquirer,inquirer_kinds,affair_code,affair,provider,provider_kinds,"
         "information,valid_from,valid_to,colour\n",
         "column_unknown", "", 1},
        {"law_table,version,item,inquirer,inquirer_kinds,affair_code,affair,provider,provider_kinds,"
         "information,valid_from,valid_from,source\n",
         "column_twice", "valid_from", 1},
        {HEAD GOOD "表,v1,1\n", "columns_missing", "", 3},
        {HEAD "表,v1,\"1\n", "quotes", "", 2},
        {HEAD "表,v1,1,\xff,甲,1.1,事務,丙,丙,い,,,出典\n", "text_invalid", "inquirer", 2},
        {HEAD "表,v1,1,甲\x01,甲,1.1,事務,丙,丙,い,,,出典\n", "text_invalid", "inquirer", 2},
        {HEAD ",v1,1,甲,甲,1.1,事務,丙,丙,い,,,出典\n", "item_missing", "law_table", 2},
        {HEAD "表,v1,1,甲,甲,1.1,事務,丙,丙,い,,,\n", "item_missing", "source", 2},
        {HEAD "表,v1,1,甲,甲,1.1,事務,丙,丙,,,,出典\n", "item_missing", "information", 2},
        {HEAD "表,V 1,1,甲,甲,1.1,事務,丙,丙,い,,,出典\n", "version_invalid", "version", 2},
        {HEAD "表,-1,1,甲,甲,1.1,事務,丙,丙,い,,,出典\n", "version_invalid", "version", 2},
        {HEAD "表,v1,1の,甲,甲,1.1,事務,丙,丙,い,,,出典\n", "item_invalid", "item", 2},
        {HEAD "表,v1,1234567,甲,甲,1.1,事務,丙,丙,い,,,出典\n", "item_invalid", "item", 2},
        {HEAD "表,v1,第1,甲,甲,1.1,事務,丙,丙,い,,,出典\n", "item_invalid", "item", 2},
        {HEAD "表,v1,1,甲,,1.1,事務,丙,丙,い,,,出典\n", "parties_incomplete", "inquirer_kinds", 2},
        {HEAD "表,v1,1,甲,甲;,1.1,事務,丙,丙,い,,,出典\n", "list_invalid", "inquirer_kinds", 2},
        {HEAD "表,v1,1,甲,甲,1.1,事務,丙,丙;丁;丙,い,,,出典\n", "list_invalid", "provider_kinds", 2},
        {HEAD "表,v1,1,甲,甲,1.1,事務,丙,丙,い;;ろ,,,出典\n", "list_invalid", "information", 2},
        {HEAD "表,v1,1,甲,甲,1.1,事務,丙,丙,い,2024-02-30,,出典\n", "date_invalid", "valid_from", 2},
        {HEAD "表,v1,1,甲,甲,1.1,事務,丙,丙,い,,令和6年,出典\n", "date_invalid", "valid_to", 2},
        {HEAD "表,v1,1,甲,甲,1.1,事務,丙,丙,い,2024-02-02,2024-02-01,出典\n", "period_invalid", "valid_to",
         2},
        {HEAD GOOD "別の表,v1,1,甲,甲,1.1,事務,丙,丙,い,,,出典\n", "table_mixed", "law_table", 3},
        {HEAD GOOD "表,v2,1,甲,甲,1.1,事務,丙,丙,い,,,出典\n", "version_mixed", "version", 3},
        {HEAD GOOD GOOD, "line_twice", "item", 3},
        {HEAD "表,v1,1,,,,,,,い,2024-01-01,2024-02-01,出典\n表,v1,1,,,,,,,い,2024-02-01,,出典\n",
         "line_twice", "item", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        law_file file;
        ju_sheet_fault why;
        ju_err err;
        assert_int_equal(law_file_read(&arena, cases[i].content, strlen(cases[i].content), &file, &why, &err),
                         JU_OK);
        if (why.code == NULL) {
            fail_msg("case %zu was taken", i);
        }
        assert_string_equal(why.code, cases[i].code);
        assert_string_equal(why.item, cases[i].item);
        assert_int_equal(why.line, cases[i].line);
        assert_string_not_equal(law_file_fault_text(why.code), law_file_fault_text("no such code"));
    }
}

/* What is taken: a mark of UTF-8, line ends of both kinds, columns in another order, one item twice for
 * different times or affairs. */
static void good_files_are_taken(void **state)
{
    (void)state;
    static const char *const contents[] = {
        HEAD GOOD,
        "\xef\xbb\xbf" HEAD "表,v1,1,甲,甲,1.1,事務,丙,丙,い,,,出典",
        HEAD "表,v1,1,,,,,,,い,2024-01-01,2024-02-01,出典\r\n表,v1,1,,,,,,,い,2024-02-02,,出典\r\n",
        HEAD GOOD "表,v1,85の2,甲又は乙,甲;乙,85の2.2,別の事務,丙,丙,い;ろ,,,出典\n",
        "source,law_table,version,item,inquirer,inquirer_kinds,affair_code,affair,provider,provider_kinds,"
        "information,valid_from,valid_to\n出典,表,v1,1,甲,甲,1.1,事務,丙,丙,い,,\n",
    };
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        law_file file;
        ju_sheet_fault why;
        ju_err err;
        assert_int_equal(law_file_read(&arena, contents[i], strlen(contents[i]), &file, &why, &err), JU_OK);
        if (why.code != NULL) {
            fail_msg("case %zu: %s line %d %s", i, why.code, why.line, why.item);
        }
        assert_string_equal(file.law_table, "表");
        assert_string_equal(file.version, "v1");
        assert_string_equal(file.sheet.line[0].cell[LAW_SOURCE], "出典");
        assert_int_equal(file.has_parties, i != 2);
    }
}

/* The lists that municipalities published are data like any other: as many items as each city says. */
static void published_lists(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t items;
    } lists[] = {{"ordinance-2.akishima", 55},
                 {"ordinance-2.okayama", 60},
                 {"ordinance-2.meguro", 65},
                 {"annex-2.okayama", 58}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        law_file file = read_file(lists[i].name);
        assert_int_equal(file.sheet.count, lists[i].items);
        assert_string_equal(file.version, lists[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_stands_on_a_line_is_allowed),
        cmocka_unit_test(a_kind_is_a_whole_word),
        cmocka_unit_test(golden_cases),
        cmocka_unit_test(an_item_of_the_old_table),
        cmocka_unit_test(the_latest_version_counts),
        cmocka_unit_test(lines_do_not_mix),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(good_files_are_taken),
        cmocka_unit_test(published_lists),
    };
    return cmocka_run_group_tests_name("gateway_law", tests, set_up, tear_down);
}
