TRUNCATE person, person_record, person_search, move_out_planned, restraint, restraint_person CASCADE
