#include "deploy/jukictl/ctl.h"

#include "common/base/parse.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer than one day is a slip. */
enum { TIMEOUT_MAX_MS = 24 * 60 * 60 * 1000 };

typedef struct option_row {
    const char *name;
    const char *value; /* what stands behind it, or NULL */
    unsigned bit;      /* 0: every command takes it */
    const char *en;
    const char *ja;
} option_row;

enum option_id {
    OPT_JSON,
    OPT_HELP,
    OPT_MUNICIPALITY,
    OPT_PREFIX,
    OPT_BOOTSTRAP,
    OPT_TLS,
    OPT_KEY_DIR,
    OPT_TIMEOUT,
    OPT_OPERATOR,
    OPT_TERMINAL,
    OPT_OFFICE,
    OPT_WAIT,
    OPT_APPROVE,
    OPT_RETURN,
    OPT_WITHDRAW,
    OPT_PURPOSE,
    OPT_SERVICE,
    OPT_FROM,
    OPT_COUNT,
    OPT_KIND,
    OPT_TABLE,
    OPT_HOUSEHOLD,
    OPT_WITH,
    OPT_OUT,
    OPT_TEMPLATE,
    OPT_KNOWN_AT,
    OPT_MEMBER,
    OPT_AS_OF,
    OPT_MONTH,
    OPT_UNTIL,
    OPT_ARCHIVE,
    OPT_BY,
    OPT_NUMBER,
    OPT_ITEM,
    OPT_REASON,
    OPT_EXPLANATION,
    OPT_AGREE,
    OPT_DIGEST,
    OPT_RATE,
    OPT_LEVEL,
    OPT_START,
    OPT_STOP,
    OPT_MINUTES,
    OPT_YEARS,
    OPT_CONFIRM,
    OPT_SHEETS,
    OPT_RECORDED,
    OPT_UNDATED,
    OPT_ONLY,
    OPT_DAY,
    OPT_HTML,
    OPT_END
};

