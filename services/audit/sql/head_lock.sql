-- answers index, hash of the last entry; nobody else can append until this transaction ends
SELECT index, hash FROM chain_head FOR UPDATE
