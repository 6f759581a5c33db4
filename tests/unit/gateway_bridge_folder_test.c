/* The folder in which a consumer by file answers: what of it is read, and what is told apart from it.
 */
#include "services/gateway/steps/bridge_folder.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX = 3, NOBODY = 65534 };

typedef struct scene {
    char dir[64];
    bridge_folder folder;
    ju_arena arena;
} scene;

static int open_scene(void **state)
{
    scene *s = calloc(1, sizeof *s);
    ju_err err;
    assert_non_null(s);
    (void)snprintf(s->dir, sizeof s->dir, "/tmp/juki-folder-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    assert_int_equal(chmod(s->dir, 0777), 0);
    assert_int_equal(bridge_folder_open(s->dir, "pension", &s->folder, &err), JU_OK);
    assert_int_equal(fchmod(s->folder.in, 0777), 0);
    ju_arena_init(&s->arena, 64 * 1024);
    *state = s;
    return 0;
}

static int take_away(const char *path, const struct stat *what, int kind, struct FTW *place)
{
    (void)what;
    (void)kind;
    (void)place;
    return remove(path);
}

static int close_scene(void **state)
{
    scene *s = *state;
    bridge_folder_close(&s->folder);
    ju_arena_done(&s->arena);
    assert_int_equal(nftw(s->dir, take_away, 8, FTW_DEPTH | FTW_PHYS), 0);
    free(s);
    return 0;
}

static void put(const scene *s, const char *name, mode_t mode)
{
    int fd = openat(s->folder.in, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(fchmod(fd, mode), 0);
    (void)close(fd);
}

static void expect(scene *s, const char *names, bool unreadable)
{
    const char *name[MAX];
    size_t count = 0;
    bool found = false;
    char text[256] = "";
    ju_err err;
    assert_int_equal(bridge_folder_list(s->folder.in, MAX, &s->arena, name, &count, &found, &err), JU_OK);
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", name[i]);
    }
    assert_string_equal(text, names);
    assert_int_equal(found, unreadable);
}

static void what_is_complete_is_listed(void **state)
{
    scene *s = *state;
    put(s, "b.json", 0600);
    put(s, "a.json", 0600);
    put(s, ".c.json", 0600);
    put(s, "d.json.part", 0600);
    put(s, "e.tmp", 0600);
    put(s, "\x8e\xf3.json", 0600);
    expect(s, "a.json b.json ", false);
}

/* However many there are, they take no place of an answer. */
static void what_is_no_file_takes_no_place(void **state)
{
    scene *s = *state;
    char name[16];
    for (int i = 0; i < 200; i++) {
        (void)snprintf(name, sizeof name, "folder-%d", i);
        assert_int_equal(mkdirat(s->folder.in, name, 0700), 0);
        (void)snprintf(name, sizeof name, "link-%d", i);
        assert_int_equal(symlinkat("/etc/passwd", s->folder.in, name), 0);
    }
    put(s, "a.json", 0600);
    put(s, "b.json", 0600);
    put(s, "c.json", 0600);
    expect(s, "a.json b.json c.json ", false);
}

/* What its consumer keeps to itself is said, and takes no place either. */
static void what_cannot_be_read_is_said(void **state)
{
    scene *s = *state;
    char name[16];
    bool root = geteuid() == 0;
    for (int i = 0; i < 200; i++) {
        (void)snprintf(name, sizeof name, "shut-%d", i);
        put(s, name, 0);
    }
    put(s, "a.json", 0644);
    assert_true(!root || seteuid(NOBODY) == 0);
    expect(s, "a.json ", true);
    assert_true(!root || seteuid(0) == 0);
}

#define HERE(f) cmocka_unit_test_setup_teardown(f, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HERE(what_is_complete_is_listed),
        HERE(what_is_no_file_takes_no_place),
        HERE(what_cannot_be_read_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
