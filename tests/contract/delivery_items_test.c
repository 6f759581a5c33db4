/* The 61 items of 送付先情報ファイル (seed 002 section 3.3): each stands in services/delivery/items.csv, in
 * order, and what the table says is held is a field of the record. */
#include "common/text/csv.h"
#include "juki/delivery/v1/delivery.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ITEM_COUNT = 61, COLUMNS = 5, LINE_MAX_BYTES = 512 };

/* "address.town": a field, and one of the message it is. */
static void check_path(char *path)
{
    const ProtobufCMessageDescriptor *message = &juki__delivery__v1__delivery_record__descriptor;
    for (char *name = strsep(&path, "."); name != NULL; name = strsep(&path, ".")) {
        const ProtobufCFieldDescriptor *field =
            message == NULL ? NULL : protobuf_c_message_descriptor_get_field_by_name(message, name);
        if (field == NULL) {
            fail_msg("there is no field %s", name);
        }
        message = field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor : NULL;
    }
}

static void check_row(const ju_csv_field column[COLUMNS], int number)
{
    const char *status = column[2].text;
    char *fields = column[3].text;
    char wanted[12];
    (void)snprintf(wanted, sizeof wanted, "%d", number);
    assert_string_equal(column[0].text, wanted);
    assert_true(column[1].length > 0);
    if (strcmp(status, "held") == 0 || strcmp(status, "derived") == 0) {
        assert_true(column[3].length > 0);
    } else {
        assert_string_equal(status, "none"); /* with its reason */
        assert_true(column[3].length == 0 && column[4].length > 0);
    }
    while (fields != NULL && *fields != '\0') {
        check_path(strsep(&fields, " "));
    }
}

static void the_61_items_have_their_places(void **state)
{
    FILE *table = fopen("services/delivery/items.csv", "re");
    char line[LINE_MAX_BYTES];
    int number = 0;
    (void)state;
    assert_non_null(table);
    assert_non_null(fgets(line, sizeof line, table));
    assert_string_equal(line, "number,item,status,field,note\n");
    while (fgets(line, sizeof line, table) != NULL) {
        ju_csv_field column[COLUMNS];
        size_t count = 0;
        assert_true(ju_csv_split(line, strcspn(line, "\n"), column, COLUMNS, &count));
        assert_int_equal(count, COLUMNS);
        check_row(column, ++number);
    }
    (void)fclose(table);
    assert_int_equal(number, ITEM_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_61_items_have_their_places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
