# proto/topics.csv -> links.h: which program sends to whom outside (link.X.out) and to which office (feed.X).
BEGIN {
    FS = ","
    print "/* Made from proto/topics.csv by common/event/links.awk. */"
    print "static const struct {"
    print "    const char *program;"
    print "    const char *link;"
    print "} JU_LINKS[] = {"
}
NR > 1 && ($1 ~ /^link\.[a-z-]+\.out$/ || $1 ~ /^feed\.[a-z-]+$/) {
    split($1, part, ".")
    printf "    {\"%s\", \"%s\"},\n", $2, part[2]
}
END { print "};" }
