INSERT INTO certificate_open (issue_number) VALUES ($1)
