/* juki-devissuer: the identity provider of demo and tests. It vouches for anybody: no real installation has
 * it. */
#include "tests/issuer/issuer.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, ARGUMENTS = 4, TOKEN_ARGUMENTS = 5, LIFETIME_S = 600 };

static const char HELP[] =
    "usage: juki-devissuer keys PRIVATE PUBLIC\n"
    "         makes an Ed25519 key unless PRIVATE is there; PUBLIC is a JWK Set for JUKI_STAFF_KEYS\n"
    "       juki-devissuer token PRIVATE OPERATOR TERMINAL [AFFAIR]\n"
    "         prints a token of ten minutes that says that OPERATOR sits at TERMINAL and has shown both "
    "factors;\n"
    "         for JUKI_STAFF_TOKEN_FILE of jukictl. iss is " ISSUER_NAME "\n";

static int make_keys(const char *private_path, const char *public_path)
{
    issuer *i = access(private_path, F_OK) == 0 ? issuer_read(private_path) : issuer_new();
    bool good = i != NULL && issuer_write(i, private_path, public_path);
    issuer_free(i);
    return good ? EXIT_DONE : EXIT_FAILED;
}

static int print_token(const char *private_path, const char *operator_id, const char *terminal_id,
                       const char *affair)
{
    const issuer_claims claims = {operator_id, terminal_id, ju_clock_epoch_s(), LIFETIME_S};
    issuer *i = issuer_read(private_path);
    char *token = i == NULL ? NULL : issuer_token_for(i, &claims, affair == NULL ? ISSUER_AFFAIR : affair);
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
    } else if ((argc == TOKEN_ARGUMENTS || argc == TOKEN_ARGUMENTS + 1) && strcmp(argv[1], "token") == 0) {
        code = print_token(argv[2], argv[3], argv[4], argv[TOKEN_ARGUMENTS]);
    } else {
        (void)fputs(HELP, stderr);
    }
    if (code == EXIT_FAILED) {
        (void)fputs("juki-devissuer: the key cannot be read or written\n", stderr);
    }
    return code;
}
