# proto/topics.csv -> writers.h: who may write to which topic.
BEGIN {
    FS = ","
    print "/* Made from proto/topics.csv by common/event/writers.awk. */"
    print "static const ju_topic_writers JU_WRITERS[] = {"
}
NR > 1 { printf "    {\"%s\", \"%s\"},\n", $1, $2 }
END {
    print "    {NULL, NULL},"
    print "};"
}