static const option_row ROWS[OPT_END] = {
    [OPT_JSON] = {"json", NULL, 0, "answer as JSON", "結果をJSONで出力する"},
    [OPT_HELP] = {"help", NULL, 0, "this text", "この説明を表示する"},
    [OPT_MUNICIPALITY] = {"municipality", "CODE", CTL_BUS, "instead of JUKI_MUNICIPALITY",
                          "JUKI_MUNICIPALITY の代わり"},
    [OPT_PREFIX] = {"prefix", "PREFIX", CTL_BUS, "instead of JUKI_TOPIC_PREFIX",
                    "JUKI_TOPIC_PREFIX の代わり"},
    [OPT_BOOTSTRAP] = {"bootstrap", "HOST:PORT", CTL_BUS, "instead of JUKI_KAFKA_BOOTSTRAP",
                       "JUKI_KAFKA_BOOTSTRAP の代わり"},
    [OPT_TLS] = {"tls", "DIR", CTL_BUS,
                 "certificate to show, instead of JUKI_TLS_DIR or JUKI_OPERATOR_TLS_DIR",
                 "提示する証明書 (JUKI_TLS_DIR・JUKI_OPERATOR_TLS_DIR の代わり)"},
    [OPT_KEY_DIR] = {"key-dir", "DIR", CTL_BUS, "instead of JUKI_KEY_DIR", "JUKI_KEY_DIR の代わり"},
    [OPT_TIMEOUT] = {"timeout", "SECONDS", CTL_BUS, "how long to wait for answers (default 15)",
                     "応答を待つ秒数 (既定値 15)"},
    [OPT_OPERATOR] = {"operator", "ID", CTL_WHO, "instead of JUKI_OPERATOR", "JUKI_OPERATOR の代わり"},
    [OPT_TERMINAL] = {"terminal", "ID", CTL_WHO, "instead of JUKI_TERMINAL", "JUKI_TERMINAL の代わり"},
    [OPT_OFFICE] = {"office", "NAME", CTL_WHO, "instead of JUKI_OFFICE", "JUKI_OFFICE の代わり"},
    [OPT_WAIT] = {"wait", NULL, CTL_WAIT, "wait for the outcome", "結果が出るまで待つ"},
    [OPT_APPROVE] = {"approve", NULL, CTL_DECISION, "make it 本登録", "承認して本登録にする"},
    [OPT_RETURN] = {"return", NULL, CTL_DECISION, "send it back (差戻し)", "差し戻す"},
    [OPT_WITHDRAW] = {"withdraw", NULL, CTL_DECISION, "take back an entry of one's own (取下げ)",
                      "入力者本人が取り下げる"},
    [OPT_PURPOSE] = {"purpose", "TEXT", CTL_PURPOSE, "why the data are needed; recorded",
                     "照会の目的 (記録される)"},
    [OPT_SERVICE] = {"service", "NAME", CTL_SERVICE, "whose dead letters", "どのサービスの不達メッセージか"},
    [OPT_FROM] = {"from", "beginning|end", CTL_FROM, "where to start (default end)",
                  "読み始める位置 (既定値 end)"},
    [OPT_COUNT] = {"count", "N", CTL_COUNT, "stop after N records", "N件で終了する"},
    [OPT_KIND] = {"kind", "KIND", CTL_KIND, "what kind of code or of restraint: see above",
                  "番号または抑止の種別 (上記)"},
    [OPT_TABLE] = {"table", "FILE", CTL_TABLE, "instead of JUKI_TOPIC_TABLE", "JUKI_TOPIC_TABLE の代わり"},
    [OPT_HOUSEHOLD] = {"household", NULL, CTL_HOUSEHOLD, "all members (世帯連記)", "世帯全員を記載する"},
    [OPT_WITH] = {"with", "ITEM,...", CTL_CERTIFICATE, "items that are else left out: see above",
                  "記載する項目 (上記。既定は省略)"},
    [OPT_OUT] = {"out", "FILE.pdf", CTL_CERTIFICATE, "where the PDF goes", "PDFの出力先"},
    [OPT_TEMPLATE] = {"template", "FILE", CTL_CERTIFICATE, "layout instead of the one installed",
                      "様式ファイル"},
    [OPT_KNOWN_AT] = {"known-at", "TIME", CTL_KNOWN, "only what was recorded by then",
                      "この時点までに記録されたものだけで答える"},
    [OPT_MEMBER] = {"member", NULL, CTL_MEMBER, "NUMBER is the 宛名番号 of a member",
                    "NUMBER は世帯員の宛名番号"},
    [OPT_AS_OF] = {"as-of", "DATE", CTL_AS_OF, "at the end of this day (default today)",
                   "この日の終わりの時点 (既定値は処理日)"},
    [OPT_ARCHIVE] = {"archive", NULL, CTL_ARCHIVE, "what is over its time in the archive, too",
                     "保存区分での保存期間も過ぎた記録"},
    [OPT_UNTIL] = {"until", "DATE", CTL_UNTIL, "what was done on this day and before", "この日以前の記録"},
    [OPT_MONTH] = {"month", "YYYY-MM", CTL_MONTH, "of this month", "この月のもの"},
    [OPT_BY] = {"by", "district", CTL_BY, "for each 町字", "町字ごと"},
    [OPT_NUMBER] = {"number", "N", CTL_DIFFERENCE, "the difference, or behind which to list",
                    "差異の番号 (status ではその次から)"},
    [OPT_ITEM] = {"item", "NAME", CTL_EXPLAIN, "all differences of this item or kind",
                  "この項目または種類の全ての差異"},
    [OPT_REASON] = {"reason", "CODE", CTL_EXPLAIN,
                    "value_converted, old_wrong, late_change, not_migrated or other",
                    "value_converted, old_wrong, late_change, not_migrated, other のいずれか"},
    [OPT_EXPLANATION] = {"explanation", "TEXT", CTL_EXPLAIN, "the reason in words", "理由の説明"},
    [OPT_AGREE] = {"agree", NULL, CTL_EXPLAIN, "agree to the reason, as another person",
                   "別の者として理由を確認する"},
    [OPT_DIGEST] = {"digest", "HEX", CTL_DIGEST, "report_digest of the comparison",
                    "突合結果の要約値 (report_digest)"},
    [OPT_RATE] = {"rate", "N", CTL_RATE, "persons per second at most (default 500)",
                  "1秒あたりの最大人数 (既定値 500)"},
    [OPT_LEVEL] = {"level", "error|alert", CTL_LEVEL, "refuse (エラー), or have it confirmed (アラート)",
                   "エラーまたはアラート"},
    [OPT_START] = {"start", "DATE", CTL_PERIOD, "first day (default today)", "開始年月日 (既定値 処理日)"},
    [OPT_STOP] = {"end", "DATE", CTL_PERIOD, "last day (default of 支援措置: a year)",
                  "終了年月日 (支援措置の既定値 1年)"},
    [OPT_MINUTES] = {"minutes", "N", CTL_MINUTES, "until it is locked again", "自動で抑止に戻るまでの分数"},
    [OPT_YEARS] = {"years", "N", CTL_YEARS, "how many years back (default 3)", "遡る年数 (既定値 3)"},
    [OPT_CONFIRM] = {"confirm", "ALERT,...", CTL_CONFIRM, "alerts (アラート) that were confirmed",
                     "確認したアラートのコード"},
    [OPT_SHEETS] = {"sheets", "N", CTL_SHEETS, "how many sheets (default 1)", "枚数 (既定値 1)"},
    [OPT_RECORDED] = {"recorded", "DATE", CTL_REMARK, "記載年月日 (default today)",
                      "記載年月日 (既定値 処理日)"},
    [OPT_ONLY] = {"only", "NUMBER,...", CTL_CERTIFICATE, "these members of the household",
                  "記載する世帯員の宛名番号"},
    [OPT_DAY] = {"day", "DATE", CTL_REPORT, "of this day", "この日のもの"},
    [OPT_HTML] = {"html", NULL, CTL_REPORT, "as a page with charts that needs nothing else",
                  "図表付きの単独のページ (HTML) で出力する"},
    [OPT_UNDATED] = {"undated", NULL, CTL_REMARK, "certificates leave that day out",
                     "証明書に記載年月日を出力しない"},
};

