-- What am I to pay, how much and by when, before an agency goes on?
-- One row a request that waits for payment; `amount` is the newest sum the agency named.
CREATE VIEW needs_payment AS
WITH
-- include due
SELECT due.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       fees.amount,
       fees.currency,
       fees.about,
       due.asked_on,
       due.due_on,
       CAST(julianday(due.due_on) - julianday(CURRENT_DATE) AS INTEGER) AS days_left,
       COALESCE(fees.sentence, due.sentence) AS sentence,
       due.letter_id
  FROM due
  JOIN requests ON requests.id = due.request_id
  LEFT JOIN fees ON fees.id = due.fee_id
 WHERE due.status = 'needs_payment'
 ORDER BY CASE WHEN due.due_on IS NULL THEN 1 ELSE 0 END, due.due_on, due.asked_on, due.request_id
