-- What did the agency promise, and was it kept?
-- One row a promise (a day given again by a later letter is the same promise): kept, slipped, or open.
-- A promise slips when a newer letter names a later day before it is met, or when it is met after its day.
CREATE VIEW promises AS
SELECT given_days.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       given_days.promised_on,
       given_days.about,
       given_days.basis,
       given_days.sentence,
       given_days.letter_id,
       given_days.said_on,
       given_days.outcome,
       given_days.days_slipped
  FROM given_days
  JOIN requests ON requests.id = given_days.request_id
 WHERE given_days.outcome <> 'yours'
 ORDER BY given_days.request_id, given_days.sent_at, given_days.promised_on, given_days.about
