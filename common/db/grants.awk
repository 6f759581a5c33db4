# Turns grants.csv files into the SQL that gives a service's role, and the operators', their rights in the service's database,
# and takes every other from them: what does not stand in a file is not allowed. juki-<name> --migrate runs it after
# the migrations, as the owner of the schema.
#   who,object,rights,why
#   who     service: juki_<name>; operator: juki_operator
#   object  a table, view, sequence or function
#   rights  SELECT INSERT UPDATE DELETE, UPDATE(column+column); USAGE with SELECT and UPDATE of a sequence; EXECUTE of a
#           function; VACUUM: the table belongs to juki_<name>_sweeper, for nobody but an owner may
#   why     what needs it, where that is no statement of sql/: a function or a trigger
# Use: awk -f grants.awk -v name=resident FILES... >resident_grants.c
function emit(text) { print "    \"" text ";\\n\"" }
function fail(text) { print "grants.awk: " FILENAME ":" FNR ": " text >"/dev/stderr"; failed = 1; exit 1 }
BEGIN {
    FS = ","
    service = "juki_" name
    sweeper = service "_sweeper"
    print "extern const char " name "_grants[];\nconst char " name "_grants[] ="
    emit("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    emit("GRANT USAGE ON SCHEMA public TO " service ", " sweeper ", juki_operator")
    split("TABLES SEQUENCES", kinds, " ")
    for (i = 1; i <= 2; i++)
        emit("REVOKE ALL ON ALL " kinds[i] " IN SCHEMA public FROM PUBLIC, " service ", juki_operator")
}
FNR == 1 || /^#/ || NF == 0 { next }
NF != 4 { fail("four columns are wanted") }
$1 != "service" && $1 != "operator" { fail("who is service or operator") }
seen[FILENAME, $1, $2]++ { fail($2 " stands twice") }
{
    count = split($3, right, " ")
    list = ""
    kind = ""
    for (i = 1; i <= count; i++) {
        if (right[i] == "VACUUM") {
            emit("GRANT CREATE ON SCHEMA public TO " sweeper)
            emit("ALTER TABLE " $2 " OWNER TO " sweeper)
            emit("REVOKE CREATE ON SCHEMA public FROM " sweeper)
            continue
        }
        if (right[i] !~ /^(SELECT|INSERT|UPDATE|DELETE|USAGE|EXECUTE|UPDATE\([a-z_0-9+]+\))$/) fail("no right " right[i])
        if (right[i] == "USAGE") kind = "SEQUENCE "
        if (right[i] == "EXECUTE") kind = "FUNCTION "
        gsub(/\+/, ", ", right[i])
        list = list (list == "" ? "" : ", ") right[i]
    }
    if (count == 0) fail("no rights")
    if (list != "") emit("GRANT " list " ON " kind $2 " TO " ($1 == "operator" ? "juki_operator" : service))
}
END { if (!failed) print "    ;" }
