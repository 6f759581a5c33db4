-- $1 delivery_id: how it ended, '' while it waits; and how the next ones end
SELECT n.state, coalesce((SELECT ends FROM notice_mode LIMIT 1), 'delivered') FROM notice n WHERE n.delivery_id = $1
