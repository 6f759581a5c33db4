#ifndef JUKICTL_CTL_H
#define JUKICTL_CTL_H

#include "common/base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes of design section 5. */
enum { CTL_DONE = 0, CTL_REFUSED = 1, CTL_USAGE = 2, CTL_UNREACHABLE = 3 };

/* From the environment; options on the command line take precedence. See settings.c. */
typedef struct ctl_settings {
    char *municipality;
    char *topic_prefix;
    char *kafka_bootstrap;
    char *kafka_properties;
    char *tls_dir;          /* certificate of a terminal */
    char *operator_tls_dir; /* of who operates juki */
    char *kafka_plaintext;
    char *key_dir;
    char *seal_names; /* "true" or "false" */
    char *key_provider;
    char *operator_id;
    char *terminal;
    char *office;
    char *topic_table;
    char *doctor_http;
    char *certificate_template;
    char *staff_token; /* of the operator, from the identity provider; for commands of identity and gateway */
} ctl_settings;

/* Options that only some commands take, as bits of ctl_command.options. */
enum ctl_option_bit {
    CTL_WAIT = 1 << 0,
    CTL_DECISION = 1 << 1, /* --approve, --return, --withdraw */
    CTL_PURPOSE = 1 << 2,
    CTL_SERVICE = 1 << 3,
    CTL_FROM = 1 << 4,
    CTL_COUNT = 1 << 5,
    CTL_KIND = 1 << 6,
    CTL_TABLE = 1 << 7,
    CTL_BUS = 1 << 8,          /* where Kafka is, and --timeout */
    CTL_CERTIFICATE = 1 << 10, /* --with, --out, --template */
    CTL_WHO = 1 << 9,          /* --operator, --terminal, --office (see ctl_takes); an operator is needed */
    CTL_UNTIL = 1 << 16,
    CTL_ARCHIVE = 1 << 29,
    CTL_HOUSEHOLD = 1 << 17,
    CTL_LEVEL = 1 << 18,
    CTL_PERIOD = 1 << 19, /* --start, --end */
    CTL_MINUTES = 1 << 20,
    CTL_YEARS = 1 << 27,
    CTL_CONFIRM = 1 << 21,
    CTL_KNOWN = 1 << 22, /* --known-at */
    CTL_MEMBER = 1 << 23,
    CTL_AS_OF = 1 << 24,
    CTL_MONTH = 1 << 25,
    CTL_BY = 1 << 26,
    CTL_SHEETS = 1 << 28,
    CTL_DIFFERENCE = 1 << 11, /* --number */
    CTL_EXPLAIN = 1 << 12,    /* --item, --reason, --explanation, --agree */
    CTL_DIGEST = 1 << 13,
    CTL_RATE = 1 << 14,
    CTL_REMARK = 1 << 15, /* --recorded, --undated */
    CTL_REPORT = 1 << 30, /* --day, --html */
};

typedef struct ctl_options {
    bool json;
    bool help;
    bool wait;
    bool approve;
    bool give_back;
    bool withdraw;
    bool household;
    bool member; /* the number is that of a member */
    const char *as_of;
    const char *month;
    const char *until; /* last day */
    bool archive;      /* out of the archive, too */
    const char *day;
    bool html;
    const char *by;       /* "district" */
    const char *known_at; /* moment of knowledge */
    const char *with;     /* items of a certificate, separated by commas */
    const char *out;
    const char *layout;
    const char *level;
    const char *start;
    const char *end;
    int64_t minutes;
    int64_t years;       /* 0: not given */
    int64_t sheets;      /* 0: not given */
    const char *confirm; /* codes of alerts, separated by commas */
    const char *tls;     /* in place of the certificate that the command shows */
    bool timeout_given;
    int64_t timeout_ms;
    int64_t count; /* 0: no limit */
    const char *purpose;
    const char *service;
    const char *from;
    const char *kind;
    int64_t number; /* of a difference */
    const char *item;
    const char *reason;
    const char *explanation;
    bool agree;
    const char *digest;
    const char *only;     /* 宛名番号 of members, separated by commas */
    const char *recorded; /* 記載年月日 of a 備考 */
    bool undated;         /* which certificates leave out */
    int64_t rate;         /* persons per second */
    unsigned given;       /* bits of the options on the command line */
} ctl_options;

/* One call of the program. */
typedef struct ctl {
    ctl_settings settings;
    const char *tls_dir; /* the one of this command */
    ctl_options options;
    char **operand; /* after the words of the command */
    int operand_count;
} ctl;

