-- Which requests wait past the day they were promised, and no later letter met, moved or closed it?
-- One row a request: its newest such promise, `sentence` in the agency's own words.
CREATE VIEW overdue AS
WITH
-- include passed
SELECT passed.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       passed.promised_on,
       CAST(julianday(CURRENT_DATE) - julianday(passed.promised_on) AS INTEGER) AS days_overdue,
       passed.about,
       passed.basis,
       passed.sentence,
       passed.letter_id,
       passed.said_on
  FROM passed
  JOIN requests ON requests.id = passed.request_id
 WHERE passed.place = 1
 ORDER BY passed.promised_on, passed.request_id
