DELETE FROM certificate_open WHERE issue_number = $1
