#include "common/event/event_keys.h"

#include "common/base/clock.h"
#include "common/base/parse.h"
#include "common/seal/sign.h"
#include "common/text/date.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { DAY_DIGITS = 8, PERIOD_LENGTH = 2 * DAY_DIGITS + 1, SETTLED_S = 2 };

struct ju_event_keys {
    char *dir;
    char *name;       /* of whom; NULL: everybody */
    struct stat seen; /* the folder as it was read */
    bool good;        /* and could be, when no change could hide within the same tick of its clock */
    int today;        /* YYYYMMDD */
    ju_event_key *key;
    size_t count;
};

static void forget(ju_event_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++) {
        EVP_PKEY_free(keys->key[i].key);
    }
    free(keys->key);
    keys->key = NULL;
    keys->count = 0;
    keys->good = false;
}

/* ---- names -------------------------------------------------------------------------------------------- */

static bool read_day(const char *digits, int *ret)
{
    char text[JU_DATE_SIZE];
    char number[DAY_DIGITS + 1];
    int64_t day = 0;
    ju_date date;
    (void)snprintf(text, sizeof text, "%.4s-%.2s-%.2s", digits, digits + 4, digits + 6);
    (void)snprintf(number, sizeof number, "%.8s", digits);
    bool good = ju_date_parse(text, &date) && ju_parse_int64(number, 1, 99991231, &day);
    *ret = (int)day;
    return good;
}

/* The day before, by the same digits. */
static int day_before(int day)
{
    ju_date date =
        ju_date_add_days((ju_date){.year = day / 10000, .month = day / 100 % 100, .day = day % 100}, -1);
    return (date.year * 100 + date.month) * 100 + date.day;
}

/* <name>.<first>-<last><ending> */
static bool read_name(const char *file, const char *ending, ju_event_key *ret)
{
    size_t whole = strlen(file);
    size_t around = PERIOD_LENGTH + 1 + strlen(ending);
    if (whole <= around || whole - strlen(ending) >= sizeof ret->id) {
        return false;
    }
    size_t name = whole - around;
    const char *period = file + name + 1;
    (void)snprintf(ret->id, sizeof ret->id, "%.*s/%.*s", (int)name, file, PERIOD_LENGTH, period);
    ret->name_length = name;
    return file[name] == '.' && period[DAY_DIGITS] == '-' && memchr(file, '/', name) == NULL &&
           read_day(period, &ret->first) && read_day(period + DAY_DIGITS + 1, &ret->last) &&
           ret->first <= ret->last;
}

static const char *ending_of(const ju_event_keys *keys)
{
    return keys->name == NULL ? ".pem" : ".key";
}

/* A key that counts here: of the right kind and, where one is asked for, of that name. */
static bool is_wanted(const ju_event_keys *keys, const char *file)
{
    const char *ending = ending_of(keys);
    size_t whole = strlen(file);
    size_t name = keys->name == NULL ? 0 : strlen(keys->name);
    return whole > strlen(ending) && strcmp(file + whole - strlen(ending), ending) == 0 &&
           (keys->name == NULL || (strncmp(file, keys->name, name) == 0 && file[name] == '.'));
}

/* ---- the folder --------------------------------------------------------------------------------------- */

static ju_rc take(ju_event_keys *keys, const char *file, ju_err *err)
{
    char path[1024];
    ju_event_key key = {.key = NULL};
    ju_event_key *larger =
        keys->count == JU_EVENT_KEYS_MAX ? NULL : realloc(keys->key, (keys->count + 1) * sizeof *larger);
    if (larger == NULL) {
        return ju_fail(err, JU_FATAL, "signature_key", "%s: too many keys", keys->dir);
    }
    keys->key = larger;
    if (!read_name(file, ending_of(keys), &key) ||
        snprintf(path, sizeof path, "%s/%s", keys->dir, file) >= (int)sizeof path) {
        return ju_fail(err, JU_FATAL, "signature_key", "%s: not named <name>.<YYYYMMDD>-<YYYYMMDD>%s", file,
                       ending_of(keys));
    }
    /* the clocks of two machines do not strike midnight together: who reads is a day ahead of who signs */
    key.first = keys->name == NULL ? day_before(key.first) : key.first;
    JU_TRY(ju_ed25519_read(path, keys->name != NULL, &key.key, err));
    keys->key[keys->count++] = key;
    return JU_OK;
}

