/* The reports there are: a row and a statement each. */
#include "common/db/args.h"
#include "services/audit/report.h"

#include "audit_sql.h"

#include <stdio.h>

enum { SPANS_MAX = 31 * 24 }; /* of a month in which the office opens and closes once an hour */

/* ---- off-hours ----------------------------------------------------------------------------------------- */

/* When the office was open in the period: where a minute begins in which it is and the one before was not. */
static void add_office_hours(const report_work *work, ju_args *args)
{
    const char *opened[SPANS_MAX];
    const char *closed[SPANS_MAX];
    size_t spans = 0;
    bool open = false;
    int64_t last_s = 0;
    int64_t now_s = 0;
    report_tell_limit(work, "JUKI_OFFICE_HOURS", work->settings->office_hours);
    bool good = ju_moment_parse(work->period->begins, &now_s) && ju_moment_parse(work->period->ends, &last_s);
    for (; good && now_s <= last_s && spans < SPANS_MAX; now_s += 60) {
        char moment[REPORT_MOMENT_SIZE];
        report_moment(now_s, moment);
        bool is = now_s < last_s && ju_window_is_open(work->office_hours, work->calendar, moment);
        if (is != open) {
            (is ? opened : closed)[spans] = ju_arena_printf(work->arena, "%s+09", moment);
            spans += !is;
        }
        open = is;
    }
    ju_arg_text_array(args, opened, spans);
    ju_arg_text_array(args, closed, spans);
}

/* ---- limits ------------------------------------------------------------------------------------------- */

/* The next argument, and told in the report. */
static void add_limit(const report_work *work, ju_args *args, const char *setting, int64_t value)
{
    ju_arg_i64(args, value);
    report_tell_limit(work, setting, ju_arena_printf(work->arena, "%lld", (long long)value));
}

static void add_bulk(const report_work *work, ju_args *args)
{
    add_limit(work, args, "JUKI_REPORT_BULK_PERSONS", work->settings->bulk_persons);
}

static void add_scraping(const report_work *work, ju_args *args)
{
    add_limit(work, args, "JUKI_REPORT_SCRAPING_STEPS", work->settings->scraping_steps);
    add_limit(work, args, "JUKI_REPORT_SCRAPING_GAP (ms)", work->settings->scraping_gap_ms);
}

static void add_login_failures(const report_work *work, ju_args *args)
{
    add_limit(work, args, "JUKI_REPORT_LOGIN_FAILURES", work->settings->login_failures);
}

static void add_no_task(const report_work *work, ju_args *args)
{
    add_limit(work, args, "JUKI_REPORT_NO_TASK_PERSONS", work->settings->no_task_persons);
    add_limit(work, args, "JUKI_REPORT_NO_TASK_DAYS", work->settings->no_task_days);
}

static void add_shared_ids(const report_work *work, ju_args *args)
{
    add_limit(work, args, "JUKI_REPORT_SHARED_WITHIN (ms)", work->settings->shared_within_ms);
}

static void add_unused_ids(const report_work *work, ju_args *args)
{
    add_limit(work, args, "JUKI_REPORT_UNUSED_DAYS", work->settings->unused_days);
}

static void add_connections(const report_work *work, ju_args *args)
{
    ju_arg_text(args, work->settings->database_services);
    report_tell_limit(work, "JUKI_DATABASE_SERVICES", work->settings->database_services);
}

/* ---- the table ----------------------------------------------------------------------------------------- */

