# Turns sql/*.sql and migrations/*.sql of one owner into C. A statement file holds one statement and
# becomes `const ju_sql <owner>_sql_<stem>`; a migration file becomes one row of <owner>_migrations.
# Lines starting with -- are comments for readers and are left out of statements, kept in migrations
# (their digest is recorded). A statement with a line "-- rows" takes one array per parameter, an item per row; one
# with a line "-- binary" is answered in binary form.
# Use: awk -f sql2c.awk -v owner=resident -v out=build/gen/resident_sql FILES...
function flush_file() {
    if (stem == "") return
    if (migration) {
        migrations = migrations "    {\"" stem "\",\n" body "    },\n"
    } else {
        print "const ju_sql " owner "_sql_" stem " = {\"" owner "_" stem "\",\n" body "    , " rows ", " binary "};\n" > (out ".c")
        print "extern const ju_sql " owner "_sql_" stem ";" > (out ".h")
        list = list "    &" owner "_sql_" stem ",\n"
    }
}
BEGIN {
    print "#include \"" owner "_sql.h\"\n" > (out ".c")
    guard = toupper(owner) "_SQL_H"
    print "#ifndef " guard "\n#define " guard "\n\n#include \"common/db/db.h\"\n" > (out ".h")
}
FNR == 1 {
    flush_file()
    stem = FILENAME; sub(/.*\//, "", stem); sub(/\.sql$/, "", stem)
    migration = FILENAME ~ /migrations\//
    body = ""
    rows = "false"
    binary = "false"
}
!migration && /^-- rows$/ { rows = "true" }
!migration && /^-- binary$/ { binary = "true" }
!migration && /^[ \t]*--/ { next }
{
    line = $0
    gsub(/\\/, "\\\\", line); gsub(/"/, "\\\"", line)
    body = body "    \"" line "\\n\"\n"
}
END {
    flush_file()
    print "const ju_sql *const " owner "_sql[] = {\n" list "    NULL,\n};\n" > (out ".c")
    print "const ju_migration " owner "_migrations[] = {\n" migrations "    {NULL, NULL},\n};" > (out ".c")
    print "\nextern const ju_sql *const " owner "_sql[];\nextern const ju_migration " owner "_migrations[];\n\n#endif" > (out ".h")
}