static bool set_text(char **to, const char *value)
{
    free(*to);
    *to = strdup(value);
    return *to != NULL;
}

/* A count of seconds, or a duration with its unit. */
static bool set_timeout(ctl_options *options, const char *value)
{
    int64_t seconds = 0;
    options->timeout_given = true;
    if (ju_parse_int64(value, 1, TIMEOUT_MAX_MS / 1000, &seconds)) {
        options->timeout_ms = seconds * 1000;
        return true;
    }
    return ju_parse_duration_ms(value, &options->timeout_ms) && options->timeout_ms > 0 &&
           options->timeout_ms <= TIMEOUT_MAX_MS;
}

static bool set_from(ctl_options *options, const char *value)
{
    options->from = value;
    return strcmp(value, "beginning") == 0 || strcmp(value, "end") == 0;
}

static bool take(ctl *c, enum option_id id, const char *value)
{
    ctl_settings *settings = &c->settings;
    ctl_options *options = &c->options;
    options->given |= ROWS[id].bit;
    switch (id) {
    case OPT_JSON:
        return options->json = true;
    case OPT_HELP:
        return options->help = true;
    case OPT_MUNICIPALITY:
        return set_text(&settings->municipality, value);
    case OPT_PREFIX:
        return set_text(&settings->topic_prefix, value);
    case OPT_BOOTSTRAP:
        return set_text(&settings->kafka_bootstrap, value);
    case OPT_TLS:
        options->tls = value;
        return *value != '\0';
    case OPT_KEY_DIR:
        return set_text(&settings->key_dir, value);
    case OPT_TIMEOUT:
        return set_timeout(options, value);
    case OPT_OPERATOR:
        return set_text(&settings->operator_id, value);
    case OPT_TERMINAL:
        return set_text(&settings->terminal, value);
    case OPT_OFFICE:
        return set_text(&settings->office, value);
    case OPT_WAIT:
        return options->wait = true;
    case OPT_APPROVE:
        return options->approve = true;
    case OPT_RETURN:
        return options->give_back = true;
    case OPT_WITHDRAW:
        return options->withdraw = true;
    case OPT_PURPOSE:
        options->purpose = value;
        return *value != '\0';
    case OPT_SERVICE:
        options->service = value;
        return *value != '\0';
    case OPT_FROM:
        return set_from(options, value);
    case OPT_COUNT:
        return ju_parse_int64(value, 1, INT32_MAX, &options->count);
    case OPT_KIND:
        options->kind = value;
        return true;
    case OPT_TABLE:
        return set_text(&settings->topic_table, value);
    case OPT_HOUSEHOLD:
        return options->household = true;
    case OPT_WITH:
        options->with = value;
        return *value != '\0';
    case OPT_OUT:
        options->out = value;
        return *value != '\0';
    case OPT_TEMPLATE:
        options->layout = value;
        return *value != '\0';
    case OPT_KNOWN_AT:
        options->known_at = value;
        return *value != '\0';
    case OPT_MEMBER:
        return options->member = true;
    case OPT_AS_OF:
        options->as_of = value;
        return *value != '\0';
    case OPT_ARCHIVE:
        return options->archive = true;
    case OPT_UNTIL:
        options->until = value;
        return true;
    case OPT_MONTH:
        options->month = value;
        return *value != '\0';
    case OPT_BY:
        options->by = value;
        return *value != '\0';
    case OPT_NUMBER:
        return ju_parse_int64(value, 1, INT32_MAX, &options->number);
    case OPT_ITEM:
        options->item = value;
        return *value != '\0';
    case OPT_REASON:
        options->reason = value;
        return true;
    case OPT_EXPLANATION:
        options->explanation = value;
        return true;
    case OPT_AGREE:
        return options->agree = true;
    case OPT_DIGEST:
        options->digest = value;
        return true;
    case OPT_RATE:
        return ju_parse_int64(value, 1, 1000000, &options->rate);
    case OPT_LEVEL:
        options->level = value;
        return strcmp(value, "error") == 0 || strcmp(value, "alert") == 0;
    case OPT_START:
        options->start = value;
        return *value != '\0';
    case OPT_STOP:
        options->end = value;
        return *value != '\0';
    case OPT_MINUTES:
        return ju_parse_int64(value, 1, INT32_MAX, &options->minutes);
    case OPT_YEARS:
        return ju_parse_int64(value, 1, INT32_MAX, &options->years);
    case OPT_CONFIRM:
        options->confirm = value;
        return *value != '\0';
    case OPT_SHEETS:
        return ju_parse_int64(value, 1, INT32_MAX, &options->sheets);
    case OPT_RECORDED:
        options->recorded = value;
        return *value != '\0';
    case OPT_ONLY:
        options->only = value;
        return *value != '\0';
    case OPT_DAY:
        options->day = value;
        return *value != '\0';
    case OPT_HTML:
        return options->html = true;
    case OPT_UNDATED:
        return options->undated = true;
    case OPT_END:
        break;
    }
    return false;
}

