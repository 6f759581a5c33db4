# proto/topics.csv -> audiences.h: whose keyring seals the bodies of which topic, and between whom it is; - is nobody's.
BEGIN {
    FS = ","
    print "/* Made from proto/topics.csv by common/event/audiences.awk. */"
    print "static const ju_topic_audience JU_AUDIENCES[] = {"
}
NR > 1 && $4 != "-" { printf "    {\"%s\", \"%s\", \"%s\", \"%s\"},\n", $1, $2, $3, $4 }
END {
    print "    {NULL, NULL, NULL, NULL},"
    print "};"
}
