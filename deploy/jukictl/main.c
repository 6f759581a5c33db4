#include "deploy/jukictl/ctl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ctl_command *find_command(const ctl *c)
{
    const char *name = c->operand_count > 0 ? c->operand[0] : "";
    const char *sub = c->operand_count > 1 ? c->operand[1] : "";
    for (const ctl_command *row = NULL; (row = ctl_command_next(row)) != NULL;) {
        if (strcmp(row->name, name) == 0 && (row->sub == NULL || strcmp(row->sub, sub) == 0)) {
            return row;
        }
    }
    return NULL;
}

static void drop_words(ctl *c, int words)
{
    c->operand += words;
    c->operand_count -= words;
}

/* --tls stands for the certificate that this command shows, and for no other. */
static bool take_tls(ctl *c, const ctl_command *command)
{
    char **dir = (command->options & CTL_WHO) == 0 ? &c->settings.operator_tls_dir : &c->settings.tls_dir;
    if (c->options.tls == NULL) {
        return true;
    }
    free(*dir);
    *dir = strdup(c->options.tls);
    return *dir != NULL;
}

static int run_command(ctl *c, const ctl_command *command)
{
    ju_err err = {0};
    if ((c->options.given & ~ctl_takes(command)) != 0) {
        return ctl_usage("this command does not take one of the options",
                         "このコマンドでは使えないオプションがあります");
    }
    drop_words(c, command->sub == NULL ? 1 : 2);
    if (c->operand_count < command->least || (command->most >= 0 && c->operand_count > command->most)) {
        ctl_help(command);
        return CTL_USAGE;
    }
    if (!take_tls(c, command)) {
        (void)ju_fail(&err, JU_FATAL, "memory", "out of memory");
        return ctl_report(&err);
    }
    if (command->run == ctl_doctor) {
        return ctl_doctor(c); /* tells by itself what is missing */
    }
    if ((command->options & CTL_BUS) != 0 &&
        (ctl_settings_load(&c->settings, NULL, NULL, &err) != JU_OK ||
         ctl_settings_check(&c->settings, command->options, &err) != JU_OK)) {
        return ctl_report(&err);
    }
    c->tls_dir = ctl_tls_dir(&c->settings, command->options);
    return command->run(c);
}

static int run(ctl *c, int argc, char **argv)
{
    if (!ctl_options_read(c, argc, argv)) {
        return CTL_USAGE;
    }
    bool help = c->options.help;
    if (c->operand_count > 0 && strcmp(c->operand[0], "help") == 0) {
        help = true;
        drop_words(c, 1);
    }
    const ctl_command *command = find_command(c);
    if (command == NULL && c->operand_count > 0) {
        return ctl_usage("there is no such command", "そのコマンドはありません");
    }
    if (help || command == NULL) {
        ctl_help(command);
        return help ? CTL_DONE : CTL_USAGE;
    }
    return run_command(c, command);
}

int main(int argc, char **argv)
{
    ctl c = {0};
    (void)signal(SIGPIPE, SIG_IGN);
    ctl_locale_load();
    int code = run(&c, argc, argv);
    ctl_settings_free(&c.settings);
    return fflush(stdout) == 0 ? code : CTL_REFUSED;
}
