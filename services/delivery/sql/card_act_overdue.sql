-- $1 today: how many acts that were entered on an earlier day the card system has not answered
SELECT count(*) FROM card_act WHERE answered_at IS NULL AND entered_on < $1::date
