-- The terminals of the played offices in the register of one service, for benches and tests whose audit service is not there to
-- tell of them (deploy/local/terminals.sh is the way it is done).
INSERT INTO staff_terminal (registration_id, terminal, department, place, begins_on, ends_on)
SELECT 'played', t, '市民課', '', '2000-01-01', '2099-12-31'
FROM string_to_table('T01 T02 T03 T04 T05 bench window-1', ' ') AS t
ON CONFLICT DO NOTHING;