typedef struct ctl_command {
    const char *name;
    const char *sub; /* second word, or NULL */
    int (*run)(ctl *c);
    unsigned options;
    int least; /* operands */
    int most;  /* negative: any number */
    const char *operands;
    const char *en; /* what it does, one line and then more */
    const char *ja;
} ctl_command;

/* Every command in turn: NULL begins, and NULL ends. */
const ctl_command *ctl_command_next(const ctl_command *row);
extern const ctl_command ctl_gateway_commands[];  /* behind the others; ends with a NULL name */
extern const ctl_command ctl_audit_commands[];    /* likewise, behind these */
extern const ctl_command ctl_evidence_commands[]; /* likewise */
extern const ctl_command ctl_case_commands[];     /* likewise */
extern const ctl_command ctl_key_commands[];      /* likewise */
extern const ctl_command ctl_approval_commands[]; /* likewise */

/* ---- settings.c -----------------------------------------------------------------------------------------
 */

/* Reads the locale (LC_ALL, LC_MESSAGES, LANG): from then on ctl_tr chooses. */
void ctl_locale_load(void);
const char *ctl_tr(const char *en, const char *ja);

/* Fills what the options left open. warning may be NULL. JU_FATAL: something malformed. */
ju_rc ctl_settings_load(ctl_settings *settings, void (*warning)(void *opaque, const char *text), void *opaque,
                        ju_err *err) JU_MUST_CHECK;

/* JU_FATAL naming the variable that is needed for these option bits and is not there. */
ju_rc ctl_settings_check(const ctl_settings *settings, unsigned options, ju_err *err) JU_MUST_CHECK;
/* The certificate that a command with these option bits shows to Kafka; NULL: none, in plaintext. */
const char *ctl_tls_dir(const ctl_settings *settings, unsigned options);
void ctl_settings_free(ctl_settings *settings);

/* ---- options.c ------------------------------------------------------------------------------------------
 */

/* Reads all options, in any place; the operands are left in c. False after printing what is wrong. */
bool ctl_options_read(ctl *c, int argc, char **argv);

/* The words of a list with commas between, cut out of the argument in place; how many, at most so many. */
size_t ctl_words(const char *list, char **ret, size_t most);

/* The codes of --confirm, cut out of the argument in place; how many. */
enum { CTL_ALERTS_MAX = 8 };
size_t ctl_alerts(const ctl *c, char *ret[CTL_ALERTS_MAX]);

/* The bits of the options that a command takes. A purpose is somebody's, so who may be asked for one may say
 * who it is, also where nobody need be named without one (topic tail, deadletter show). */
unsigned ctl_takes(const ctl_command *command);

/* Prints the names of the options that a command takes, each with its -- and a space. */
void ctl_option_names(const ctl_command *command);

/* The help of the program or, with the words of a command, of that command. */
void ctl_help(const ctl_command *command);

/* ---- output.c -------------------------------------------------------------------------------------------
 */

/* A problem on standard error; returns the exit code of the error's class. */
int ctl_report(const ju_err *err);
int ctl_usage(const char *en, const char *ja);

/* Prints and releases json: as JSON, or as indented "name: value" lines. */
void ctl_print(const ctl *c, json_t *json);
void ctl_print_line(json_t *json); /* as one line of JSON */

/* ---- the commands ---------------------------------------------------------------------------------------
 */