static void fill_long_options(struct option rows[OPT_END + 1])
{
    for (int i = 0; i < OPT_END; i++) {
        rows[i] = (struct option){
            .name = ROWS[i].name,
            .has_arg = ROWS[i].value == NULL ? no_argument : required_argument,
            .val = 256 + i,
        };
    }
    rows[OPT_END] = (struct option){0};
}

bool ctl_options_read(ctl *c, int argc, char **argv)
{
    struct option rows[OPT_END + 1];
    fill_long_options(rows);
    c->options = (ctl_options){.timeout_ms = 15000, .from = "end"};
    opterr = 0;
    for (int found = 0; (found = getopt_long(argc, argv, "h", rows, NULL)) != -1;) {
        int id = found == 'h' ? OPT_HELP : found - 256;
        if (found == '?' || !take(c, (enum option_id)id, optarg)) {
            (void)fprintf(
                stderr, "jukictl: %s%s\n",
                ctl_tr("this option cannot be used so: ", "このオプションはこのようには使えません: "),
                argv[optind - 1]);
            return false;
        }
    }
    c->operand = argv + optind;
    c->operand_count = argc - optind;
    return true;
}

size_t ctl_words(const char *list, char **ret, size_t most)
{
    char *word = (char *)(uintptr_t)list;
    size_t count = 0;
    while (word != NULL && *word != '\0' && count < most) {
        char *comma = strchr(word, ',');
        ret[count++] = word;
        if (comma != NULL) {
            *comma++ = '\0';
        }
        word = comma;
    }
    return count;
}

