-- Which agencies are past the day the law gives them, and have not done what it wants?
-- One row a request and thing the law sets a day for; `doubt` says what that day rests on that is not sure.
CREATE VIEW overdue_by_law AS
SELECT law_days.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       law_days.what,
       law_days.due_on,
       CAST(julianday(CURRENT_DATE) - julianday(law_days.due_on) AS INTEGER) AS days_overdue,
       law_days.jurisdiction,
       law_days.law,
       law_days.citation,
       law_days.received_on,
       law_days.days,
       law_days.day_kind,
       law_days.extended_by,
       law_days.days_stopped,
       law_days.known_by,
       law_days.doubt,
       law_days.letter_id
  FROM law_days
  JOIN requests ON requests.id = law_days.request_id
 WHERE law_days.answered_on IS NULL AND law_days.due_on < CURRENT_DATE
 ORDER BY law_days.due_on, law_days.request_id, law_days.what
