#ifndef VERIFY_BUNDLE_H
#define VERIFY_BUNDLE_H

#include "deploy/verify/check.h"

#include <stdio.h>

/*
 * A bundle: some entries of the log, each with its proof, as a text file of lines.
 *
 *   juki-audit-bundle/v1
 *   checkpoint LINES            the note as the log served it, witnesses' lines included
 *   earlier LINES               a checkpoint before that (may be left out), and
 *   growth HASHES               the proof that the log grew out of it: a hash to a line
 *   entry NUMBER HASHES         from 1; in rising order
 *   RECORD                      base64 of juki.audit.v1.AuditRecord, what the leaf is the hash of
 *   HASH...                     the inclusion proof (RFC 6962), base64, one to a line
 *   end ENTRIES SHA256          of all lines before, small hexadecimal digits
 */
#define BUNDLE_HEADING "juki-audit-bundle/v1"

/* ---- writing ------------------------------------------------------------------------------------------ */

typedef struct bundle_writer bundle_writer;

/* Makes a new file. JU_REJECT "output_failed", as the others; "output_exists". */
ju_rc bundle_open(const char *path, bundle_writer **ret, ju_err *err) JU_MUST_CHECK;
void bundle_checkpoint(bundle_writer *w, const char *note);
void bundle_earlier(bundle_writer *w, const char *note, const ju_proof *growth);
void bundle_entry(bundle_writer *w, int64_t entry, const void *record, size_t size, const ju_proof *path);
/* Ends and frees it; here what failed on the way is told. */
ju_rc bundle_close(bundle_writer *w, ju_err *err) JU_MUST_CHECK;

/* ---- checking ----------------------------------------------------------------------------------------- */

ju_rc bundle_check(verifier *v, const char *path, ju_err *err) JU_MUST_CHECK;

#endif