const report_kind report_kinds[] = {
    {.name = "off-hours",
     .title = "執務時間外・休業日の操作",
     .meaning =
         "執務時間 (JUKI_OFFICE_HOURS) "
         "と休業日の表によって、操作者が時間外に行った操作を操作者と日ごとに示します。"
         "許可を得た時間外勤務や宿直との区別はできません。操作の記録に残らない画面の閲覧は含みません。",
     .unit = "操作",
     .every = REPORT_DAILY,
     .sql = &audit_sql_report_off_hours,
     .limits = add_office_hours},
    {.name = "bulk",
     .title = "大量の閲覧",
     .meaning = "1人の操作者が1日に関わった人数が上限以上のものを示します。人は鍵付きハッシュで数えるため、"
                "宛名番号と本人確認情報の両方で見た人は2人と数えます。紙や画面の複写は分かりません。",
     .unit = "人",
     .every = REPORT_DAILY,
     .sql = &audit_sql_report_bulk,
     .limits = add_bulk},
    {.name = "scraping",
     .title = "連続した閲覧",
     .meaning = "短い間隔で次々と別の人を閲覧し、又は検索を繰り返したもので、間に異動や事案の処理がないものを"
                "示します。"
                "記録にあるのは鍵付きハッシュだけなので、番号が連番か、検索条件が隣り合うかは分かりません。"
                "間隔を空けた閲覧は見付けられません (大量の閲覧を参照)。",
     .unit = "人・検索",
     .every = REPORT_DAILY,
     .sql = &audit_sql_report_scraping,
     .limits = add_scraping},
    {.name = "login-failures",
     .title = "繰り返された認証の失敗",
     .meaning = "操作者トークン又はAPIの認証を1日に上限以上拒まれた操作者ID、及び複数のIDで拒まれた端末 (@) "
                "を示します。"
                "拒まれた者の操作者IDと端末は本人の申告によるものです。認証基盤での失敗は記録に届きません。",
     .unit = "回",
     .every = REPORT_DAILY,
     .sql = &audit_sql_report_login_failures,
     .limits = add_login_failures},
    {.name = "no-task",
     .title = "業務の裏付けのない閲覧",
     .meaning =
         "閲覧した人について、同じ部署が前後の日数内に異動・証明・照会などの処理を何もしていないものを人数で"
         "示します。"
         "窓口や電話での問合せなど、処理の残らない正当な閲覧も含みます。閲覧の後の処理は作成時までの分だけを"
         "見ます。"
         "本人確認情報と住民記録では人のハッシュが異なるため、一方の閲覧と他方の処理は結び付きません。",
     .unit = "人",
     .every = REPORT_DAILY,
     .sql = &audit_sql_report_no_task,
     .limits = add_no_task},
    {.name = "shared-ids",
     .title = "2台の端末での操作者IDの同時使用",
     .meaning = "ある端末、別の端末、元の端末の順に短い時間で使われた操作者IDを示します。席の移動だけでは示し"
                "ません。"
                "同じ端末での使い回しは分かりません。",
     .unit = "回",
     .every = REPORT_DAILY,
     .sql = &audit_sql_report_shared_ids,
     .limits = add_shared_ids},
    {.name = "unused-ids",
     .title = "長く使われていない操作者ID",
     .meaning = "使われたことがあり、その後日数を超えて使われていない操作者IDを最後の操作とともに示します。"
                "一度も使われていないIDは記録になく、分かりません (名簿との照合が必要です)。",
     .unit = "日",
     .every = REPORT_MONTHLY,
     .sql = &audit_sql_report_unused_ids,
     .limits = add_unused_ids},
    {.name = "connections",
     .title = "データベースへの接続",
     .meaning = "業務サービス (JUKI_DATABASE_SERVICES) のほかにデータベースに接続した者、拒まれた接続、"
                "サーバの起動と設定の変更を示します。該当がなければ、接続したのは業務サービスだけです。"
                "プログラム名は接続する側の申告です。log.silent は、本サービス自身の接続が見えていない、"
                "すなわち誰の接続も見えないことを、log.late は、見た接続が記録に届いていないことを示します。"
                "役割を名乗る前に切れた接続と、サーバを通さないファイルの読取りは分かりません。",
     .unit = "回",
     .every = REPORT_HALF_HOURLY,
     .sql = &audit_sql_report_connections,
     .limits = add_connections},
    {.name = "refused",
     .title = "拒まれた接続と操作者トークン",
     .meaning = "Kafka、データベース及びサービスの入口で拒まれたものを、相手と端末又は接続元と理由ごとに"
                "示します。拒まれた者の名は本人の申告によるものを含みます。"
                "ネットワーク機器で止められた通信は届かないため、分かりません。",
     .unit = "回",
     .every = REPORT_MONTHLY,
     .sql = &audit_sql_report_refused},
    {.name = "roster",
     .title = "名簿と操作の突合",
     .meaning =
         "最後に登録された名簿 (jukictl audit roster) になく操作した操作者ID (not_in_roster)、期間外 "
         "(not_valid)、"
         "別の部署 (other_department) 又は別の事務 (other_affair) での操作、名簿にあって一度も使われて"
         "いないID (unused)、名簿にない者への権限付与 (grant_not_in_roster) 及び権限付与のない名簿の者 "
         "(no_grant、付与が一件もないときを除く) "
         "を示します。部署と事務は、記録にあり名簿に記載があるものだけを比べます。",
     .unit = "操作",
     .every = REPORT_MONTHLY,
     .sql = &audit_sql_report_roster},
};
const size_t report_kind_count = sizeof report_kinds / sizeof report_kinds[0];
