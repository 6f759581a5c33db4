TRUNCATE person, person_record CASCADE
