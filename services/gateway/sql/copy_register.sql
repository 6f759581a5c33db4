-- $1 text[] integrated_number, $2 processing date
SELECT copy_register_again($1::text[], $2::date)
