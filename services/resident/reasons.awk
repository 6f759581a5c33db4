# Turns reasons.csv into the table of reason.c. In the lists of items a ! marks what must be given.
# Use: awk -f reasons.awk reasons.csv > build/gen/services/resident/reasons_table.h
function die(message) {
    print FILENAME ":" FNR ": " message > "/dev/stderr"
    failed = 1
    exit 1
}
function word(prefix, value, words) {
    if (index(" " words " ", " " value " ") == 0) die("no such " tolower(prefix) ": " value)
    return "REASON_" toupper(prefix == "" ? value : prefix "_" value)
}
function flag(value) {
    return word("", value, "yes no") == "REASON_YES" ? "true" : "false"
}
function items(list, required_only,    names, n, i, text, name) {
    n = split(list, names, " ")
    for (i = 1; i <= n; i++) {
        name = names[i]
        if (sub(/!$/, "", name) || !required_only) text = text "\"" name "\", "
    }
    return "(const char *const[]){" text "NULL}"
}
BEGIN { FS = "," }
FNR == 1 {
    if (NF != 13) die("the head must name 13 columns")
    next
}
{
    if (NF != 13) die("13 columns, not " NF)
    if ($1 in seen) die("a second " $1)
    if ($8 !~ /^[12]$/) die("reviewers are 1 or 2")
    seen[$1]
    printf "    {.code = \"%s\", .name = \"%s\", .group = %s, .rule = %s,\n", $1, $2,
        word("", $3, "enter delete amend"),
        word("rule", $4, "enter birth pair restate cancel delete derived move items household")
    printf "     .applies_to = %s, .basis = %s, .future = %s, .reviewers = %d,\n",
        word("for", $5, "any japanese foreign"), word("by", $6, "notice official request"), flag($7), $8
    printf "     .before = %s, .after = %s, .source = \"%s\",\n",
        word("state", $9, "absent resident struck_off"), word("state", $10, "resident moved_out dead deleted"), $13
    printf "     .change_items = %s, .change_required = %s,\n", items($11, 0), items($11, 1)
    printf "     .person_items = %s, .person_required = %s},\n", items($12, 0), items($12, 1)
}
END { exit failed }
