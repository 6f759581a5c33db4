/* The sealing keys: their list, new periods, wrapping. What destroys one is in key_destroy.c. */
#include "common/base/file.h"
#include "common/seal/keyfile.h"
#include "deploy/jukictl/ctl.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* The folder of the keyrings, with the provider of their keys in use. */
static ju_rc key_dir(ctl *c, const char **ret, ju_err *err)
{
    JU_TRY(ctl_settings_load(&c->settings, NULL, NULL, err));
    *ret = c->settings.key_dir;
    return *ret != NULL ? JU_OK : ju_fail(err, JU_FATAL, "setting_missing", "JUKI_KEY_DIR is not set");
}

static json_t *key_json(const ju_key_list *keys, const ju_seal_key *key, ju_err *err)
{
    char fingerprint[JU_KEY_FINGERPRINT_SIZE] = "";
    bool current = key == &keys->key[keys->count - 1];
    if (!key->erased && ju_key_fingerprint(key, fingerprint, err) != JU_OK) {
        return NULL;
    }
    return json_pack("{s:s, s:s, s:s}", "key", key->id, "state",
                     key->erased ? "erased"
                     : current   ? "current"
                                 : "opens",
                     "fingerprint", fingerprint);
}

static ju_rc list_one(const char *dir, const char *audience, json_t *list, ju_err *err)
{
    ju_key_list keys;
    ju_rc rc = ju_keys_read(dir, audience, JU_KEYS_ANY_FORM, &keys, err);
    for (size_t i = 0; rc == JU_OK && i < keys.count; i++) {
        json_t *row = key_json(&keys, &keys.key[i], err);
        rc = row != NULL && json_array_append_new(list, row) == 0
                 ? JU_OK
                 : ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    ju_keys_wipe(&keys);
    return rc;
}

static ju_rc list_all(const char *dir, json_t *list, ju_err *err)
{
    char pattern[PATH_MAX];
    glob_t files = {0};
    (void)snprintf(pattern, sizeof pattern, "%s/*.keys", dir);
    ju_rc rc = glob(pattern, GLOB_ERR, NULL, &files) == 0
                   ? JU_OK
                   : ju_fail(err, JU_FATAL, "keyring", "%s holds no keyrings", dir);
    for (size_t i = 0; rc == JU_OK && i < files.gl_pathc; i++) {
        char *audience = strrchr(files.gl_pathv[i], '/') + 1;
        *strrchr(audience, '.') = '\0';
        rc = list_one(dir, audience, list, err);
    }
    globfree(&files);
    return rc;
}

int ctl_key_list(ctl *c)
{
    ju_err err = {0};
    const char *dir = NULL;
    json_t *list = json_array();
    ju_rc rc = key_dir(c, &dir, &err);
    if (rc == JU_OK) {
        rc = c->operand_count > 0 ? list_one(dir, c->operand[0], list, &err) : list_all(dir, list, &err);
    }
    if (rc != JU_OK) {
        json_decref(list);
        return ctl_report(&err);
    }
    ctl_print(c, list);
    return CTL_DONE;
}

/* ---- changes --------------------------------------------------------------------------------------------
 */

typedef ju_rc change_keys(ju_key_list *keys, const char *word, ju_err *err);

static ju_rc add(ju_key_list *keys, const char *period, ju_err *err)
{
    return ju_keys_add(keys, period, false, err);
}

static ju_rc add_ahead(ju_key_list *keys, const char *period, ju_err *err)
{
    return ju_keys_add(keys, period, true, err);
}

static ju_rc promote(ju_key_list *keys, const char *id, ju_err *err)
{
    return ju_keys_promote(keys, id, err);
}

static ju_rc change_in(const char *dir, const char *audience, change_keys *change, const char *word,
                       ju_err *err)
{
    ju_key_list keys;
    ju_rc rc = ju_keys_read(dir, audience, JU_KEYS_AS_PROVIDED, &keys, err);
    rc = rc == JU_OK ? change(&keys, word, err) : rc;
    rc = rc == JU_OK ? ju_keys_write(dir, &keys, err) : rc;
    ju_keys_wipe(&keys);
    return rc;
}

/* Changes the keys of an audience and shows them as they stand then. */
static int change_and_show(ctl *c, const char *audience, change_keys *change, const char *word)
{
    ju_err err = {0};
    const char *dir = NULL;
    json_t *list = json_array();
    ju_rc rc = key_dir(c, &dir, &err);
    rc = rc == JU_OK ? change_in(dir, audience, change, word, &err) : rc;
    rc = rc == JU_OK ? list_one(dir, audience, list, &err) : rc;
    if (rc != JU_OK) {
        json_decref(list);
        return ctl_report(&err);
    }
    ctl_print(c, list);
    return CTL_DONE;
}

int ctl_key_add(ctl *c)
{
    return change_and_show(c, c->operand[0], add, c->operand[1]);
}

int ctl_key_prepare(ctl *c)
{
    return change_and_show(c, c->operand[0], add_ahead, c->operand[1]);
}

int ctl_key_promote(ctl *c)
{
    char audience[JU_KEY_ID_SIZE];
    (void)snprintf(audience, sizeof audience, "%.*s", (int)strcspn(c->operand[0], "/"), c->operand[0]);
    return change_and_show(c, audience, promote, c->operand[0]);
}

/* ---- wrapping -------------------------------------------------------------------------------------------
 */

/* Reads both files by the provider that wrapped them so far and writes them by the one that is set. */
static ju_rc wrap(const ctl *c, const char *dir, const char *audience, const char *from, ju_err *err)
{
    ju_key_list keys;
    unsigned char index[JU_DATA_KEY_BYTES];
    const char *to = c->settings.key_provider;
    ju_rc rc = ju_key_provider_use(from, err);
    rc = rc == JU_OK ? ju_index_key_read(dir, audience, JU_KEYS_ANY_FORM, index, err) : rc;
    rc = rc == JU_OK ? ju_keys_read(dir, audience, JU_KEYS_ANY_FORM, &keys, err) : rc;
    rc = rc == JU_OK ? ju_key_provider_use(to, err) : rc;
    rc = rc == JU_OK ? ju_index_key_write(dir, audience, index, err) : rc;
    rc = rc == JU_OK ? ju_keys_write(dir, &keys, err) : rc;
    ju_keys_wipe(&keys);
    explicit_bzero(index, sizeof index);
    return rc;
}

int ctl_key_wrap(ctl *c)
{
    ju_err err = {0};
    const char *dir = NULL;
    const char *from = c->operand_count > 1 ? c->operand[1] : "file";
    ju_rc rc = key_dir(c, &dir, &err);
    rc = rc == JU_OK ? wrap(c, dir, c->operand[0], from, &err) : rc;
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}
