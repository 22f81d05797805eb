-- What does the law want of each agency by when, and was it done?
-- One row a request and thing the law sets a day for; none where nothing tells whose law it is, or that law sets no day.
CREATE VIEW deadlines AS
SELECT law_days.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       law_days.what,
       law_days.jurisdiction,
       law_days.law,
       law_days.citation,
       law_days.received_on,
       law_days.due_on,
       CASE
           WHEN law_days.answered_on IS NOT NULL AND (law_days.due_on IS NULL OR law_days.answered_on <= law_days.due_on)
               THEN 'met'
           WHEN law_days.answered_on IS NOT NULL THEN 'late'
           WHEN law_days.due_on IS NULL THEN 'stopped'
           WHEN law_days.due_on < CURRENT_DATE THEN 'overdue'
           ELSE 'running'
       END AS state,
       law_days.answered_on,
       CAST(CASE WHEN law_days.answered_on > law_days.due_on
                     THEN julianday(law_days.answered_on) - julianday(law_days.due_on)
                 WHEN law_days.answered_on IS NULL AND law_days.due_on < CURRENT_DATE
                     THEN julianday(CURRENT_DATE) - julianday(law_days.due_on)
            END AS INTEGER) AS days_late,
       law_days.days,
       law_days.day_kind,
       law_days.extended_by,
       law_days.extended_on,
       law_days.days_stopped,
       law_days.stopped_on,
       law_days.known_by,
       law_days.doubt,
       law_days.letter_id
  FROM law_days
  JOIN requests ON requests.id = law_days.request_id
 ORDER BY law_days.due_on, law_days.request_id, law_days.what
