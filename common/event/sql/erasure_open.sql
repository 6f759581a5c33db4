-- $1 class, $2 today: whether an erasure of the class is under way, or may still be approved
SELECT EXISTS (SELECT FROM erasure e LEFT JOIN approval a ON a.kind = 'erasure' AND a.approval_id = e.erasure_id
               WHERE e.class = $1 AND (e.state = 'running' OR (e.state = 'asked' AND a.state IN ('asked', 'approved')
                                                               AND a.valid_until >= $2::date)))
