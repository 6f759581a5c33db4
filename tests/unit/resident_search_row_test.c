/* Which records of a person make the same row of search, so that it need not be made again. */
#include "services/resident/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

enum { ARENA_BYTES = 1 << 20 };

typedef struct fixture {
    ju_arena arena;
    variant_table *variants;
} fixture;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static int open_fixture(void **state)
{
    static fixture f;
    ju_err err = {0};
    ju_arena_init(&f.arena, ARENA_BYTES);
    *state = &f;
    return variant_table_parse("辺,邊邉\n", &f.variants, &err) == JU_OK ? 0 : -1;
}

static int close_fixture(void **state)
{
    fixture *f = *state;
    variant_table_free(f->variants);
    ju_arena_done(&f->arena);
    return 0;
}

static bool same_row(fixture *f, const record *one, const record *other)
{
    search_row row[2];
    assert_true(search_row_of(one, f->variants, &f->arena, &row[0]));
    assert_true(search_row_of(other, f->variants, &f->arena, &row[1]));
    return strcmp(row[0].terms, row[1].terms) == 0 && strcmp(row[0].birth_date, row[1].birth_date) == 0 &&
           one->sex == other->sex;
}

/* Each text of a message by itself becomes another one; how many of them make another row. */
static int texts_that_count(fixture *f, const record *before, const record *after, ProtobufCMessage *changed)
{
    int count = 0;
    for (unsigned i = 0; i < changed->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &changed->descriptor->fields[i];
        char **place = (void *)((char *)changed + field->offset);
        if (field->type != PROTOBUF_C_TYPE_STRING || field->label == PROTOBUF_C_LABEL_REPEATED) {
            continue;
        }
        char *was = *place;
        *place = text("甲");
        bool same = same_row(f, before, after);
        if (search_row_same(before, after) != same || search_row_same(after, before) != same) {
            fail_msg("%s: makes %s row", field->name, same ? "the same" : "another");
        }
        count += !same;
        *place = was;
    }
    return count;
}

static void a_record_makes_another_row_by_what_is_searched_alone(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__WrittenDate birth[2] = {JUKI__COMMON__V1__WRITTEN_DATE__INIT,
                                              JUKI__COMMON__V1__WRITTEN_DATE__INIT};
    Juki__Common__V1__Address address[2] = {JUKI__COMMON__V1__ADDRESS__INIT, JUKI__COMMON__V1__ADDRESS__INIT};
    record person[2] = {JUKI__RESIDENT__V1__PERSON_RECORD__INIT, JUKI__RESIDENT__V1__PERSON_RECORD__INIT};
    assert_true(search_row_same(&person[0], &person[1])); /* neither has day or address */
    for (int i = 0; i < 2; i++) {
        person[i].birth_date = &birth[i];
        person[i].address = &address[i];
    }
    assert_int_equal(texts_that_count(f, &person[0], &person[1], &person[1].base), 8); /* names, 世帯番号 */
    assert_int_equal(texts_that_count(f, &person[0], &person[1], &birth[1].base), 1);   /* its day */
    assert_int_equal(texts_that_count(f, &person[0], &person[1], &address[1].base), 1); /* 町字コード */
    birth[1].date = text("1989-01-20");
    person[0].birth_date = NULL;
    assert_false(search_row_same(&person[0], &person[1]));
    birth[1].date = text("");
    address[1].town_code = text("0001001");
    person[0].address = NULL;
    assert_false(search_row_same(&person[0], &person[1]));
    address[1].town_code = text("");
    person[1].state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD;
    assert_true(search_row_same(&person[0], &person[1]));
    person[1].sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    assert_false(search_row_same(&person[0], &person[1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_record_makes_another_row_by_what_is_searched_alone, open_fixture,
                                        close_fixture),
    };
    return cmocka_run_group_tests_name("search row", tests, NULL, NULL);
}
