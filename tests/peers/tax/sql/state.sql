SELECT count(*) AS held,
       count(*) FILTER (WHERE state = 'resident') AS residents,
       count(number_index) AS numbered,
       (SELECT count(*) FROM person_record) AS records,
       (SELECT count(DISTINCT key) FROM parked) AS gaps,
       (SELECT count(*) FROM snapshot WHERE result = 'whole') AS snapshots,
       (SELECT count(*) FROM snapshot WHERE result <> 'whole') AS broken_snapshots,
       (SELECT count(*) FROM snapshot_request WHERE asked_at IS NOT NULL) AS snapshots_asked,
       (SELECT count(*) FROM outside_person) AS taxed_outside,
       (SELECT count(*) FROM outside_person WHERE notified_at IS NOT NULL) AS notified_outside
FROM person
