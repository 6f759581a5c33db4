SELECT nextval('household_serial')
