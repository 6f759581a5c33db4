#include "common/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fills up to size_bytes; -1 with errno on failure. Not stdio, which would leave a copy in its buffer. */
static ssize_t read_up_to(int fd, char *buffer, size_t size_bytes)
{
    size_t length = 0;
    while (length < size_bytes) {
        ssize_t got = read(fd, buffer + length, size_bytes - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        length += (size_t)got;
    }
    return (ssize_t)length;
}

static ju_rc check_content(const char *path, const char *text, ssize_t length, size_t most_bytes, ju_err *err)
{
    if (length < 0) {
        return ju_fail(err, JU_FATAL, "file", "cannot read %s: %s", path, strerror(errno));
    }
    if ((size_t)length > most_bytes) {
        return ju_fail(err, JU_FATAL, "file", "%s is larger than %zu bytes", path, most_bytes);
    }
    if (memchr(text, '\0', (size_t)length) != NULL) {
        return ju_fail(err, JU_FATAL, "file", "%s is not a text file", path);
    }
    return JU_OK;
}

ju_rc ju_file_read(const char *path, size_t most_bytes, char **ret, size_t *ret_length, ju_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return ju_fail(err, JU_FATAL, "file", "cannot open %s: %s", path, strerror(errno));
    }
    char *text = calloc(1, most_bytes + 2);
    if (text == NULL) {
        (void)close(fd);
        return ju_fail(err, JU_FATAL, "memory", "no memory to read %s", path);
    }
    ssize_t length = read_up_to(fd, text, most_bytes + 1);
    ju_rc rc = check_content(path, text, length, most_bytes, err);
    (void)close(fd);
    if (rc != JU_OK) {
        ju_file_release(text, most_bytes + 1);
        return rc;
    }
    *ret = text;
    *ret_length = (size_t)length;
    return JU_OK;
}

void ju_file_release(char *text, size_t length)
{
    if (text != NULL) {
        explicit_bzero(text, length);
        free(text);
    }
}

bool ju_file_same(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}