static ju_rc take_all(ju_event_keys *keys, DIR *folder, ju_err *err)
{
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (is_wanted(keys, entry->d_name)) {
            JU_TRY(take(keys, entry->d_name, err));
        }
    }
    return keys->count > 0 ? JU_OK
                           : ju_fail(err, JU_FATAL, "signature_key", "%s holds no key %s.<period>%s",
                                     keys->dir, keys->name == NULL ? "<name>" : keys->name, ending_of(keys));
}

static ju_rc read_folder(ju_event_keys *keys, ju_err *err)
{
    forget(keys);
    DIR *folder = opendir(keys->dir);
    if (folder == NULL) {
        return ju_fail(err, JU_FATAL, "signature_key", "%s: %s", keys->dir, strerror(errno));
    }
    ju_rc rc = take_all(keys, folder, err);
    (void)closedir(folder);
    if (rc != JU_OK) {
        forget(keys);
    }
    return rc;
}

/* A change within the tick of the clock in which the folder was read leaves its time as it is. */
static bool is_settled(const struct stat *folder)
{
    return ju_clock_epoch_s() - folder->st_mtim.tv_sec >= SETTLED_S;
}

static bool same_folder(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static int japan_today(void)
{
    char text[JU_CLOCK_TODAY_SIZE];
    ju_date date = {1970, 1, 1};
    ju_clock_japan_date((time_t)ju_clock_epoch_s(), text);
    (void)ju_date_parse(text, &date);
    return (date.year * 100 + date.month) * 100 + date.day;
}

static ju_rc look(ju_event_keys *keys, bool *ret_changed, ju_err *err)
{
    struct stat now;
    int today = japan_today();
    *ret_changed = today != keys->today;
    keys->today = today;
    if (stat(keys->dir, &now) != 0) {
        forget(keys);
        *ret_changed = true;
        return ju_fail(err, JU_FATAL, "signature_key", "%s: %s", keys->dir, strerror(errno));
    }
    if (keys->good && same_folder(&now, &keys->seen)) {
        return JU_OK;
    }
    *ret_changed = true;
    keys->seen = now;
    JU_TRY(read_folder(keys, err));
    keys->good = is_settled(&now);
    return JU_OK;
}

ju_rc ju_event_keys_refresh(ju_event_keys *keys, bool *ret_changed, ju_err *err)
{
    ju_rc rc = look(keys, ret_changed, err);
    if (rc != JU_OK) {
        err->rc = JU_RETRY;
    }
    return rc == JU_OK ? JU_OK : JU_RETRY;
}

ju_rc ju_event_keys_open(const char *dir, const char *name, ju_event_keys **ret, ju_err *err)
{
    bool changed = false;
    ju_event_keys *keys = calloc(1, sizeof *keys);
    if (keys == NULL || asprintf(&keys->dir, "%s/%s", dir, name == NULL ? "verify" : "sign") < 0) {
        free(keys);
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    keys->name = name == NULL ? NULL : strdup(name);
    ju_rc rc = name != NULL && keys->name == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory")
                                                  : look(keys, &changed, err);
    if (rc != JU_OK) {
        ju_event_keys_free(keys);
        return rc;
    }
    *ret = keys;
    return JU_OK;
}

void ju_event_keys_free(ju_event_keys *keys)
{
    if (keys != NULL) {
        forget(keys);
        free(keys->dir);
        free(keys->name);
        free(keys);
    }
}

static bool counts(const ju_event_keys *keys, const ju_event_key *key)
{
    return key->first <= keys->today && keys->today <= key->last;
}

const ju_event_key *ju_event_key_of(const ju_event_keys *keys, const char *id)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(keys->key[i].id, id) == 0) {
            return counts(keys, &keys->key[i]) ? &keys->key[i] : NULL;
        }
    }
    return NULL;
}

const ju_event_key *ju_event_key_today(const ju_event_keys *keys)
{
    const ju_event_key *best = NULL;
    for (size_t i = 0; i < keys->count; i++) {
        const ju_event_key *key = &keys->key[i];
        if (counts(keys, key) && (best == NULL || key->first > best->first ||
                                  (key->first == best->first && key->last > best->last))) {
            best = key;
        }
    }
    return best;
}
