/* juki-devissuer: the identity provider of demo and tests. It vouches for anybody: no real installation has
 * it. */
#include "tests/issuer/issuer.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    ARGUMENTS = 4,
    TOKEN_ARGUMENTS = 5,
    TOKEN_ARGUMENTS_MAX = 8,
    LIFETIME_S = 600
};

static const char HELP[] =
    "usage: juki-devissuer keys PRIVATE PUBLIC\n"
    "         makes an Ed25519 key unless PRIVATE is there; PUBLIC is a JWK Set for JUKI_STAFF_KEYS\n"
    "       juki-devissuer token PRIVATE OPERATOR TERMINAL [AFFAIR [ROLES [CLASS]]]\n"
    "         prints a token of ten minutes that says that OPERATOR sits at TERMINAL and has shown both "
    "factors;\n"
    "         ROLES are " ISSUER_ROLES " if nothing else is said, with blanks between, CLASS is 職員;\n"
    "         for JUKI_STAFF_TOKEN_FILE of jukictl. iss is " ISSUER_NAME "\n";

static int make_keys(const char *private_path, const char *public_path)
{
    issuer *i = access(private_path, F_OK) == 0 ? issuer_read(private_path) : issuer_new();
    bool good = i != NULL && issuer_write(i, private_path, public_path);
    issuer_free(i);
    return good ? EXIT_DONE : EXIT_FAILED;
}

/* words: the arguments behind "token"; NULL behind the last. */
static int print_token(char *const *words)
{
    enum { PRIVATE, OPERATOR, TERMINAL, AFFAIR, ROLES, CLASS };
    const issuer_claims claims = {words[OPERATOR], words[TERMINAL], ju_clock_epoch_s(), LIFETIME_S};
    issuer_person person = {.affair = words[AFFAIR]};
    person.roles = person.affair == NULL ? NULL : words[ROLES];
    person.person_class = person.roles == NULL ? NULL : words[CLASS];
    issuer *i = issuer_read(words[PRIVATE]);
    char *token = i == NULL ? NULL : issuer_token_as(i, &claims, &person);
    bool good = token != NULL && puts(token) >= 0;
    free(token);
    issuer_free(i);
    return good ? EXIT_DONE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    int code = EXIT_USAGE;
    if (argc == ARGUMENTS && strcmp(argv[1], "keys") == 0) {
        code = make_keys(argv[2], argv[3]);
    } else if (argc >= TOKEN_ARGUMENTS && argc <= TOKEN_ARGUMENTS_MAX && strcmp(argv[1], "token") == 0) {
        code = print_token(argv + 2);
    } else {
        (void)fputs(HELP, stderr);
    }
    if (code == EXIT_FAILED) {
        (void)fputs("juki-devissuer: the key cannot be read or written\n", stderr);
    }
    return code;
}
