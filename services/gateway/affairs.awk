# Turns affairs.csv, the affairs to which the municipality transfers data, into the table of registry.c: what each may be
# told at most. `jukictl consumer load` files applications for the same rows.
# Use: awk -f affairs.awk affairs.csv > build/gen/services/gateway/affairs_table.h
function die(message) {
    print FILENAME ":" FNR ": " message > "/dev/stderr"
    failed = 1
    exit 1
}
BEGIN { FS = "," }
FNR == 1 {
    if (NF != 14) die("the head must name 14 columns")
    print "/* Made from affairs.csv by affairs.awk. */"
    print "static const registry_affair AFFAIRS[] = {"
    next
}
{
    if (NF != 14) die("14 columns, not " NF)
    if ($3 in seen) die("a second " $3)
    if ($6 != "yes" && $6 != "no") die("uses_number is yes or no")
    if (($5 ~ /individual_number/) != ($6 == "yes")) die("the number is an item of who uses it")
    seen[$3]
    printf "    {.name = \"%s\", .items = \"%s\", .uses_number = %s},\n", $3, $5, $6 == "yes" ? "true" : "false"
}
END { if (!failed) print "};" }
