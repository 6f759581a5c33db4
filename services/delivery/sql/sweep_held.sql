-- A deleted row lies in its page, and behind a VACUUM in the page's free space, until something else is written there;
-- FULL writes the table anew and gives the old file back.
VACUUM FULL held