size_t ctl_alerts(const ctl *c, char *ret[CTL_ALERTS_MAX])
{
    return ctl_words(c->options.confirm, ret, CTL_ALERTS_MAX);
}

/* ---- help ------------------------------------------------------------------------------------------------
 */

unsigned ctl_takes(const ctl_command *command)
{
    return (command->options & CTL_PURPOSE) != 0 ? command->options | CTL_WHO : command->options;
}

static bool takes(const ctl_command *command, const option_row *row)
{
    return row->bit == 0 || (row->bit & ctl_takes(command)) != 0;
}

void ctl_option_names(const ctl_command *command)
{
    for (size_t i = 0; i < OPT_END; i++) {
        if (takes(command, &ROWS[i])) {
            (void)printf("--%s ", ROWS[i].name);
        }
    }
}

static void print_option(const option_row *row)
{
    char name[64];
    (void)snprintf(name, sizeof name, "--%s%s%s", row->name, row->value == NULL ? "" : " ",
                   row->value == NULL ? "" : row->value);
    (void)printf("  %-24s %s\n", name, ctl_tr(row->en, row->ja));
}

static void print_synopsis(const ctl_command *command)
{
    (void)printf("  jukictl %s%s%s%s%s\n", command->name, command->sub == NULL ? "" : " ",
                 command->sub == NULL ? "" : command->sub, *command->operands == '\0' ? "" : " ",
                 command->operands);
}

static void command_help(const ctl_command *command)
{
    (void)printf("%s\n", ctl_tr("Usage:", "使い方:"));
    print_synopsis(command);
    (void)printf("\n%s\n\n%s\n", ctl_tr(command->en, command->ja), ctl_tr("Options:", "オプション:"));
    for (size_t i = 0; i < OPT_END; i++) {
        if (takes(command, &ROWS[i])) {
            print_option(&ROWS[i]);
        }
    }
}

void ctl_help(const ctl_command *command)
{
    if (command != NULL) {
        command_help(command);
        return;
    }
    (void)printf("%s\n\n%s\n",
                 ctl_tr("jukictl: the operator's and the counter's tool of juki. It speaks the topics as any "
                        "other client.",
                        "jukictl: juki の窓口・運用ツール。他のクライアントと同じくトピックで話します。"),
                 ctl_tr("Commands:", "コマンド:"));
    for (const ctl_command *row = NULL; (row = ctl_command_next(row)) != NULL;) {
        const char *text = ctl_tr(row->en, row->ja);
        print_synopsis(row);
        (void)printf("      %.*s\n", (int)strcspn(text, "\n"), text);
    }
    (void)printf(
        "\n%s\n",
        ctl_tr("'jukictl COMMAND --help' tells more. Settings: JUKI_MUNICIPALITY, JUKI_KAFKA_BOOTSTRAP,\n"
               "JUKI_TOPIC_PREFIX, JUKI_KEY_DIR, JUKI_OPERATOR, JUKI_TERMINAL, JUKI_OFFICE, "
               "JUKI_STAFF_TOKEN_FILE.\n"
               "Exit status: 0 done, 1 refused, 2 usage, 3 not reachable.",
               "詳しくは 'jukictl コマンド --help'。設定: JUKI_MUNICIPALITY, JUKI_KAFKA_BOOTSTRAP,\n"
               "JUKI_TOPIC_PREFIX, JUKI_KEY_DIR, JUKI_OPERATOR, JUKI_TERMINAL, JUKI_OFFICE, "
               "JUKI_STAFF_TOKEN_FILE。\n"
               "終了コード: 0 完了、1 拒否、2 使い方の誤り、3 接続できない・応答がない。"));
}