int ctl_submit(ctl *c);
int ctl_subject_code_request(ctl *c);
int ctl_subject_code_list(ctl *c);
int ctl_provision_held(ctl *c);
int ctl_provision_check(ctl *c);
int ctl_provision_release(ctl *c);
int ctl_provision_refuse(ctl *c);
int ctl_provision_record(ctl *c);
int ctl_review(ctl *c);
int ctl_status(ctl *c);
int ctl_person_show(ctl *c);
int ctl_person_history(ctl *c);
int ctl_person_card(ctl *c);
int ctl_person_as_of(ctl *c);
int ctl_household_as_of(ctl *c);
int ctl_statistics_population(ctl *c);
int ctl_statistics_households(ctl *c);
int ctl_statistics_changes(ctl *c);
int ctl_person_search(ctl *c);
int ctl_person_searches(ctl *c);
int ctl_identity_search(ctl *c);
int ctl_identity_show(ctl *c);
int ctl_provisional_list(ctl *c);
int ctl_provisional_show(ctl *c);
int ctl_provisional_correct(ctl *c);
int ctl_move_in_status(ctl *c);
int ctl_move_in_request(ctl *c);
int ctl_move_in_show(ctl *c);
int ctl_move_out_due(ctl *c);
int ctl_move_out_settle(ctl *c);
int ctl_move_out_notice(ctl *c);
int ctl_certificate_resident(ctl *c);
int ctl_certificate_items(ctl *c);
int ctl_certificate_removed(ctl *c);
int ctl_certificate_moved_out(ctl *c);
int ctl_certificate_removed_items(ctl *c);
int ctl_certificate_history(ctl *c);
int ctl_certificate_confirm(ctl *c);
int ctl_certificate_spoil(ctl *c);
int ctl_certificate_open(ctl *c);
int ctl_migrate_columns(ctl *c);
int ctl_migrate_plan(ctl *c);
int ctl_migrate_load(ctl *c);
int ctl_migrate_compare(ctl *c);
int ctl_migrate_status(ctl *c);
int ctl_migrate_explain(ctl *c);
int ctl_migrate_cut_over(ctl *c);
int ctl_migrate_discard(ctl *c);
int ctl_migrate_fill(ctl *c);
int ctl_destination_set(ctl *c);
int ctl_destination_lift(ctl *c);
int ctl_destination_review(ctl *c);
int ctl_destination_show(ctl *c);
int ctl_delivery_waiting(ctl *c);
int ctl_delivery_renew(ctl *c);
int ctl_delivery_withdraw(ctl *c);
int ctl_delivery_release(ctl *c);
int ctl_restraint_set(ctl *c);
int ctl_restraint_start(ctl *c);
int ctl_restraint_extend(ctl *c);
int ctl_restraint_lift(ctl *c);
int ctl_restraint_release(ctl *c);
int ctl_restraint_review(ctl *c);
int ctl_restraint_show(ctl *c);
int ctl_restraint_list(ctl *c);
int ctl_memo_add(ctl *c);
int ctl_memo_change(ctl *c);
int ctl_memo_remove(ctl *c);
int ctl_memo_list(ctl *c);
int ctl_memo_history(ctl *c);
int ctl_remark_add(ctl *c);
int ctl_remark_change(ctl *c);
int ctl_remark_remove(ctl *c);
int ctl_remark_review(ctl *c);
int ctl_remark_list(ctl *c);
int ctl_remark_history(ctl *c);
int ctl_kiosk_register(ctl *c);
int ctl_kiosk_withdraw(ctl *c);
int ctl_card_issue(ctl *c);
int ctl_card_revoke(ctl *c);
int ctl_card_collect(ctl *c);
int ctl_card_resume(ctl *c);
int ctl_card_return(ctl *c);
int ctl_card_continue(ctl *c);
int ctl_card_show(ctl *c);
int ctl_identity_notices(ctl *c);
int ctl_identity_resend(ctl *c);
int ctl_identity_wide(ctl *c);
int ctl_identity_forbid(ctl *c);
int ctl_identity_allow(ctl *c);
int ctl_identity_take(ctl *c);
int ctl_identity_release(ctl *c);
int ctl_identity_compare(ctl *c);
int ctl_identity_comparison(ctl *c);
int ctl_media_permit(ctl *c);
int ctl_media_approve(ctl *c);
int ctl_media_refuse(ctl *c);
int ctl_media_export(ctl *c);
int ctl_media_list(ctl *c);
int ctl_consumer_apply(ctl *c);
int ctl_consumer_load(ctl *c);
int ctl_consumer_approve(ctl *c);
int ctl_consumer_reject(ctl *c);
int ctl_consumer_withdraw(ctl *c);
int ctl_consumer_revoke(ctl *c);
int ctl_consumer_names(ctl *c);
int ctl_consumer_list(ctl *c);
int ctl_consumer_show(ctl *c);
int ctl_nonresident_search(ctl *c);
int ctl_nonresident_show(ctl *c);
int ctl_nonresident_number(ctl *c);
int ctl_nonresident_use(ctl *c);
int ctl_nonresident_select(ctl *c);
int ctl_nonresident_update(ctl *c);
int ctl_nonresident_delete(ctl *c);
int ctl_nonresident_hold(ctl *c);
int ctl_nonresident_release(ctl *c);
int ctl_nonresident_link(ctl *c);
int ctl_nonresident_unlink(ctl *c);
int ctl_nonresident_approve(ctl *c);
int ctl_nonresident_refuse(ctl *c);
int ctl_integrated_search(ctl *c);
int ctl_consumer_snapshot(ctl *c);
int ctl_consumer_snapshots(ctl *c);
int ctl_inquiry_ask(ctl *c);
int ctl_inquiry_approve(ctl *c);
int ctl_inquiry_return(ctl *c);
int ctl_inquiry_cancel(ctl *c);
int ctl_inquiry_list(ctl *c);
int ctl_inquiry_show(ctl *c);
int ctl_exchange_list(ctl *c);
int ctl_exchange_show(ctl *c);
int ctl_exchange_statistics(ctl *c);
int ctl_exchange_erase(ctl *c);
int ctl_exchange_approve(ctl *c);
int ctl_exchange_refuse(ctl *c);
int ctl_notice_enter(ctl *c);
int ctl_notice_send(ctl *c);
int ctl_notice_return(ctl *c);
int ctl_notice_status(ctl *c);
int ctl_case_open(ctl *c);
int ctl_case_amend(ctl *c);
int ctl_case_complete(ctl *c);
int ctl_case_close(ctl *c);
int ctl_case_return(ctl *c);
int ctl_case_show(ctl *c);
int ctl_case_list(ctl *c);
int ctl_case_incidents(ctl *c);
int ctl_key_list(ctl *c);
int ctl_key_add(ctl *c);
int ctl_key_prepare(ctl *c);
int ctl_key_promote(ctl *c);
int ctl_key_wrap(ctl *c);
int ctl_key_ask(ctl *c);
int ctl_key_destroy(ctl *c);
int ctl_law_load(ctl *c);
int ctl_law_activate(ctl *c);
int ctl_law_refuse(ctl *c);
int ctl_law_list(ctl *c);
int ctl_law_show(ctl *c);
int ctl_law_diff(ctl *c);
int ctl_law_explain(ctl *c);
int ctl_copy_show(ctl *c);
int ctl_copy_compare(ctl *c);
int ctl_copy_register(ctl *c);
int ctl_copy_flag(ctl *c);
int ctl_copy_import(ctl *c);
int ctl_copy_check(ctl *c);
int ctl_copy_approve(ctl *c);
int ctl_copy_refuse(ctl *c);
int ctl_copy_list(ctl *c);
int ctl_bridge_list(ctl *c);
int ctl_bridge_errors(ctl *c);
int ctl_register_compare(ctl *c);
int ctl_register_comparison(ctl *c);
int ctl_deadletter_list(ctl *c);
int ctl_deadletter_show(ctl *c);
int ctl_deadletter_replay(ctl *c);
int ctl_topic_tail(ctl *c);
int ctl_audit_verify(ctl *c);
int ctl_audit_journey(ctl *c);
int ctl_audit_refused(ctl *c);
int ctl_audit_policy(ctl *c);
int ctl_audit_prove(ctl *c);
int ctl_audit_prove_growth(ctl *c);
int ctl_audit_export(ctl *c);
int ctl_audit_archive(ctl *c);
int ctl_audit_segments(ctl *c);
int ctl_audit_expire(ctl *c);
int ctl_audit_expire_preview(ctl *c);
int ctl_audit_expire_approve(ctl *c);
int ctl_audit_expire_refuse(ctl *c);
int ctl_audit_purge(ctl *c);
int ctl_audit_person(ctl *c);
int ctl_audit_operator(ctl *c);
int ctl_audit_inquiries(ctl *c);
int ctl_audit_protected(ctl *c);
int ctl_audit_counts(ctl *c);
int ctl_audit_report(ctl *c);
int ctl_audit_report_show(ctl *c);
int ctl_audit_reports(ctl *c);
int ctl_audit_history(ctl *c);
int ctl_audit_hold(ctl *c);
int ctl_audit_hold_approve(ctl *c);
int ctl_audit_hold_refuse(ctl *c);
int ctl_audit_holds(ctl *c);
int ctl_audit_roster(ctl *c);
int ctl_approval_list(ctl *c);
int ctl_approval_show(ctl *c);
int ctl_approval_approve(ctl *c);
int ctl_approval_refuse(ctl *c);
int ctl_approval_ask(ctl *c);
int ctl_approval_use(ctl *c);
int ctl_retention_preview(ctl *c);
int ctl_retention_erase(ctl *c);
int ctl_retention_report(ctl *c);
int ctl_code_check(ctl *c);
int ctl_doctor(ctl *c);
int ctl_completion(ctl *c);

#endif
