# Turns retention.csv, what each service keeps for how long, into the table of the engine: RETENTION_<SERVICE>.
# A class that is erased here has its statement, services/<service>/sql/retain_<class>.sql; of "*" every service has one.
# Use: awk -f retention.awk retention.csv > build/gen/common/retention/table.h
function die(message) {
    print FILENAME ":" FNR ": " message > "/dev/stderr"
    failed = 1
    exit 1
}
function row(owner) {
    return sprintf("    {\"%s\", %d, %s, %s, \"%s\", &%s_sql_retain_%s}, \\\n", $2, $3, UNIT[$4],
                   BY[$5], $8, owner, $2)
}
BEGIN {
    FS = ","
    UNIT["years"] = "JU_YEARS"; UNIT["days"] = "JU_DAYS"; UNIT["business days"] = "JU_BUSINESS_DAYS"
    BY["itself"] = "JU_BY_ITSELF"; BY["approval"] = "JU_BY_APPROVAL"; BY["room"] = "JU_BY_ROOM"
    count = split("resident identity delivery gateway audit", NAMES, " ")
}
FNR == 1 {
    if (NF != 8) die("the head must name 8 columns")
    next
}
{
    if (NF != 8) die("8 columns, not " NF)
    if (!($4 in UNIT)) die("no unit: " $4)
    if ($3 !~ /^[1-9][0-9]*$/) die("no length: " $3)
    if (!($5 in BY)) die("erased by itself, by an approval, or by the room")
    if (($1, $2) in seen) die("a second " $2)
    if ($8 == "") die("no source of " $2)
    seen[$1, $2]
    if ($1 == "*") every = every row("event")
    else rows[$1] = rows[$1] row($1)
}
END {
    if (failed) exit 1
    print "/* Made from retention.csv by retention.awk. */"
    print "#include \"event_sql.h\""
    for (i = 1; i <= count; i++) print "#define RETENTION_" toupper(NAMES[i]) " \\\n" rows[NAMES[i]] every
}
