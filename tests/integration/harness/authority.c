#include "tests/integration/harness/authority.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATH_BYTES = 512, COMMAND_BYTES = 1536, PIECE_BYTES = 4096 };

static const char CONFIG[] = "[tsa]\\ndefault_tsa = own\\n[own]\\nserial = serial\\nsigner_cert = ca.pem\\n"
                             "signer_key = key.pem\\nsigner_digest = sha256\\ndefault_policy = 1.2.3.4\\n"
                             "digests = sha256\\ness_cert_id_alg = sha256\\n";

bool authority_make(const char *folder)
{
    char command[COMMAND_BYTES];
    (void)snprintf(
        command, sizeof command,
        "mkdir -p %s && cd %s && printf '%s' >config && echo 01 >serial && "
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=stamps "
        "-addext extendedKeyUsage=critical,timeStamping -keyout key.pem -out ca.pem 2>log",
        folder, folder, CONFIG);
    return system(command) == 0; /* NOLINT(cert-env33-c): a test's own words */
}

void authority_respond(void *opaque, ju_http_exchange *exchange)
{
    const char *folder = opaque;
    char path[PATH_BYTES];
    char command[COMMAND_BYTES];
    char bytes[PIECE_BYTES];
    exchange->status = 500;
    (void)snprintf(path, sizeof path, "%s/query", folder);
    FILE *query = fopen(path, "w");
    if (query == NULL) {
        return;
    }
    (void)fwrite(exchange->body, 1, exchange->body_size, query);
    (void)fclose(query);
    (void)snprintf(
        command, sizeof command,
        "cd %s && openssl ts -reply -config config -section own -queryfile query -out reply 2>>log", folder);
    (void)snprintf(path, sizeof path, "%s/reply", folder);
    FILE *reply = system(command) == 0 ? fopen(path, "r") : NULL; /* NOLINT(cert-env33-c) */
    if (reply == NULL) {
        return;
    }
    for (size_t got = 0; (got = fread(bytes, 1, sizeof bytes, reply)) > 0;) {
        (void)fwrite(bytes, 1, got, exchange->answer);
    }
    (void)fclose(reply);
    exchange->status = 200;
    exchange->content_type = "application/timestamp-reply";
}
