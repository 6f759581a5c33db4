-- answers the index of the last entry; nobody else can append until this transaction ends
SELECT index FROM log_head FOR UPDATE
