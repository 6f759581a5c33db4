-- answers the index of the last entry and the word of who appended it; nobody else can append until this transaction ends
SELECT index, word FROM log_head FOR UPDATE
