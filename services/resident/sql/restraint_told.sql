-- $1 text[] addressee numbers
DELETE FROM restraint_untold WHERE addressee_number = ANY ($1::text[])
