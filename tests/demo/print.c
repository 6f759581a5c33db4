#include "tests/demo/print.h"

#include "tests/demo/show.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_COLUMNS = 44 };

static const struct {
    const char *name; /* in the JSON */
    const char *english;
    const char *japanese;
} LINES[] = {
    {"submitted", "changes submitted", "届け出られた異動"},
    {"registered", "registered", "本登録"},
    {"refused", "refused", "エラー"},
    {"persons", "persons in the register", "住民記録の人数"},
    {"notified_prefecture", "notices to the prefecture", "都道府県への通知"},
    {"held_prefecture", "persons the prefecture holds", "都道府県が保存する本人確認情報"},
    {"delivered_card", "records to the card system", "送付先情報"},
    {"held_card", "records the card system holds", "カードシステムが保存する送付先情報"},
    {"held_tax", "persons the tax office holds", "税務課が保存する人数"},
    {"held_welfare", "persons the child-care office holds", "保育課が保存する人数"},
    {"tax_households", "households on 1 January, tax office", "賦課期日の世帯数（税務課）"},
    {"welfare_families", "families of preschool children", "未就学児のいる世帯（保育課）"},
    {"audit_records", "audit records", "監査証跡"},
    {NULL, NULL, NULL},
    {"lost", "lost", "欠落"},
    {"duplicated", "duplicated", "重複"},
    {"out_of_order", "out of order", "順序違い"},
    {"unconfirmed", "not confirmed by their receiver", "受領の確認なし"},
    {"unexpected", "ended otherwise than expected", "想定と異なる結果"},
    {"dead_letters", "dead letters", "配信不能"},
    {"clear_numbers_found", "numbers found in clear", "平文の個人番号・住民票コード"},
    {"audit_verified", "audit chain verified", "監査証跡の検証"},
    {"seconds", "seconds", "秒数"},
};

static void print_label(int indent, const char *label)
{
    size_t width = show_width(label) + (size_t)indent;
    (void)printf("%*s%s%*s", indent, "", label, width < LABEL_COLUMNS ? (int)(LABEL_COLUMNS - width) : 1, "");
}

static void print_value(const json_t *value)
{
    if (json_is_boolean(value)) {
        (void)printf("%8s\n", json_is_true(value) ? show_words("yes", "正常") : show_words("NO", "異常"));
    } else {
        (void)printf("%8lld\n", (long long)json_integer_value(value));
    }
}

static void print_refused(const char *label, json_t *codes)
{
    const char *code = NULL;
    json_t *count = NULL;
    json_int_t sum = 0;
    json_object_foreach(codes, code, count)
    {
        sum += json_integer_value(count);
    }
    print_label(2, label);
    (void)printf("%8lld\n", (long long)sum);
    json_object_foreach(codes, code, count)
    {
        print_label(4, code);
        print_value(count);
    }
}

/* Only comparisons that found something. */
static void print_differences(const json_t *list)
{
    size_t at = 0;
    json_t *one = NULL;
    json_array_foreach(list, at, one)
    {
        const char *with = json_string_value(json_object_get(one, "with"));
        const char *first = json_string_value(json_object_get(one, "first"));
        long long missing = json_integer_value(json_object_get(one, "missing"));
        long long differing = json_integer_value(json_object_get(one, "differing"));
        long long extra = json_integer_value(json_object_get(one, "extra"));
        if (missing + differing + extra > 0) {
            (void)printf("  %s: %s %lld, %s %lld, %s %lld%s%s\n", with, show_words("missing", "不足"),
                         missing, show_words("different", "相違"), differing, show_words("too many", "余分"),
                         extra, first == NULL ? "" : ": ", first == NULL ? "" : first);
        }
    }
}

void print_summary(const demo_findings *findings, const char *path)
{
    (void)putchar('\n');
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        if (LINES[i].name == NULL) {
            (void)putchar('\n');
            continue;
        }
        json_t *value = json_object_get(findings->json, LINES[i].name);
        const char *label = show_words(LINES[i].english, LINES[i].japanese);
        if (json_is_object(value)) {
            print_refused(label, value);
        } else {
            print_label(2, label);
            print_value(value);
        }
    }
    print_differences(json_object_get(findings->json, "comparisons"));
    (void)printf("\n%s  %s\n",
                 findings_good(findings) ? show_words("All is there.", "すべて揃っています。")
                                         : show_words("SOMETHING IS NOT RIGHT.", "異常があります。"),
                 path);
}
