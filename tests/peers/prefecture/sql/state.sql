-- What the prefecture holds: notices kept, persons, and how they stand
SELECT coalesce(sum(change_count), 0) AS notices,
       count(*) AS held,
       count(*) FILTER (WHERE state = 'resident') AS residents,
       count(*) FILTER (WHERE state = 'moved_out') AS moved_out,
       count(*) FILTER (WHERE state = 'dead') AS dead_persons
FROM person
