#include "deploy/jukictl/ctl.h"

#include <stdio.h>
#include <string.h>

/* Commands of one name stand together. */
static bool first_of_its_name(const ctl_command *row)
{
    const ctl_command *first = NULL;
    do {
        first = ctl_command_next(first);
    } while (strcmp(first->name, row->name) != 0);
    return first == row;
}

static void print_names(void)
{
    for (const ctl_command *row = NULL; (row = ctl_command_next(row)) != NULL;) {
        if (first_of_its_name(row)) {
            (void)printf("%s ", row->name);
        }
    }
}

static void print_subs(const char *name)
{
    for (const ctl_command *row = NULL; (row = ctl_command_next(row)) != NULL;) {
        if (row->sub != NULL && strcmp(row->name, name) == 0) {
            (void)printf("%s ", row->sub);
        }
    }
}

static void print_second_words(void)
{
    for (const ctl_command *row = NULL; (row = ctl_command_next(row)) != NULL;) {
        if (row->sub != NULL && first_of_its_name(row)) {
            (void)printf("            %s) words=\"", row->name);
            print_subs(row->name);
            (void)printf("\" ;;\n");
        }
    }
}

static void print_options(void)
{
    for (const ctl_command *row = NULL; (row = ctl_command_next(row)) != NULL;) {
        (void)printf("        %s%s%s*) options=\"", row->name, row->sub == NULL ? "" : "\\ ",
                     row->sub == NULL ? "" : row->sub);
        ctl_option_names(row);
        (void)printf("\" ;;\n");
    }
}

int ctl_completion(ctl *c)
{
    (void)c;
    (void)printf("_jukictl() {\n"
                 "    local current=${COMP_WORDS[COMP_CWORD]} words='' options=''\n"
                 "    COMPREPLY=()\n"
                 "    case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n");
    print_options();
    (void)printf("    esac\n"
                 "    if [[ $current == -* ]]; then\n"
                 "        words=$options\n"
                 "    elif [ \"$COMP_CWORD\" = 1 ]; then\n"
                 "        words=\"");
    print_names();
    (void)printf("help\"\n"
                 "    elif [ \"$COMP_CWORD\" = 2 ]; then\n"
                 "        case ${COMP_WORDS[1]} in\n");
    print_second_words();
    (void)printf("        esac\n"
                 "    fi\n"
                 "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
                 "}\n"
                 "complete -o default -F _jukictl jukictl\n");
    return CTL_DONE;
}
